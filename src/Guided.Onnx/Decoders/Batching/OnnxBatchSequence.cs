using Guided.Decoding.Batching;

namespace Guided.Onnx.Decoders.Batching;

/// <summary>One sequence of an <see cref="OnnxBatch"/>: a slot of its cache and a length.</summary>
internal sealed class OnnxBatchSequence(OnnxBatch batch) : IBatchSequence
{
    /// <summary>The slot of the cache; it changes when sequences are moved together.</summary>
    public int Slot { get; set; }

    /// <summary>The batch's step that the sequence last took part in, and its row there.</summary>
    public (long Step, int Row) Joined { get; set; } = (-1, 0);

    public int Length { get; set; }

    public bool IsDisposed { get; set; }

    public OnnxBatch Batch => batch;

    public Span<float> Logits => batch.LogitsOf(this);

    public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return batch.Append(this, tokens, rows, cancellationToken);
    }

    public void Rewind(int length)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public IBatchSequence Fork()
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return batch.Fork(this);
    }

    public void Dispose()
    {
        if (!IsDisposed)
        {
            IsDisposed = true;
            batch.Release(this);
        }
    }
}
