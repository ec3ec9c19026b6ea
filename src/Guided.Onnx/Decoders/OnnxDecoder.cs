using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Onnx.Decoders.Batching;
using Guided.Onnx.Graphs;
using Guided.Onnx.Interop;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.Ports;
using Guided.Steering;

namespace Guided.Onnx.Decoders;

/// <summary>A decoder-only model run by ONNX Runtime, its KV cache updated in place.</summary>
/// <remarks>
/// The graph is one that the ONNX Runtime GenAI model builder writes, or one with the same ports: token ids, a mask of ones over past and new
/// tokens, perhaps positions, and per layer the keys and values <c>[1, heads, capacity, head size]</c>, for which the same memory serves as
/// input and output. The number of ones in the mask is what tells the graph how long the sequence is, so rewinding is a shorter mask.
/// </remarks>
public sealed class OnnxDecoder : IBatchDecoder, ISteerableDecoder
{
    private const int LogitsPerPass = 8 << 20;
    private const int SmallestChunk = 32;
    private const int LargestChunk = 512;

    private volatile bool _disposed;

    private OnnxDecoder(GenAiConfig config, OrtSession session, DecoderGraph graph, PortedGraph? ported, OnnxDecoderOptions options)
    {
        Config = config;
        Session = session;
        Graph = graph;
        Ported = ported;
        Activations = ported is null
            ? ActivationPort.None
            : new ActivationPort(
                ported.HiddenStates, ported.Width, [.. ported.Routers.Select(router => new ExpertLayer(router.Layer, router.Experts, router.Chosen))]);
        UsesDevice = SessionOptionsFactory.Providers(config, options).Any(provider => provider.Name != ExecutionProvider.Cpu.Name);
        CacheMemory = new CacheMemory(session, config.Decoder, graph.CacheType);
        BatchCaches = new BatchCachePool(this);
        InitialCapacity = Math.Min(options.InitialCapacity, config.ContextLength);
        PrefillChunk = options.PrefillChunk > 0 ? options.PrefillChunk : Math.Clamp(LogitsPerPass / config.VocabularySize, SmallestChunk, LargestChunk);
    }

    /// <summary>The model's configuration.</summary>
    public GenAiConfig Config { get; }

    /// <inheritdoc/>
    public int VocabularySize => Config.VocabularySize;

    /// <inheritdoc/>
    public int ContextLength => Config.ContextLength;

    /// <inheritdoc/>
    public SteeringPort? Port => Ported?.Steering;

    /// <inheritdoc/>
    public ActivationPort Activations { get; }

    internal OrtSession Session { get; }

    /// <summary>What was added to the graph.</summary>
    internal PortedGraph? Ported { get; }

    internal DecoderGraph Graph { get; }

    internal CacheMemory CacheMemory { get; }

    internal BatchCachePool BatchCaches { get; }

    /// <summary>Whether a provider other than the CPU may run parts of the graph.</summary>
    internal bool UsesDevice { get; }

    internal int InitialCapacity { get; }

    internal int PrefillChunk { get; }

    /// <summary>Loads a model folder: <c>genai_config.json</c> and the graph it names.</summary>
    /// <exception cref="ModelLoadException">Something in the folder is missing, damaged, inconsistent or not supported.</exception>
    /// <exception cref="OnnxRuntimeNotFoundException">The native ONNX Runtime is missing, is another library, or is too old.</exception>
    /// <exception cref="ExecutionProviderException">An execution provider is not available.</exception>
    public static OnnxDecoder Load(string folder, OnnxDecoderOptions? options = null) => Load(GenAiConfig.Load(folder), options);

    /// <summary>Loads the graph that a configuration names.</summary>
    /// <inheritdoc cref="Load(string, OnnxDecoderOptions?)"/>
    public static OnnxDecoder Load(GenAiConfig config, OnnxDecoderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        options ??= new OnnxDecoderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.InitialCapacity, 1, nameof(options.InitialCapacity));
        ArgumentOutOfRangeException.ThrowIfNegative(options.PrefillChunk, nameof(options.PrefillChunk));
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads ?? 0, nameof(options.Threads));

        using var sessionOptions = SessionOptionsFactory.Create(config, options);
        var folder = Path.GetDirectoryName(Path.GetFullPath(config.Path))!;
        var path = Path.Combine(folder, config.Decoder.FileName);
        SessionLoader.RequireContent(path);
        var ported = options.Ports is { IsEmpty: false } ports ? PortedGraph.Create(path, config, ports) : null;
        var session = ported is null ? SessionLoader.Open(path, sessionOptions) : SessionLoader.Open(path, ported.Model, sessionOptions);
        try
        {
            // The graph's bytes have served: keeping them would hold weights that are in the file itself twice.
            return new OnnxDecoder(
                config, session, new DecoderGraph(config, session.Inputs, session.Outputs), ported is null ? null : ported with { Model = [] }, options);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public IDecoderSequence CreateSequence() => new OnnxSequence(this, InitialCapacity);

    /// <inheritdoc/>
    public IDecoderSequence CreateSequence(SteeringProgram? steering, IActivationListener? listener = null)
    {
        SequencePorts.Check(this, steering, listener);
        return new OnnxSequence(
            this, InitialCapacity, steering is null && listener is null ? null : binding => new SequencePorts(this, binding, steering?.Begin(), listener));
    }

    /// <inheritdoc/>
    /// <remarks>True where the KV cache is in the CPU's memory.</remarks>
    public bool CanBatch => !CacheMemory.OnDevice;

    /// <inheritdoc/>
    /// <remarks>
    /// The KV caches of a batch are one block of memory <c>[slots, heads, capacity, head size]</c> per layer, so a slot costs as much as
    /// the longest sequence. It grows with the slots in use and their length, and goes with them; up to 64 MB are kept for the next batch.
    /// </remarks>
    /// <exception cref="NotSupportedException">The KV cache is in a device's memory.</exception>
    public IDecoderBatch CreateBatch(int slots)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        return CacheMemory.OnDevice
            ? throw new NotSupportedException(
                "Batches are supported where the KV cache is in the CPU's memory. This model's is on a device: run requests one by one there.")
            : new OnnxBatch(this, slots);
    }

    /// <summary>Releases the model: at once, or with the last open sequence. Open sequences cannot go on.</summary>
    public void Dispose()
    {
        _disposed = true;
        BatchCaches.Dispose();
        CacheMemory.Dispose();
        Session.Dispose();
    }

    /// <summary>The capacity of a cache that must hold a length it has no room for.</summary>
    internal int GrownCapacity(int capacity, int length) => (int)Math.Min(ContextLength, Math.Max(length, 2L * capacity));

    /// <exception cref="ArgumentOutOfRangeException">The model has no such token.</exception>
    internal void CheckToken(int token)
    {
        if ((uint)token >= (uint)VocabularySize)
        {
            throw new ArgumentOutOfRangeException(nameof(token), token, $"The model has tokens 0 to {VocabularySize - 1}.");
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);
}
