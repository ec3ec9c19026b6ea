namespace Guided.Processors;

/// <summary>What <see cref="NoRepeatNgramProcessor"/> needs.</summary>
/// <param name="N">The length of the runs of tokens that may not repeat.</param>
/// <param name="CountsPrompt">Whether runs of the prompt count as well as those of the output.</param>
public sealed record NoRepeatNgramOptions(int N, bool CountsPrompt = true)
{
    /// <summary>The length of the runs of tokens that may not repeat, at least 1.</summary>
    public int N { get; } = N >= 1 ? N : throw new ArgumentOutOfRangeException(nameof(N), N, "The length of the n-grams must be at least 1.");
}
