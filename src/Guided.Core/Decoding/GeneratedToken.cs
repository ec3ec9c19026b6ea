namespace Guided.Decoding;

/// <summary>One token of the output.</summary>
/// <param name="Id">The token.</param>
/// <param name="Position">How many tokens of the output come before it.</param>
/// <param name="IsForced">Whether the grammar left no choice: its only token, or part of a text that had to follow.</param>
public readonly record struct GeneratedToken(int Id, int Position, bool IsForced)
{
    /// <summary>
    /// The share of the model's probability that the grammar's mask took away at this position, 0 to 1; <c>null</c> unless
    /// <see cref="GenerationOptions.MeasureMaskedMass"/> asks for it, without a grammar, and for tokens that needed no logits.
    /// </summary>
    public double? MaskedMass { get; init; }
}
