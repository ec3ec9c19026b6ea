namespace Guided.Processors;

/// <summary>One step of the path from logits to a token, with the state of one request.</summary>
/// <remarks>
/// Processors run in the order of <see cref="ProcessorStage"/>. The decode loop calls <see cref="Process"/> for a row of logits and then
/// <see cref="Accept"/> with the token chosen from it; <see cref="Rewind"/> takes accepted tokens back, and <see cref="Fork"/> copies the
/// state for another branch (beams, samples). None of them may allocate in steady state. A processor that holds pooled memory
/// implements <see cref="IDisposable"/>, and its owner disposes it.
/// <para>
/// A processor belongs to one sequence, as its state does. Where many requests share a forward pass, each row of the batch is given, as a span of
/// the batch's logits, to the processors of its own request; so requests of one batch may differ in everything.
/// </para>
/// </remarks>
public interface ILogitProcessor
{
    /// <summary>Where in the order the processor runs.</summary>
    ProcessorStage Stage { get; }

    /// <summary>Whether the processor can change which token has the greatest logit. Greedy decoding skips those that cannot.</summary>
    bool ChangesArgmax { get; }

    /// <summary>
    /// Whether a token at −∞ always stays there. After a processor that cannot promise it, the grammar's mask is asserted again.
    /// </summary>
    bool KeepsForbidden => false;

    /// <summary>
    /// Whether a token's new logit depends on its own logit and the accepted tokens alone, and on no other logit of the row. Such a
    /// processor gives allowed tokens the same logits before the mask as after it, which <see cref="Decoding.GenerationOptions.OpportunisticMasking"/> needs.
    /// </summary>
    bool IsPointwise => false;

    /// <summary>
    /// Whether the processor may forbid a token that was allowed. Then a token that is the only one the grammar allows is not taken unseen, and
    /// the processor can leave no token at all, which ends in <see cref="NoTokenLeftException"/>.
    /// </summary>
    bool MayForbid => Stage == ProcessorStage.Mask;

    /// <summary>Takes note of the prompt; called once, before the first row.</summary>
    /// <param name="prompt">The tokens before the output. They cannot be taken back.</param>
    void Begin(ReadOnlySpan<int> prompt)
    {
    }

    /// <summary>Changes one row of logits in place, or narrows it; −∞ forbids a token.</summary>
    /// <remarks>
    /// From <see cref="ProcessorStage.TopK"/> on a processor must narrow (<see cref="LogitRow.NarrowTo"/>, into memory of its own) and
    /// leave the logits it was given alone: the loop may come back to them when the chosen token does not fit the token limit.
    /// </remarks>
    /// <param name="row">The logits, of all tokens or of the candidates that are left.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    void Process(ref LogitRow row, CancellationToken cancellationToken = default);

    /// <summary>Takes note of the token that was chosen.</summary>
    void Accept(int token);

    /// <summary>Takes back the last <paramref name="count"/> accepted tokens.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or more than was accepted.</exception>
    void Rewind(int count);

    /// <summary>Copies the processor with its state.</summary>
    ILogitProcessor Fork();
}
