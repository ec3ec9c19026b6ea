namespace Guided.Decoding.Batching;

/// <summary>Sequences of one model that take steps together.</summary>
/// <remarks>
/// Sequences come and go while others go on. The memory for their KV caches grows with the sequences that are open and their lengths, and
/// is given back as they are disposed of. A batch and its sequences belong to one thread at a time.
/// </remarks>
public interface IDecoderBatch : IDisposable
{
    /// <summary>The most sequences that may be open at the same time.</summary>
    int Slots { get; }

    /// <summary>The sequences that are open.</summary>
    int Count { get; }

    /// <summary>Makes room ahead, so that sequences that are known to come do not make the memory grow step by step.</summary>
    /// <param name="sequences">How many sequences will be open.</param>
    /// <param name="length">How many tokens they will hold.</param>
    void Reserve(int sequences, int length);

    /// <summary>Starts an empty sequence; disposing of it frees its slot.</summary>
    /// <exception cref="InvalidOperationException">Every slot is taken.</exception>
    IBatchSequence CreateSequence();

    /// <summary>Runs the model once over one further token of each of several sequences; see <see cref="IBatchSequence.Logits"/> for the result.</summary>
    /// <param name="sequences">Open sequences of this batch, each at most once.</param>
    /// <param name="tokens">The token of each sequence.</param>
    /// <param name="cancellationToken">Ends the pass early; the sequences then keep their former lengths.</param>
    /// <exception cref="ArgumentException">The spans differ in length or are empty, or a sequence is of another batch or given twice.</exception>
    /// <exception cref="ContextOverflowException">A sequence would grow past the model's context length.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    void Advance(ReadOnlySpan<IBatchSequence> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default);
}
