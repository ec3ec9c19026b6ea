namespace Guided.Decoding.Beams;

/// <summary>A way for a beam to go on, or to end.</summary>
/// <param name="Parent">The beam's rank.</param>
/// <param name="Token">The token; −1 for the end.</param>
/// <param name="LogProbability">The log-probability of the tokens with it.</param>
internal readonly record struct Extension(int Parent, int Token, double LogProbability) : IComparable<Extension>
{
    /// <summary>The token of an extension that ends the output.</summary>
    public const int End = -1;

    /// <summary>Whether the output ends.</summary>
    public bool IsEnd => Token == End;

    /// <summary>The more probable first; of equal ones the better beam, then the end, then the lower token.</summary>
    public int CompareTo(Extension other)
    {
        var order = other.LogProbability.CompareTo(LogProbability);
        order = order != 0 ? order : Parent.CompareTo(other.Parent);
        return order != 0 ? order : Token.CompareTo(other.Token);
    }
}
