namespace Guided.Processors;

/// <summary>Makes tokens that occurred less likely, however often they did.</summary>
/// <remarks>
/// OpenAI's <c>presence_penalty</c>: the penalty is taken off the logit once. Only generated tokens count, unless the options say that the prompt
/// does.
/// Can change the argmax and is pointwise.
/// </remarks>
public sealed class PresencePenaltyProcessor : TokenCountProcessor
{
    private readonly float _penalty;

    /// <summary>Makes the processor.</summary>
    public PresencePenaltyProcessor(PresencePenaltyOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).CountsPrompt) => _penalty = options.Penalty;

    private PresencePenaltyProcessor(PresencePenaltyProcessor other)
        : base(other) => _penalty = other._penalty;

    /// <inheritdoc/>
    public override ILogitProcessor Fork() => new PresencePenaltyProcessor(this);

    /// <inheritdoc/>
    protected override float Change(float logit, int count) => logit - _penalty;
}
