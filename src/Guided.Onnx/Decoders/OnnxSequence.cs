using Guided.Decoding;
using Guided.Onnx.Interop;
using Guided.Onnx.Steering.Ports;

namespace Guided.Onnx.Decoders;

/// <summary>One sequence of an <see cref="OnnxDecoder"/>: its KV cache and the tensors of a step.</summary>
/// <remarks>A one-token step into a cache with room allocates nothing on the managed heap.</remarks>
internal sealed class OnnxSequence : IDecoderSequence
{
    private readonly OnnxDecoder _decoder;
    private readonly SingleSequencePass _pass;
    private KeyValueCache _cache;
    private bool _disposed;

    public OnnxSequence(OnnxDecoder decoder, int capacity, Func<OrtIoBinding, SequencePorts>? ports = null)
    {
        decoder.ThrowIfDisposed();
        _decoder = decoder;
        _pass = new SingleSequencePass(decoder);
        _cache = new KeyValueCache(decoder.CacheMemory, decoder.Config.Decoder.LayerCount, capacity);
        _cache.BindTo(_pass.Binding, decoder.Graph);
        _pass.Reserve(capacity);
        _pass.Ports = ports?.Invoke(_pass.Binding);
    }

    public int Length { get; private set; }

    /// <summary>The tokens the KV cache has room for without growing.</summary>
    internal int Capacity => _cache.Capacity;

    public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _decoder.ThrowIfDisposed();
        _pass.Validate(tokens, rows, Length);
        cancellationToken.ThrowIfCancellationRequested();
        Reserve(Length + tokens.Length);
        var logits = _pass.Append(tokens, rows, Length, cancellationToken);
        Length += tokens.Length;
        return logits;
    }

    public void Rewind(int length)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
        _pass.Ports?.Rewind(length);
    }

    public IDecoderSequence Fork()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var copy = new OnnxSequence(_decoder, _cache.Capacity, _pass.Ports is null ? null : _pass.Ports.Fork);
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
        _pass.Dispose(); // first: its binding shares the cache's tensors
        _cache.Dispose();
    }

    private void Reserve(int length)
    {
        if (length <= _cache.Capacity)
        {
            return;
        }

        var capacity = _decoder.GrownCapacity(_cache.Capacity, length);
        var larger = new KeyValueCache(_decoder.CacheMemory, _decoder.Config.Decoder.LayerCount, capacity);
        larger.CopyFrom(_cache, Length);
        larger.BindTo(_pass.Binding, _decoder.Graph);
        _cache.Dispose();
        _cache = larger;
        _pass.Reserve(capacity);
    }
}
