using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>Escapes and classes in brackets.</summary>
internal sealed partial record RegexSyntax
{
    /// <summary>Characters from here on begin no range unless they are escaped: the states would be too many.</summary>
    private const int LastRangeStart = 0x4FF;

    private static readonly string[] Properties =
    [
        .. new[]
        {
            "L", "Lu", "Ll", "Lt", "LC", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
            "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Cs", "Co", "Cn", "Letter", "Uppercase_Letter", "Lowercase_Letter",
            "Titlecase_Letter", "Cased_Letter", "Modifier_Letter", "Other_Letter", "Mark", "Nonspacing_Mark", "Spacing_Mark", "Enclosing_Mark",
            "Number", "Decimal_Number", "Letter_Number", "Other_Number", "Punctuation", "punct", "digit", "Symbol", "Math_Symbol", "Currency_Symbol",
            "Modifier_Symbol", "Other_Symbol", "Separator", "Space_Separator", "Line_Separator", "Paragraph_Separator", "Other", "Control", "Format",
        }.SelectMany(n => new[] { n, "gc=" + n, "General_Category=" + n }),
        .. new[]
        {
            "Arabic", "Armenian", "Bengali", "Cyrillic", "Devanagari", "Ethiopic", "Georgian", "Greek", "Gujarati", "Gurmukhi", "Han", "Hangul", "Hebrew",
            "Hiragana", "Kannada", "Katakana", "Khmer", "Lao", "Latin", "Malayalam", "Mongolian", "Myanmar", "Sinhala", "Tamil", "Telugu", "Thai",
            "Tibetan", "Common", "Inherited",
        }.SelectMany(n => new[] { "Script=" + n, "sc=" + n, "Script_Extensions=" + n, "scx=" + n }),
        "Any", "ASCII", "Assigned", "Alphabetic", "Alpha", "Uppercase", "Upper", "Lowercase", "Lower", "White_Space", "space", "Emoji",
        "ID_Start", "IDS", "ID_Continue", "IDC", "XID_Start", "XIDS", "XID_Continue", "XIDC",
    ];

    private RegexSyntax? InBrackets(int rune)
    {
        if (At == Mode.Class && rune == '^')
        {
            return this with { At = Mode.ClassTerm };
        }

        if (rune == ']')
        {
            return To(Mode.Atom);
        }

        switch (At)
        {
            case Mode.ClassLastHyphen:
                return null;
            case Mode.ClassCharacter when rune == '-':
                return this with { At = Mode.ClassHyphen, From = Value, Value = 0 };
            case Mode.ClassOther when rune == '-':
                return this with { At = Mode.ClassLastHyphen };
            case Mode.ClassSet when rune == '-':
                return this with { At = Mode.ClassTerm };
        }

        var state = At == Mode.ClassHyphen ? this : this with { From = -1 };
        if (rune == '\\')
        {
            return state with { At = Mode.Escape, Value = 0 };
        }

        return rune > LastRangeStart && state.From < 0 ? To(Mode.ClassOther) with { InClass = true } : state.Complete(rune);
    }

    /// <summary>The character after a backslash.</summary>
    private RegexSyntax? Escaped(int rune)
    {
        switch (rune)
        {
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                return Complete(-1);
            case 'p' or 'P':
                return this with { At = Mode.Property, Name = "" };
            case 'b' or 'B' when !InClass:
                return To(Mode.Term);
            case 'b':
                return Complete('\b');
            case 't' or 'n' or 'v' or 'f' or 'r':
                return Complete(rune switch { 't' => 9, 'n' => 10, 'v' => 11, 'f' => 12, _ => 13 });
            case 'c':
                return From <= 26 ? this with { At = Mode.Control } : null;
            case 'x':
                return From <= 0xFF ? this with { At = Mode.Hex, Value = 0, Other = 2 } : null;
            case 'u':
                return this with { At = Mode.Unicode };
            case '0' when !InClass:
            case >= '1' and <= '9' when !InClass && rune - '0' <= Captures:
                return To(Mode.Digits);
            default:
                // Punctuation and blanks stand for themselves.
                return rune is >= 0x20 and < 0x7F && !char.IsAsciiLetterOrDigit((char)rune) && rune != '_' ? Complete(rune) : null;
        }
    }

    /// <summary>A digit of <c>\xhh</c> or <c>\uhhhh</c>. Half surrogates are left out of classes, where a pair would be one character.</summary>
    private RegexSyntax? Digit(int rune)
    {
        var digit = HexOf(rune);
        if (digit < 0)
        {
            return null;
        }

        var (value, left) = ((Value << 4) | digit, Other - 1);
        var last = ((value + 1) << (4 * left)) - 1;
        if (InClass && (last < From || (value << (4 * left) >= 0xD800 && last <= 0xDFFF)))
        {
            return null;
        }

        return left == 0 ? Complete(value) : this with { Value = value, Other = left };
    }

    /// <summary>Within the braces of <c>\u{…}</c>: up to six digits.</summary>
    private RegexSyntax? Braces(int rune)
    {
        if (rune == '}')
        {
            return Other > 0 && !(InClass && Value is >= 0xD800 and <= 0xDFFF) ? Complete(Value) : null;
        }

        var digit = HexOf(rune);
        var value = (Value << 4) | digit;
        if (digit < 0 || Other == 6 || value > RuneSet.Last)
        {
            return null;
        }

        return DigitsToCode(value, Other + 1) >= 0 ? this with { Value = value, Other = Other + 1 } : null;
    }

    /// <summary>How many more digits it takes to an end of the range that is not before its beginning, and no half surrogate; −1 when none do.</summary>
    private int DigitsToCode(int value, int read)
    {
        for (var more = read == 0 ? 1 : 0; more <= 6 - read && (long)value << (4 * more) <= RuneSet.Last; more++)
        {
            var last = Math.Min(RuneSet.Last, ((value + 1L) << (4 * more)) - 1);
            if (!InClass || (last >= From && !(value << (4 * more) >= 0xD800 && last <= 0xDFFF)))
            {
                return more;
            }
        }

        return -1;
    }

    /// <summary>How many characters complete the shortest name and its braces.</summary>
    private int PropertyLength() => Properties.Where(p => ("{" + p).StartsWith(Name, StringComparison.Ordinal)).Min(p => p.Length + 2 - Name.Length);

    private RegexSyntax? Property(int rune)
    {
        if (rune == '}')
        {
            return Array.Exists(Properties, p => Name == "{" + p) ? Complete(-1) : null;
        }

        if (rune > 0x7F)
        {
            return null;
        }

        var name = Name + (char)rune;
        return Array.Exists(Properties, p => ("{" + p).StartsWith(name, StringComparison.Ordinal)) ? this with { Name = name } : null;
    }
}
