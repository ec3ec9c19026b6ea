namespace Guided.Processors;

/// <summary>Makes tokens that occurred less likely, by a factor that does not depend on how often they did.</summary>
/// <remarks>
/// Keskar et al. 2019, "CTRL: A Conditional Transformer Language Model", as Hugging Face implements it: a positive logit of a token that occurred
/// is divided by the penalty, a negative one multiplied. By default the prompt counts, as it does there.
/// Can change the argmax and is pointwise.
/// </remarks>
public sealed class RepetitionPenaltyProcessor : TokenCountProcessor
{
    private readonly float _penalty;

    /// <summary>Makes the processor.</summary>
    public RepetitionPenaltyProcessor(RepetitionPenaltyOptions options)
        : base((options ?? throw new ArgumentNullException(nameof(options))).CountsPrompt) => _penalty = options.Penalty;

    private RepetitionPenaltyProcessor(RepetitionPenaltyProcessor other)
        : base(other) => _penalty = other._penalty;

    /// <inheritdoc/>
    public override ILogitProcessor Fork() => new RepetitionPenaltyProcessor(this);

    /// <inheritdoc/>
    protected override float Change(float logit, int count) => logit > 0 ? logit / _penalty : logit * _penalty;
}
