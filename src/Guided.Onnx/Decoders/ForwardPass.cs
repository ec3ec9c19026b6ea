using Guided.Onnx.Interop;

namespace Guided.Onnx.Decoders;

/// <summary>The tensors of a pass over <c>[batch, n]</c> tokens apart from the KV cache, and the call that runs it.</summary>
internal sealed class ForwardPass : IDisposable
{
    private readonly OnnxDecoder _decoder;
    private readonly OrtRunOptions _runOptions = new();
    private readonly InputRow _inputIds;
    private readonly InputRow _attentionMask;
    private readonly InputRow? _positionIds;
    private readonly LogitsBuffer _logits;

    /// <summary>Makes the tensors.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="initialMask">The value that elements of the mask start with.</param>
    public ForwardPass(OnnxDecoder decoder, long initialMask)
    {
        _decoder = decoder;
        Binding = new OrtIoBinding(decoder.Session);
        var graph = decoder.Graph;
        _inputIds = new InputRow(Binding, graph.InputIds, decoder.UsesDevice);
        _attentionMask = new InputRow(Binding, graph.AttentionMask, decoder.UsesDevice, initialMask);
        _positionIds = graph.PositionIds is { } name ? new InputRow(Binding, name, decoder.UsesDevice) : null;
        _logits = new LogitsBuffer(Binding, graph.Logits, graph.LogitsType, decoder.VocabularySize);
    }

    /// <summary>Where the KV cache is to be bound.</summary>
    public OrtIoBinding Binding { get; }

    /// <summary>The token ids, to be written before <see cref="Run"/>.</summary>
    public Span<long> Ids(int count) => _inputIds.Reserve(count);

    /// <summary>The positions, to be written before <see cref="Run"/>; empty for a graph that has none.</summary>
    public Span<long> Positions(int count) => _positionIds is null ? default : _positionIds.Reserve(count);

    /// <summary>The mask: ones over past and new tokens.</summary>
    public Span<long> Mask(int count) => _attentionMask.Reserve(count);

    /// <summary>Runs the graph.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="tokens">The tokens of each.</param>
    /// <param name="total">The columns of the mask.</param>
    /// <param name="cancellationToken">Ends the run at the next operator.</param>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public void Run(int batch, int tokens, int total, CancellationToken cancellationToken)
    {
        _decoder.ThrowIfDisposed();
        _inputIds.Bind(batch, tokens);
        _positionIds?.Bind(batch, tokens);
        _attentionMask.Bind(batch, total);
        _logits.Bind(batch, tokens);
        var registration = cancellationToken.UnsafeRegister(static options => ((OrtRunOptions)options!).SetTerminate(), _runOptions);
        try
        {
            Binding.Run(_runOptions);
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            registration.Dispose(); // waits for a callback in progress, so that the flag is not set afterwards
            if (cancellationToken.IsCancellationRequested)
            {
                _runOptions.UnsetTerminate();
            }
        }
    }

    /// <summary>The last rows of logits of the run, counted over all sequences, in fp32.</summary>
    public Span<float> LastLogits(int rows) => _logits.Last(rows);

    /// <summary>What <see cref="LastLogits"/> gave for the same run and as many rows, with the changes made since.</summary>
    public Span<float> SameLogits(int rows) => _logits.Same(rows);

    public void Dispose()
    {
        Binding.Dispose(); // first: it shares the tensors
        _inputIds.Dispose();
        _attentionMask.Dispose();
        _positionIds?.Dispose();
        _logits.Dispose();
        _runOptions.Dispose();
    }
}
