namespace Guided.Grammars.JsonSchema.Values;

/// <summary>The length of a text that may be indented: how deep it stands is not known yet.</summary>
/// <param name="Bytes">Its bytes where it stands at depth 0.</param>
/// <param name="Lines">Its line ends: with each level of depth every one of them is followed by one more indentation.</param>
internal readonly record struct TextLength(int Bytes, int Lines = 0) : IComparable<TextLength>
{
    /// <summary>No text: longer than any.</summary>
    public static TextLength None { get; } = new(Lengths.None);

    public static implicit operator TextLength(int bytes) => new(bytes);

    public static bool operator <(TextLength x, TextLength y) => x.CompareTo(y) < 0;

    public static bool operator >(TextLength x, TextLength y) => x.CompareTo(y) > 0;

    public static bool operator <=(TextLength x, TextLength y) => x.CompareTo(y) <= 0;

    public static bool operator >=(TextLength x, TextLength y) => x.CompareTo(y) >= 0;

    public static TextLength operator +(TextLength x, TextLength y) => Of((long)x.Bytes + y.Bytes, (long)x.Lines + y.Lines);

    public static TextLength operator *(int count, TextLength x) => Of((long)count * x.Bytes, (long)count * x.Lines);

    /// <summary>The lesser of two.</summary>
    public static TextLength Min(TextLength x, TextLength y) => y < x ? y : x;

    /// <summary>The length where each line end is followed by so many bytes more.</summary>
    public TextLength Indented(long bytes) => Lines == 0 ? this : Of(Bytes + (Lines * bytes), Lines);

    /// <inheritdoc/>
    public int CompareTo(TextLength other) => Bytes != other.Bytes ? Bytes.CompareTo(other.Bytes) : Lines.CompareTo(other.Lines);

    private static TextLength Of(long bytes, long lines) => bytes < Lengths.None && lines < Lengths.None ? new((int)bytes, (int)lines) : None;
}
