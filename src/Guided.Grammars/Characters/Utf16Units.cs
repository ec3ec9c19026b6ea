using Guided.Expressions;

namespace Guided.Grammars.Characters;

/// <summary>UTF-16 code units as the characters, which is what .NET's regular expressions and string lengths count.</summary>
/// <remarks>
/// A code point above U+FFFF is two units. Raw UTF-8 writes it in four bytes, of which the first two stand for the high surrogate and the
/// last two for the low one; escaped in JSON it is two escapes. Sets must hold all high surrogates or none, and all low ones or none, which
/// is so for every class that does not name surrogates one by one. A set without surrogates may hold code points
/// above U+FFFF: these are whole pairs. Beside surrogates they are left out, since the two halves are there.
/// </remarks>
public sealed class Utf16Units : ICharacterEncoding
{
    private static readonly RuneSet High = RuneSet.Of((0xD800, 0xDBFF));
    private static readonly RuneSet Low = RuneSet.Of((0xDC00, 0xDFFF));

    private readonly ICharacterEncoding _inner;
    private readonly bool _escapes;

    private Utf16Units(ICharacterEncoding inner, bool escapes) => (_inner, _escapes) = (inner, escapes);

    /// <summary>Units of text in plain UTF-8.</summary>
    public static Utf16Units Utf8 { get; } = new(Utf8Encoding.Instance, escapes: false);

    /// <summary>Units of text inside a JSON string.</summary>
    public static Utf16Units Json { get; } = new(JsonStringEncoding.Instance, escapes: true);

    /// <inheritdoc/>
    public bool NeedsIntersection => true;

    /// <inheritdoc/>
    public Expression AnyText(ExpressionFactory factory) => _inner.AnyText(factory);

    /// <inheritdoc/>
    public Expression Characters(ExpressionFactory factory, RuneSet characters)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(characters);
        var whole = characters.Intersect(RuneSet.Surrogates).IsEmpty ? characters : characters.Intersect(RuneSet.Units);
        var plain = _inner.Characters(factory, whole);
        return factory.Choice(plain, factory.Choice(Half(factory, characters, High), Half(factory, characters, Low)));
    }

    private Expression Half(ExpressionFactory factory, RuneSet set, RuneSet half)
    {
        var part = set.Intersect(half);
        if (part.IsEmpty)
        {
            return factory.Empty;
        }

        if (!part.Equals(half))
        {
            throw new NotSupportedException("some surrogates without the others cannot be written in UTF-8");
        }

        var continuation = factory.Bytes(ByteSet.Range(0x80, 0xBF));
        var raw = half.Equals(Low)
            ? factory.Concat(continuation, continuation)
            : factory.Choice(
                factory.Choice(
                    factory.Concat(factory.Bytes(ByteSet.Of(0xF0)), factory.Bytes(ByteSet.Range(0x90, 0xBF))),
                    factory.Concat(factory.Bytes(ByteSet.Range(0xF1, 0xF3)), continuation)),
                factory.Concat(factory.Bytes(ByteSet.Of(0xF4)), factory.Bytes(ByteSet.Range(0x80, 0x8F))));
        return _escapes ? factory.Choice(raw, factory.Concat(factory.Literal("\\u"), HexDigits.Of(factory, half, 4))) : raw;
    }
}
