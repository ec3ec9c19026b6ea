namespace Guided.Decoding.Batching;

/// <summary>A language model that can run one forward pass over several sequences.</summary>
public interface IBatchDecoder : IDecoder
{
    /// <summary>Whether sequences can share passes where the model runs; <see cref="SequenceBatch.Of"/> asks.</summary>
    bool CanBatch { get; }

    /// <summary>Starts an empty batch. Several may be open; each is used by one thread at a time.</summary>
    /// <param name="slots">The most sequences that may be open in the batch at the same time; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="slots"/> is below 1.</exception>
    /// <exception cref="NotSupportedException">Not <see cref="CanBatch"/>; the message says why.</exception>
    IDecoderBatch CreateBatch(int slots);
}
