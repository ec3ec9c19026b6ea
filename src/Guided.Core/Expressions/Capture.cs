namespace Guided.Expressions;

/// <summary>What follows a text that was read: the text itself decides it.</summary>
/// <remarks>
/// <para>For languages in which a later part depends on the very text of an earlier one, such as the members of a JSON object whose names must
/// differ. <see cref="ExpressionFactory.Capture"/> puts a regular expression in front; once one of its members has been read,
/// <see cref="After"/> says what may follow.</para>
/// <para>Masks stay exact and cheap because most texts are treated alike: <see cref="Typical"/> is what follows all of them but the
/// <see cref="CollectExceptions">exceptions</see>. The engine reads the tokens that cross the end of the text once for all typical texts, and
/// looks at exceptions one by one.</para>
/// <para>The engine takes it on trust that no text is a dead end: whatever has been read of a member of the expression, it can be completed to a
/// text after which something follows. An expression with unboundedly many completions at each place, such as a JSON string before its closing
/// quote, fulfils this; for others exclude the forbidden texts in the expression as well.</para>
/// <para>Two definitions that are equal (by <see cref="Equals(object)"/>) are one expression, so give subclasses value equality over all that
/// the members read. Members may be called by several threads at a time.</para>
/// </remarks>
public abstract class Capture
{
    /// <summary>
    /// Bytes that occur in other spellings of the same text, such as the backslash of JSON strings. A text without them that is not listed by
    /// <see cref="CollectExceptions"/> is typical; others are asked about one by one (<see cref="IsException"/>).
    /// </summary>
    public virtual ByteSet OtherSpellings => ByteSet.None;

    /// <summary>
    /// The length in bytes of the shortest member of what follows a typical text. Where all texts are exceptions: of what follows some of them.
    /// </summary>
    public abstract int ShortestLength { get; }

    /// <summary>
    /// A regular expression that begins what follows every text that is allowed, if there is one, so that most tokens that cross the end are
    /// found without making what follows. It matches no empty text and may be part of what comes first only.
    /// </summary>
    public virtual Expression? Lead => null;

    /// <summary>What follows a text; ∅ where the text is not allowed.</summary>
    /// <param name="factory">Where to make it.</param>
    /// <param name="text">A member of the expression in front.</param>
    public abstract Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text);

    /// <summary>Whether a text is allowed: <see cref="After"/> is not ∅. Override it where that is known without making what follows.</summary>
    /// <param name="factory">Where to make it.</param>
    /// <param name="text">A member of the expression in front.</param>
    public virtual bool IsAllowed(ExpressionFactory factory, ReadOnlySpan<byte> text) => After(factory, text).Kind != ExpressionKind.Empty;

    /// <summary>
    /// An expression that stands for what follows any text that is no exception: it begins like all of them, and differs from them only behind
    /// the end of a further capture.
    /// </summary>
    /// <param name="factory">Where to make it.</param>
    public abstract Expression Typical(ExpressionFactory factory);

    /// <summary>Whether what follows a text is not <see cref="Typical"/>.</summary>
    public abstract bool IsException(ReadOnlySpan<byte> text);

    /// <summary>Adds the exceptions that begin with some bytes and contain none of <see cref="OtherSpellings"/>.</summary>
    /// <param name="prefix">What has been read so far.</param>
    /// <param name="found">Where to add them.</param>
    public abstract void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found);

    /// <inheritdoc/>
    public abstract override bool Equals(object? obj);

    /// <inheritdoc/>
    public abstract override int GetHashCode();
}
