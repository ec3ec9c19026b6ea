namespace Guided.Onnx.Decoders.Batching;

/// <summary>Keeps the last cache that a batch gave back, if it is not large, for the next batch: fresh memory costs more than it looks.</summary>
/// <remarks>A classification makes a batch of its own; the pages of a fresh cache would take as long as the model's pass.</remarks>
internal sealed class BatchCachePool(OnnxDecoder decoder) : IDisposable
{
    /// <summary>The largest cache that is kept, in bytes.</summary>
    public const long MostBytes = 64 << 20;

    private readonly Lock _gate = new();
    private BatchCache? _kept;
    private bool _disposed;

    /// <summary>A cache with room for so many sequences of such a length: the one kept, if it is large enough, or a new one.</summary>
    public BatchCache Take(int slots, int capacity)
    {
        lock (_gate)
        {
            if (_kept is { } kept && kept.Slots >= slots && kept.Capacity >= capacity)
            {
                _kept = null;
                return kept;
            }
        }

        return new BatchCache(decoder, slots, capacity);
    }

    /// <summary>Gives a cache back.</summary>
    public void Return(BatchCache cache)
    {
        lock (_gate)
        {
            if (!_disposed && cache.ByteSize <= MostBytes && (_kept is null || _kept.ByteSize <= cache.ByteSize))
            {
                (_kept, cache) = (cache, _kept!);
            }
        }

        cache?.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _kept?.Dispose();
            _kept = null;
        }
    }
}
