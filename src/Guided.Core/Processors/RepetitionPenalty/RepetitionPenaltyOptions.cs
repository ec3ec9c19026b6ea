namespace Guided.Processors;

/// <summary>What <see cref="RepetitionPenaltyProcessor"/> needs.</summary>
/// <param name="Penalty">The factor: above 1 makes tokens that occurred less likely, below 1 more likely; 1 does nothing.</param>
/// <param name="CountsPrompt">Whether the prompt's tokens count as well as the generated ones.</param>
public sealed record RepetitionPenaltyOptions(float Penalty, bool CountsPrompt = true)
{
    /// <summary>The factor: above 1 makes tokens that occurred less likely, below 1 more likely; 1 does nothing.</summary>
    public float Penalty { get; } = Penalty is >= 0.01f and <= 100
        ? Penalty
        : throw new ArgumentOutOfRangeException(nameof(Penalty), Penalty, "The repetition penalty must be from 0.01 to 100; 1 does nothing.");
}
