using System.Globalization;
using System.Numerics;
using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What has been read of a pattern: the groups that are open, and the construct at hand.</summary>
internal sealed partial record RegexSyntax : ITextState<RegexSyntax>
{
    /// <summary>Groups may be nested this deep.</summary>
    public const int MaxDepth = 30;

    private const int MaxReference = 9;

    private enum Mode
    {
        /// <summary>Where a term begins; nothing to quantify.</summary>
        Term,

        /// <summary>After an atom.</summary>
        Atom,

        /// <summary>After an atom that a digit would change.</summary>
        Digits,

        /// <summary>After a quantifier.</summary>
        Quantified,
        Group,
        GroupQuestion,
        GroupLess,
        Least,
        Comma,
        Most,
        Escape,
        Control,
        Hex,
        Unicode,
        UnicodeBraces,
        Property,
        Class,
        ClassTerm,

        /// <summary>After a character of a class, which a hyphen may make the beginning of a range.</summary>
        ClassCharacter,

        /// <summary>After a class escape; a hyphen then stands for itself.</summary>
        ClassSet,

        /// <summary>After a character of a class that begins no range: a hyphen then must be the last.</summary>
        ClassOther,
        ClassHyphen,
        ClassLastHyphen,
    }

    private static readonly RuneSet All = RuneSet.Surrogates.Complement();

    public RuneSet Candidates => All;

    public static RegexSyntax Start { get; } = new();

    private Mode At { get; init; }

    /// <summary>A bit for each open group, under a leading one: whether it is an assertion, which cannot be quantified.</summary>
    private ulong Open { get; init; } = 1;

    private int Captures { get; init; }

    private bool InClass { get; init; }

    /// <summary>The beginning of the range whose end is at hand, or −1.</summary>
    private int From { get; init; } = -1;

    /// <summary>The number at hand.</summary>
    private int Value { get; init; }

    /// <summary>The lesser number of a quantifier, or how many digits are to come or were read.</summary>
    private int Other { get; init; }

    private string Name { get; init; } = "";

    public bool IsAccepting => Open == 1 && At is (Mode.Term or Mode.Atom or Mode.Digits or Mode.Quantified);

    public int UniformFrom => At == Mode.ClassHyphen ? Math.Max(0x80, From) : At >= Mode.Class ? LastRangeStart + 1 : 0x80;

    public int ShortestLength => BitOperations.Log2(Open) + (InClass ? 1 : 0) + At switch
    {
        Mode.GroupQuestion or Mode.GroupLess or Mode.Comma or Mode.Escape or Mode.Control => 1,
        Mode.Least => Value < 0 ? 2 : 1,
        Mode.Most => 1 + DigitsToMost(),
        Mode.Hex => Other,
        Mode.Unicode => From is > 0xF and <= 0xFFFF ? 4 : 2 + Math.Max(1, DigitsToCode(0, 0)),
        Mode.UnicodeBraces => 1 + DigitsToCode(Value, Other),
        Mode.Property => PropertyLength(),
        _ => 0,
    };

    private bool IsAssertion => (Open & 1) != 0;

    public RegexSyntax? Next(int rune) => At switch
    {
        Mode.Term => Term(rune),
        Mode.Atom => Quantifier(rune) ?? Term(rune),
        Mode.Digits => rune is >= '0' and <= '9' ? null : Quantifier(rune) ?? Term(rune),
        Mode.Quantified => rune == '?' ? To(Mode.Term) : Term(rune),
        Mode.Group => rune == '?' ? this with { At = Mode.GroupQuestion } : (this with { Captures = Math.Min(MaxReference, Captures + 1) }).Term(rune),
        Mode.GroupQuestion => rune switch
        {
            ':' => To(Mode.Term),
            '<' => this with { At = Mode.GroupLess },
            _ => Assertion(rune),
        },
        Mode.GroupLess => Assertion(rune),
        Mode.Least or Mode.Comma or Mode.Most => Count(rune),
        Mode.Escape => Escaped(rune),
        Mode.Control => char.IsAsciiLetter((char)Math.Min(rune, 0xFFFF)) ? Complete(rune & 31) : null,
        Mode.Hex => Digit(rune),
        Mode.Unicode => rune == '{' ? this with { At = Mode.UnicodeBraces, Value = 0, Other = 0 } : (this with { At = Mode.Hex, Value = 0, Other = 4 }).Digit(rune),
        Mode.UnicodeBraces => Braces(rune),
        Mode.Property => Property(rune),
        _ => InBrackets(rune),
    };

