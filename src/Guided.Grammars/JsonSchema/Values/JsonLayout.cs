using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Values;

/// <summary>What stands between the tokens of arrays and objects, as expressions and as lengths.</summary>
/// <remarks>
/// Only indented texts depend on depth, the number of arrays and objects around a value; it is unbounded, and what is made for one is made when
/// generation reaches it. In all others every depth counts as 0.
/// </remarks>
internal sealed class JsonLayout
{
    private readonly ExpressionFactory _factory;
    private readonly JsonWhitespace _whitespace;
    private readonly List<Expression> _lines = [];
    private readonly Expression _comma;
    private readonly Expression _afterComma;
    private readonly TextLength _line;

    public JsonLayout(ExpressionFactory factory, JsonWhitespace whitespace)
    {
        (_factory, _whitespace) = (factory, whitespace);
        var mark = whitespace.Comma.IndexOf(',', StringComparison.Ordinal);
        IsIndented = whitespace.LineEnd.Length > 0;
        Gap = JsonCommon.Gap(factory, whitespace);
        var shared = JsonCommon.FactoryFor(factory, whitespace);
        CommaMark = shared.Literal(whitespace.Comma[..(mark + 1)]);
        _afterComma = whitespace.IsFlexible ? Gap : shared.Literal(whitespace.Comma[(mark + 1)..]);
        _comma = shared.Concat(CommaMark, _afterComma);
        Colon = shared.Concat(Gap, shared.Literal(whitespace.Colon), Gap);
        Lead = shared.Concat(JsonCommon.RegularGap(shared, whitespace), shared.Literal(whitespace.Colon));

        // Where there is a choice each comma and colon counts with one blank.
        var blank = whitespace.IsFlexible ? 1 : 0;
        _line = IsIndented ? new TextLength(whitespace.LineEnd.Length, 1) : 0;
        AfterCommaLength = whitespace.Comma.Length - mark - 1 + blank + Inside(_line);
        CommaLength = mark + 1 + AfterCommaLength;
        ColonLength = whitespace.Colon.Length + blank;
    }

    /// <summary>Whether texts are indented.</summary>
    public bool IsIndented { get; }

    /// <summary>White space after an opening bracket, and after an item or member.</summary>
    public Expression Gap { get; }

    /// <summary>A comma and what stands before it; the rest is <see cref="AfterComma"/>.</summary>
    public Expression CommaMark { get; }

    /// <summary>A colon and the white space around it.</summary>
    public Expression Colon { get; }

    /// <summary>What <see cref="Colon"/> begins with, up to the mark: a regular expression.</summary>
    public Expression Lead { get; }

    /// <summary>The length of <see cref="Colon"/>.</summary>
    public TextLength ColonLength { get; }

    /// <summary>The length of <see cref="Comma"/>.</summary>
    public TextLength CommaLength { get; }

    /// <summary>The length of <see cref="AfterComma"/>.</summary>
    public TextLength AfterCommaLength { get; }

    /// <summary>The depth of what stands in an array or object at a depth.</summary>
    public int Inner(int depth) => IsIndented ? depth + 1 : 0;

    /// <summary>A comma and the white space around it, in an array or object at a depth.</summary>
    public Expression Comma(int depth) => IsIndented ? _factory.Concat(_comma, Line(depth + 1)) : _comma;

    /// <summary>What stands behind <see cref="CommaMark"/>.</summary>
    public Expression AfterComma(int depth) => IsIndented ? _factory.Concat(_afterComma, Line(depth + 1)) : _afterComma;

    /// <summary>What stands before the first item or member, besides <see cref="Gap"/>.</summary>
    public Expression First(int depth) => IsIndented ? Line(depth + 1) : _factory.Epsilon;

    /// <summary>An item or member, and what stands before it.</summary>
    public Expression Next(bool isStarted, int depth, Expression some) =>
        isStarted ? _factory.Concat(Comma(depth), some) : IsIndented ? _factory.Concat(Line(depth + 1), some) : some;

    /// <summary>A closing bracket, and what stands before it besides <see cref="Gap"/>.</summary>
    public Expression End(bool isStarted, int depth, string bracket) =>
        IsIndented && isStarted ? _factory.Concat(Line(depth), _factory.Literal(bracket)) : _factory.Literal(bracket);

    /// <summary>The length of what stands before an item or member, behind the opening bracket or the item before.</summary>
    public TextLength NextLength(bool isStarted) => isStarted ? CommaLength : Inside(_line);

    /// <summary>The length of <see cref="End"/>.</summary>
    public TextLength EndLength(bool isStarted) => isStarted ? 1 + _line : 1;

    /// <summary>The length of a value as an item or member: it stands one level deeper.</summary>
    public TextLength Inside(TextLength value) => value.Indented(_whitespace.Indentation.Length);

    /// <summary>The length in bytes of a text at a depth.</summary>
    public int At(TextLength length, int depth) => length.Indented((long)_whitespace.Indentation.Length * depth).Bytes;

    /// <summary>The length in bytes, or somewhat more, of a value or a part of one that stands at a depth.</summary>
    /// <param name="key">The value without white space.</param>
    /// <param name="depth">How deep it stands.</param>
    public int Written(string key, int depth)
    {
        if (!IsIndented)
        {
            return key.Length;
        }

        var opened = key.Count(c => c is '[' or '{');
        return At(new TextLength(key.Length, key.Count(c => c == ',') + (2 * opened)), depth + opened + 1);
    }

    private Expression Line(int depth)
    {
        while (_lines.Count <= depth)
        {
            _lines.Add(_factory.Literal(_whitespace.LineEnd + string.Concat(Enumerable.Repeat(_whitespace.Indentation, _lines.Count))));
        }

        return _lines[depth];
    }
}
