namespace Guided.Grammars.JsonSchema.Values;

/// <summary>An immutable set of texts with value equality: what was written already and must not be written again.</summary>
internal sealed class TextSet : IEquatable<TextSet>
{
    private readonly string[] _sorted;
    private readonly int _hash;

    private TextSet(string[] sorted)
    {
        _sorted = sorted;
        var hash = new HashCode();
        foreach (var text in sorted)
        {
            hash.Add(text, StringComparer.Ordinal);
        }

        _hash = hash.ToHashCode();
    }

    /// <summary>The set without texts.</summary>
    public static TextSet Empty { get; } = new([]);

    /// <summary>The texts, in ordinal order.</summary>
    public IReadOnlyList<string> Texts => _sorted;

    /// <summary>Whether a text is in the set.</summary>
    public bool Contains(string text) => Array.BinarySearch(_sorted, text, StringComparer.Ordinal) >= 0;

    /// <summary>The set with one more text.</summary>
    public TextSet Add(string text)
    {
        var index = Array.BinarySearch(_sorted, text, StringComparer.Ordinal);
        return index >= 0 ? this : new TextSet([.. _sorted[..~index], text, .. _sorted[~index..]]);
    }

    /// <inheritdoc/>
    public bool Equals(TextSet? other) => other is not null
        && (ReferenceEquals(this, other) || (_hash == other._hash && _sorted.AsSpan().SequenceEqual(other._sorted)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;
}
