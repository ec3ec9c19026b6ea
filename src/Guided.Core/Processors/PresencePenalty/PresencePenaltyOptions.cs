namespace Guided.Processors;

/// <summary>What <see cref="PresencePenaltyProcessor"/> needs.</summary>
/// <param name="Penalty">What is taken off the logit of a token that occurred; negative values make repetition more likely.</param>
/// <param name="CountsPrompt">Whether the prompt's tokens count as well as the generated ones.</param>
public sealed record PresencePenaltyOptions(float Penalty, bool CountsPrompt = false)
{
    /// <summary>What is taken off the logit of a token that occurred; negative values make repetition more likely.</summary>
    public float Penalty { get; } = float.IsFinite(Penalty)
        ? Penalty
        : throw new ArgumentOutOfRangeException(nameof(Penalty), Penalty, "The presence penalty must be a finite number; OpenAI's API takes −2 to 2.");
}
