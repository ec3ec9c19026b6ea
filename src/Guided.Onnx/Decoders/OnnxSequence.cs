using Guided.Decoding;
using Guided.Onnx.Interop;
using Guided.Onnx.Steering.Ports;

namespace Guided.Onnx.Decoders;

/// <summary>One sequence of an <see cref="OnnxDecoder"/>: its KV cache and the tensors of a step.</summary>
/// <remarks>A one-token step into a cache with room allocates nothing on the managed heap.</remarks>
internal sealed class OnnxSequence : IDecoderSequence
{
    private readonly OnnxDecoder _decoder;
    private readonly OrtIoBinding _binding;
    private readonly OrtRunOptions _runOptions = new();
    private readonly InputRow _inputIds;
    private readonly InputRow _attentionMask;
    private readonly InputRow? _positionIds;
    private readonly LogitsBuffer _logits;
    private readonly SequencePorts? _ports;
    private KeyValueCache _cache;
    private bool _disposed;

    public OnnxSequence(OnnxDecoder decoder, int capacity, Func<OrtIoBinding, SequencePorts>? ports = null)
    {
        decoder.ThrowIfDisposed();
        _decoder = decoder;
        _binding = new OrtIoBinding(decoder.Session);
        var graph = decoder.Graph;
        _inputIds = new InputRow(_binding, graph.InputIds, decoder.UsesDevice);
        _attentionMask = new InputRow(_binding, graph.AttentionMask, decoder.UsesDevice, initial: 1);
        _positionIds = graph.PositionIds is { } name ? new InputRow(_binding, name, decoder.UsesDevice) : null;
        _logits = new LogitsBuffer(_binding, graph.Logits, graph.LogitsType, decoder.VocabularySize);
        _cache = new KeyValueCache(decoder.CacheMemory, decoder.Config.Decoder.LayerCount, capacity);
        _cache.BindTo(_binding, graph);
        _attentionMask.Reserve(capacity);
        _ports = ports?.Invoke(_binding);
    }

    public int Length { get; private set; }

    /// <summary>The tokens the KV cache has room for without growing.</summary>
    internal int Capacity => _cache.Capacity;

    public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _decoder.ThrowIfDisposed();
        Validate(tokens, rows);
        cancellationToken.ThrowIfCancellationRequested();
        Reserve(Length + tokens.Length);

        // The last pass holds all the rows asked for; what does not divide evenly goes first.
        var chunk = Math.Max(_decoder.PrefillChunk, rows);
        var length = Length;
        var taken = (tokens.Length - 1) % chunk + 1;
        var pass = tokens[..taken];
        while (true)
        {
            Run(pass, length, cancellationToken);
            length += pass.Length;
            if (taken == tokens.Length)
            {
                break;
            }

            pass = tokens.Slice(taken, chunk);
            taken += chunk;
        }

        Length = length;
        return _logits.Last(rows);
    }

    public void Rewind(int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
        _ports?.Rewind(length);
    }

    public IDecoderSequence Fork()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var copy = new OnnxSequence(_decoder, _cache.Capacity, _ports is null ? null : _ports.Fork);
        copy._cache.CopyFrom(_cache, Length);
        copy.Length = Length;
        return copy;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _binding.Dispose(); // first: it shares the tensors
        _cache.Dispose();
        _inputIds.Dispose();
        _attentionMask.Dispose();
        _positionIds?.Dispose();
        _logits.Dispose();
        _ports?.Dispose();
        _runOptions.Dispose();
    }

    private void Validate(ReadOnlySpan<int> tokens, int rows)
    {
        if (tokens.IsEmpty)
        {
            throw new ArgumentException("At least one token is needed.", nameof(tokens));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows, tokens.Length);
        if (Length + (long)tokens.Length > _decoder.ContextLength)
        {
            throw new ContextOverflowException(Length + tokens.Length, _decoder.ContextLength);
        }

        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)_decoder.VocabularySize)
            {
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"The model has tokens 0 to {_decoder.VocabularySize - 1}.");
            }
        }
    }

    private void Reserve(int length)
    {
        if (length <= _cache.Capacity)
        {
            return;
        }

        var capacity = (int)Math.Min(_decoder.ContextLength, Math.Max(length, 2L * _cache.Capacity));
        var larger = new KeyValueCache(_decoder.CacheMemory, _decoder.Config.Decoder.LayerCount, capacity);
        larger.CopyFrom(_cache, Length);
        larger.BindTo(_binding, _decoder.Graph);
        _cache.Dispose();
        _cache = larger;
        _attentionMask.Reserve(capacity);
    }

    private void Run(ReadOnlySpan<int> tokens, int past, CancellationToken cancellationToken)
    {
        var ids = _inputIds.Reserve(tokens.Length);
        for (var index = 0; index < tokens.Length; index++)
        {
            ids[index] = tokens[index];
        }

        _inputIds.Bind(tokens.Length);
        if (_positionIds is not null)
        {
            var positions = _positionIds.Reserve(tokens.Length);
            for (var index = 0; index < tokens.Length; index++)
            {
                positions[index] = past + index;
            }

            _positionIds.Bind(tokens.Length);
        }

        _attentionMask.Bind(past + tokens.Length);
        _logits.Bind(tokens.Length);
        _ports?.Prepare(tokens, past);

        var registration = cancellationToken.UnsafeRegister(static options => ((OrtRunOptions)options!).SetTerminate(), _runOptions);
        try
        {
            _binding.Run(_runOptions);
            _ports?.Complete(tokens, past);
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
}
