namespace Guided.Decoding.Speculation;

/// <summary>A guessed token with the distribution it was drawn from.</summary>
/// <param name="token">The token.</param>
/// <param name="ids">The tokens of the distribution, ascending.</param>
/// <param name="probabilities">Their probabilities, which sum to 1.</param>
internal readonly ref struct DraftChoice(int token, ReadOnlySpan<int> ids, ReadOnlySpan<float> probabilities)
{
    /// <summary>The token.</summary>
    public int Token { get; } = token;

    /// <summary>The tokens of the distribution, ascending.</summary>
    public ReadOnlySpan<int> Ids { get; } = ids;

    /// <summary>Their probabilities.</summary>
    public ReadOnlySpan<float> Probabilities { get; } = probabilities;

    /// <summary>Whether there is none: the token was not drawn, or must be chosen without regard to how.</summary>
    public bool IsNone => Ids.IsEmpty;
}
