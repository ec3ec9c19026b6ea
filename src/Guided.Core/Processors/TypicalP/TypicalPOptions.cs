namespace Guided.Processors;

/// <summary>What <see cref="TypicalPProcessor"/> needs.</summary>
/// <param name="P">The probability to reach.</param>
public sealed record TypicalPOptions(float P)
{
    /// <summary>The probability that the kept tokens reach together, above 0 and at most 1.</summary>
    public float P { get; } = P is > 0 and <= 1
        ? P
        : throw new ArgumentOutOfRangeException(nameof(P), P, "Typical-p must be above 0 and at most 1.");
}
