namespace Guided.Vocabularies;

/// <summary>A token of a vocabulary that a grammar asks for by its id or by its text, whatever its bytes would mean as text.</summary>
/// <remarks>A text stands for every token with these bytes, be it special or ordinary. End tokens cannot be asked for: a text that is complete may end.</remarks>
public readonly record struct TokenReference
{
    private TokenReference(int id, string? text) => (Id, Text) = (id, text);

    /// <summary>The id, or −1 when the token is given by its text.</summary>
    public int Id { get; }

    /// <summary>The text, or null when the token is given by its id.</summary>
    public string? Text { get; }

    /// <summary>The token with an id, which is a matter of one vocabulary.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    public static TokenReference OfId(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return new TokenReference(id, null);
    }

    /// <summary>The tokens that are written with a text, such as <c>&lt;think&gt;</c>.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public static TokenReference OfText(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        return new TokenReference(-1, text);
    }

    /// <inheritdoc/>
    public override string ToString() => Text ?? $"[{Id}]";
}