    private RegexSyntax To(Mode mode) => this with { At = mode, InClass = false, From = -1, Value = 0, Other = 0, Name = "" };

    private RegexSyntax? Assertion(int rune) => rune is '=' or '!' ? To(Mode.Term) with { Open = Open | 1 } : null;

    private RegexSyntax? Term(int rune)
    {
        switch (rune)
        {
            case '(':
                return Open >> MaxDepth == 0 ? To(Mode.Group) with { Open = Open << 1 } : null;
            case ')':
                return Open == 1 ? null : To(IsAssertion ? Mode.Term : Mode.Atom) with { Open = Open >> 1 };
            case '|' or '^' or '$':
                return To(Mode.Term);
            case '[':
                return To(Mode.Class) with { InClass = true };
            case '\\':
                return To(Mode.Escape);
            case '*' or '+' or '?' or '{':
                return null;
            default:
                return To(Mode.Atom);
        }
    }

    private RegexSyntax? Quantifier(int rune) => rune switch
    {
        '*' or '+' or '?' => To(Mode.Quantified),
        '{' => To(Mode.Least) with { Value = -1 },
        _ => null,
    };

    /// <summary>Within the braces of a quantifier: a number of up to five digits, and perhaps a second one that is not less.</summary>
    private RegexSyntax? Count(int rune)
    {
        const int Limit = 100_000;
        if (rune is >= '0' and <= '9')
        {
            var value = Value < 0 ? rune - '0' : (Value * 10) + rune - '0';
            if (Value == 0 || value >= Limit)
            {
                return null;
            }

            // More digits can raise a number other than 0 up to the limit.
            var greatest = value;
            while (greatest > 0 && greatest < Limit / 10)
            {
                greatest = (greatest * 10) + 9;
            }

            return At == Mode.Least || greatest >= Other ? this with { Value = value, At = At == Mode.Comma ? Mode.Most : At } : null;
        }

        return (At, rune) switch
        {
            (Mode.Least, '}') when Value >= 0 => To(Mode.Quantified),
            (Mode.Least, ',') when Value >= 0 => this with { At = Mode.Comma, Other = Value, Value = -1 },
            (Mode.Comma, '}') => To(Mode.Quantified),
            (Mode.Most, '}') when Value >= Other => To(Mode.Quantified),
            _ => null,
        };
    }

    /// <summary>How many digits raise the greater number of a quantifier to the lesser.</summary>
    private int DigitsToMost()
    {
        var (digits, greatest) = (0, Value);
        for (; greatest < Other; digits++)
        {
            greatest = (greatest * 10) + 9;
        }

        return digits;
    }

    /// <summary>An atom is complete: a character, or (below 0) a set of them.</summary>
    private RegexSyntax? Complete(int value)
    {
        if (!InClass)
        {
            return To(Mode.Atom);
        }

        if (From >= 0)
        {
            return value >= 0 && value < From ? null : To(Mode.ClassTerm) with { InClass = true };
        }

        return value < 0 ? To(Mode.ClassSet) with { InClass = true } : To(Mode.ClassCharacter) with { InClass = true, Value = value };
    }

    private static int HexOf(int rune) => rune < 0x80 && char.IsAsciiHexDigit((char)rune)
        ? int.Parse(((char)rune).ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : -1;
}
