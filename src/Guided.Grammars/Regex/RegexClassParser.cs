using System.Globalization;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>Reads characters, escapes of characters and classes in brackets.</summary>
internal sealed class RegexClassParser(RegexReader reader, RegexDialect dialect)
{
    private static readonly RuneSet EcmaDigits = RuneSet.Of(('0', '9'));
    private static readonly RuneSet EcmaWord = RuneSet.Of(('0', '9'), ('A', 'Z'), ('a', 'z'), ('_', '_'));
    private static readonly RuneSet EcmaSpace = RuneSet.Of((9, 13), (0x20, 0x20), (0xA0, 0xA0), (0xFEFF, 0xFEFF), (0x2028, 0x2029))
        .Union(UnicodeClasses.Category("Zs")!);

    /// <summary>The word characters that <c>\b</c> goes by.</summary>
    public RuneSet Word => IsAscii ? EcmaWord : UnicodeClasses.DotNet(@"\w")!.Union(RuneSet.Of((0x200C, 0x200D)));

    /// <summary>All characters: code points, or for .NET UTF-16 units.</summary>
    public RuneSet All => dialect == RegexDialect.Ecma ? RuneSet.Scalars : RuneSet.Units;

    /// <summary>Whether <c>(?-u)</c> holds: classes and cases of ASCII only.</summary>
    public bool Ascii { get; set; }

    /// <summary>Whether characters and ranges stand for all their cases. Classes such as <c>\p{Lu}</c> stay what they are, as in .NET.</summary>
    public bool IgnoreCase { get; set; }

    /// <summary>A literal character at the cursor, as a set.</summary>
    public RuneSet Literal() => Cased(RuneSet.Of(Character()));

    private RuneSet Space => Ascii ? RuneSet.Of((9, 13), (0x20, 0x20)) : EcmaSpace;

    private bool IsAscii => Ascii || dialect == RegexDialect.Ecma;

    private RuneSet Cased(RuneSet set) => !IgnoreCase ? set
        : Ascii ? UnicodeClasses.IgnoreAsciiCase(set)
        : dialect == RegexDialect.Ecma ? UnicodeClasses.FoldCase(set)
        : UnicodeClasses.IgnoreCase(set);

    /// <summary>All other characters. A class with supplementary characters is one of code points, even where characters are UTF-16 units.</summary>
    private RuneSet Complement(RuneSet set) => dialect == RegexDialect.DotNet && set.Intersect(RuneSet.Supplementary).IsEmpty
        ? RuneSet.Units.Except(set)
        : RuneSet.Scalars.Except(set);

    /// <summary>One literal character at the cursor.</summary>
    private int Character()
    {
        var first = reader.Next();
        if (!char.IsSurrogate(first))
        {
            return first;
        }

        if (!char.IsSurrogatePair(first, reader.Peek))
        {
            throw reader.ErrorAt(reader.Position - 1, "the pattern has a lone surrogate, which no text in UTF-8 can match");
        }

        return dialect == RegexDialect.Ecma
            ? char.ConvertToUtf32(first, reader.Next())
            : throw reader.ErrorAt(reader.Position - 1, "characters above U+FFFF cannot stand in a pattern of .NET's dialect; use the ECMA dialect");
    }

    /// <summary>An escape that stands for a character or class; the cursor is at the backslash.</summary>
    public RuneSet Escape() => EscapeIn(out var isClass) is var set && isClass ? set : Cased(set);

    private RuneSet EscapeIn(out bool isClass)
    {
        var start = reader.Position;
        reader.Skip(1);
        var c = reader.AtEnd ? throw reader.ErrorAt(start, "the pattern ends with a backslash") : reader.Next();
        isClass = c is 'd' or 'w' or 's' or 'D' or 'W' or 'S' or 'p' or 'P';
        return c switch
        {
            'd' => Class(c, EcmaDigits),
            'w' => Class(c, EcmaWord),
            's' => Class(c, Space),
            'D' => Class(c, Complement(EcmaDigits)),
            'W' => Class(c, Complement(EcmaWord)),
            'S' => Class(c, Complement(Space)),
            'p' or 'P' => Property(c == 'P', start),
            _ => RuneSet.Of(Single(c, start)),
        };
    }

    /// <summary>A class in brackets; the cursor is at the opening one.</summary>
    public RuneSet Class()
    {
        var start = reader.Position;
        reader.Skip(1);
        var negative = reader.Take('^');
        var set = RuneSet.None;
        var first = true;
        while (true)
        {
            if (reader.AtEnd)
            {
                throw reader.ErrorAt(start, "this class is not closed");
            }

            // In .NET a bracket right after the opening one is a character; in ECMA-262 [] is the empty class.
            if (reader.Peek == ']' && !(first && dialect == RegexDialect.DotNet))
            {
                reader.Skip(1);
                return negative ? Complement(set) : CodePoints(set);
            }

            if (dialect == RegexDialect.DotNet && !first && reader.Peek == '-' && reader.PeekAt(1) == '[')
            {
                reader.Skip(1);
                var removed = Class();
                set = (negative ? Complement(set) : set).Except(removed);
                return reader.Take(']') ? set : throw reader.Error("a subtraction must end its class");
            }

            set = set.Union(Item());
            first = false;
        }
    }

