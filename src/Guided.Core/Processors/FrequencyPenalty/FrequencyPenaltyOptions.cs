namespace Guided.Processors;

/// <summary>What <see cref="FrequencyPenaltyProcessor"/> needs.</summary>
/// <param name="Penalty">What is taken off a token's logit for each time it occurred; negative values make repetition more likely.</param>
/// <param name="CountsPrompt">Whether the prompt's tokens count as well as the generated ones.</param>
public sealed record FrequencyPenaltyOptions(float Penalty, bool CountsPrompt = false)
{
    /// <summary>What is taken off a token's logit for each time it occurred; negative values make repetition more likely.</summary>
    public float Penalty { get; } = float.IsFinite(Penalty)
        ? Penalty
        : throw new ArgumentOutOfRangeException(nameof(Penalty), Penalty, "The frequency penalty must be a finite number; OpenAI's API takes −2 to 2.");
}
