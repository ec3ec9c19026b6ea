using System.Globalization;
using System.Text;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Gbnf;

/// <summary>Reads strings and character classes.</summary>
internal sealed class GbnfCharacters(GbnfReader reader)
{
    private const string ClassEscapes = "^$.*+?(){}|/-[]";

    /// <summary>Reads a string, from its opening quote to behind its closing one.</summary>
    public GbnfText ReadText()
    {
        var start = reader.Index++;
        var text = new StringBuilder();
        while (!reader.Take('"'))
        {
            RequireMore(start, "string", '"');
            var at = reader.Index;
            var character = ReadCharacter(inClass: false);
            if (!Rune.IsValid(character))
            {
                throw reader.Error(at, $"U+{character:X4} is half of a surrogate pair, not a character; write the whole one as \\UXXXXXXXX");
            }

            text.Append(char.ConvertFromUtf32(character));
        }

        return new GbnfText(text.ToString());
    }

    /// <summary>Reads a class, from its opening bracket to behind its closing one.</summary>
    public GbnfClass ReadClass()
    {
        var start = reader.Index++;
        var negated = reader.Take('^');
        var ranges = new List<(int First, int Last)>();
        while (!reader.Take(']'))
        {
            RequireMore(start, "character class", ']');
            var at = reader.Index;
            var first = ReadCharacter(inClass: true);
            var last = first;
            if (reader.Peek == '-' && reader.PeekAt(1) != ']')
            {
                reader.Index++;
                RequireMore(start, "character class", ']');
                last = ReadCharacter(inClass: true);
            }

            if (last < first)
            {
                throw reader.Error(at, $"the range {reader.Text[at..reader.Index]} runs backwards; put the lower character first");
            }

            ranges.Add((first, last));
        }

        if (ranges.Count == 0 && !(negated && reader.Dialect == GbnfDialect.XGrammar))
        {
            throw reader.Error(start, "the character class is empty; write the characters between the brackets, or [^\\x00] or . for any character");
        }

        var set = RuneSet.Of(ranges);
        set = (negated ? set.Complement() : set).Except(RuneSet.Surrogates);
        return set.IsEmpty ? throw reader.Error(start, "no character is in this class; leave the alternative out") : new GbnfClass(set);
    }

    private void RequireMore(int start, string what, char close)
    {
        if (reader.AtEnd)
        {
            throw reader.Error(start, $"the {what} is not closed; add '{close}'");
        }

        if (reader.Dialect == GbnfDialect.XGrammar && reader.Peek is '\r' or '\n')
        {
            throw reader.Error($"a {what} cannot hold a line end; write \\n or \\r, and close it with '{close}'");
        }
    }

    /// <summary>Reads one character, written as itself or as an escape.</summary>
    private int ReadCharacter(bool inClass)
    {
        if (reader.Peek == '\\')
        {
            return ReadEscape(inClass);
        }

        if (Rune.DecodeFromUtf16(reader.Text.AsSpan(reader.Index), out var rune, out var length) != System.Buffers.OperationStatus.Done)
        {
            throw reader.Error("a lone surrogate is no character; give the grammar as well-formed Unicode");
        }

        reader.Index += length;
        return rune.Value;
    }

    private int ReadEscape(bool inClass)
    {
        var start = reader.Index;
        var kind = reader.PeekAt(1);
        reader.Index = Math.Min(start + 2, reader.Text.Length);
        switch (kind)
        {
            case 'x' when reader.Dialect == GbnfDialect.XGrammar:
                return ReadHex(start, 1, int.MaxValue);
            case 'x':
                return ReadHex(start, 2, 2);
            case 'u':
                return ReadHex(start, 4, 4);
            case 'U':
                return ReadHex(start, 8, 8);
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case '\\' or '"':
            case '[' or ']' or '-' when reader.Dialect == GbnfDialect.LlamaCpp:
                return kind;
            default:
                return OnlyXGrammar(kind, inClass) ?? throw Unknown(start, inClass);
        }
    }

    private int? OnlyXGrammar(char kind, bool inClass)
    {
        if (reader.Dialect != GbnfDialect.XGrammar)
        {
            return null;
        }

        return kind switch
        {
            '\'' or '?' => kind,
            'a' => '\a',
            'b' => '\b',
            'e' => '\e',
            'f' => '\f',
            'v' => '\v',
            '0' => 0,
            _ => inClass && ClassEscapes.Contains(kind, StringComparison.Ordinal) ? kind : null,
        };
    }

    private GbnfException Unknown(int start, bool inClass)
    {
        if (reader.AtEnd && reader.Index == start + 1)
        {
            return reader.Error(start, "the text ends within an escape");
        }

        var escape = reader.Text[start..reader.Index];
        return inClass && escape is @"\d" or @"\D" or @"\s" or @"\S" or @"\w" or @"\W"
            ? reader.Error(start, $"{escape} is not part of the dialect; write the ranges out, such as [0-9] or [a-zA-Z0-9_]")
            : reader.Error(start, $"the escape {escape} is unknown; write \\\\ for a backslash, or the character as \\xXX, \\uXXXX or \\UXXXXXXXX");
    }

    private int ReadHex(int start, int least, int most)
    {
        long value = 0;
        var count = 0;
        for (; count < most && char.IsAsciiHexDigit(reader.Peek) && value <= RuneSet.Last; count++, reader.Index++)
        {
            value = (value << 4) + int.Parse(reader.Text.AsSpan(reader.Index, 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        if (value > RuneSet.Last)
        {
            throw reader.Error(start, "the escape is beyond U+10FFFF, the last character");
        }

        return count >= least ? (int)value : throw reader.Error(start, $"the escape needs {least} hexadecimal digit{(least == 1 ? "" : "s")}");
    }
}
