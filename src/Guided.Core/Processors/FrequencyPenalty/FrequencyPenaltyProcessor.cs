namespace Guided.Processors;

/// <summary>Makes tokens less likely by how often they occurred.</summary>
/// <remarks>
/// OpenAI's <c>frequency_penalty</c>: penalty × count is taken off the logit. Only generated tokens count, unless the options say that the prompt
/// does.
/// Can change the argmax and is pointwise.
/// </remarks>
public sealed class FrequencyPenaltyProcessor : TokenCountProcessor
{
    private readonly float _penalty;

    /// <summary>Makes the processor.</summary>
    public FrequencyPenaltyProcessor(FrequencyPenaltyOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).CountsPrompt) => _penalty = options.Penalty;

    private FrequencyPenaltyProcessor(FrequencyPenaltyProcessor other)
        : base(other) => _penalty = other._penalty;

    /// <inheritdoc/>
    public override ILogitProcessor Fork() => new FrequencyPenaltyProcessor(this);

    /// <inheritdoc/>
    protected override float Change(float logit, int count) => logit - (_penalty * count);
}
