namespace Guided.Decoding.Batching;

/// <summary>A sequence of an <see cref="IDecoderBatch"/>. Several tokens may also be appended to it alone.</summary>
public interface IBatchSequence : IDecoderSequence
{
    /// <summary>
    /// The logits after the token of the last <see cref="IDecoderBatch.Advance"/> that this sequence took part in, fp32 <c>[vocabulary]</c>.
    /// The caller may change them; they are valid until the next call of <see cref="IDecoderBatch.Advance"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The sequence took no part in the last step.</exception>
    Span<float> Logits { get; }

    /// <summary>Makes an independent copy of the sequence in another slot of the batch.</summary>
    /// <exception cref="InvalidOperationException">Every slot is taken.</exception>
    new IBatchSequence Fork();

    IDecoderSequence IDecoderSequence.Fork() => Fork();
}