    /// <summary>A class that holds supplementary characters whole holds no halves; where it held all halves, it holds all of these characters.</summary>
    private static RuneSet CodePoints(RuneSet set) => set.Intersect(RuneSet.Supplementary).IsEmpty || set.Intersect(RuneSet.Surrogates).IsEmpty
        ? set
        : set.Union(RuneSet.Supplementary).Except(RuneSet.Surrogates);

    private RuneSet Item()
    {
        var position = reader.Position;
        var low = Member(out var isClass);
        if (reader.Peek != '-' || reader.PeekAt(1) is ']' or '\0' || (reader.PeekAt(1) == '[' && dialect == RegexDialect.DotNet))
        {
            return isClass ? low : Cased(low);
        }

        if (isClass)
        {
            return low; // a hyphen after a class such as \w is a character
        }

        reader.Skip(1);
        var high = Member(out isClass);
        if (isClass)
        {
            return dialect == RegexDialect.DotNet
                ? throw reader.ErrorAt(position, "a class cannot be the end of a range")
                : Cased(low).Union(high).Union(RuneSet.Of('-'));
        }

        var (from, to) = (low.Ranges[0].First, high.Ranges[0].First);
        return from <= to ? Cased(RuneSet.Of((from, to))) : throw reader.ErrorAt(position, "the ends of this range are in the wrong order");
    }

    private RuneSet Member(out bool isClass)
    {
        isClass = false;
        if (reader.Peek != '\\')
        {
            return RuneSet.Of(Character());
        }

        if (reader.PeekAt(1) == 'b')
        {
            reader.Skip(2);
            return RuneSet.Of('\b');
        }

        return EscapeIn(out isClass);
    }

    private RuneSet Class(char letter, RuneSet ecma) => IsAscii ? ecma : UnicodeClasses.DotNet($@"\{letter}")!;

    private RuneSet Property(bool negative, int start)
    {
        var name = reader.Peek.ToString();
        if (reader.Take('{'))
        {
            name = reader.TakeWhile(c => c != '}');
            negative ^= name.StartsWith('^');
            name = name.TrimStart('^');
            _ = reader.Take('}') ? true : throw reader.ErrorAt(start, "the name of the Unicode property is not closed");
        }
        else if (char.IsAsciiLetter(reader.Peek))
        {
            reader.Skip(1);
        }
        else
        {
            throw reader.ErrorAt(start, @"'\p' needs a name, such as \p{L}");
        }

        if (dialect == RegexDialect.DotNet && UnicodeClasses.DotNet($@"{(IgnoreCase ? "(?i)" : "")}\p{{{name}}}") is { } own)
        {
            return negative ? RuneSet.Units.Except(own) : own;
        }

        var set = UnicodeProperties.Find(name) ?? throw reader.ErrorAt(
            start,
            $"the Unicode property '{name}' is not known; general categories, scripts (Script=Greek), breaks (wb=…, gcb=…, sb=…) and the binary properties are");
        set = Cased(set);
        return negative ? RuneSet.Scalars.Except(set) : set.Except(RuneSet.Surrogates);
    }

    private int Single(char c, int start) => c switch
    {
        't' => 9,
        'n' => 10,
        'v' => 11,
        'f' => 12,
        'r' => 13,
        'a' when dialect == RegexDialect.DotNet => 7,
        'e' when dialect == RegexDialect.DotNet => 27,
        '0' => dialect == RegexDialect.DotNet ? Octal() : 0,
        'x' => Hex(2, start),
        'u' => Unicode(start),
        'c' => Control(start),
        _ when char.IsAsciiLetterOrDigit(c) => throw reader.ErrorAt(start, $@"the escape '\{c}' is not known"),
        _ => Back(),
    };

    /// <summary>Any other character stands for itself.</summary>
    private int Back()
    {
        reader.Skip(-1);
        return Character();
    }

    private int Octal()
    {
        var value = 0;
        for (var i = 0; i < 2 && reader.Peek is >= '0' and <= '7'; i++)
        {
            value = (value * 8) + reader.Next() - '0';
        }

        return value;
    }

    private int Unicode(int start)
    {
        if (dialect == RegexDialect.Ecma && reader.Take('{'))
        {
            var digits = reader.TakeWhile(char.IsAsciiHexDigit);
            return reader.Take('}') && digits.Length is > 0 and < 8 && int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) is <= RuneSet.Last and var rune
                ? rune
                : throw reader.ErrorAt(start, "this is no code point");
        }

        var unit = Hex(4, start);
        if (dialect == RegexDialect.Ecma && char.IsHighSurrogate((char)unit) && reader.Peek == '\\' && reader.PeekAt(1) == 'u')
        {
            reader.Skip(2);
            var low = Hex(4, start);
            return char.IsLowSurrogate((char)low)
                ? char.ConvertToUtf32((char)unit, (char)low)
                : throw reader.ErrorAt(start, "a high surrogate must be followed by a low one");
        }

        return unit;
    }

    private int Hex(int count, int start)
    {
        var value = 0;
        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiHexDigit(reader.Peek))
            {
                throw reader.ErrorAt(start, $"{count} hexadecimal digits must follow");
            }

            value = (value * 16) + Convert.ToInt32(reader.Next().ToString(), 16);
        }

        return value;
    }

    private int Control(int start) =>
        char.IsAsciiLetter(reader.Peek) ? reader.Next() & 0x1F : throw reader.ErrorAt(start, @"a letter must follow '\c'");
}
