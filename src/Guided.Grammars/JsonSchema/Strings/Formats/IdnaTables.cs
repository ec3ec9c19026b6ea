using System.Globalization;
using Guided.Grammars.Characters;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What the rules for labels ask of a character; characters of one kind are never told apart.</summary>
internal sealed record IdnaKind
{
    /// <summary>The number of the kind, from 0 on.</summary>
    public required int Id { get; init; }

    /// <summary>The bidirectional class, as in <c>AL</c>.</summary>
    public required string Bidi { get; init; }

    /// <summary>Whether it is a combining mark, which begins no label.</summary>
    public required bool IsMark { get; init; }

    /// <summary>The canonical combining class.</summary>
    public required int Combining { get; init; }

    /// <summary>The joining type: L, R, D, T, or U for all others.</summary>
    public required char Joining { get; init; }

    /// <summary>G for Greek, H for Hebrew, K for Hiragana, Katakana and Han, a blank for all others.</summary>
    public required char Script { get; init; }

    /// <summary>The contextual rule of RFC 5892 appendix A, or an empty text.</summary>
    public required string Rule { get; init; }

    /// <summary>The character, where it is of ASCII, or composes with one before it, or 0.</summary>
    public int Rune { get; init; }

    /// <summary>Characters with the same number compose with the same characters after them; 0 for those that compose with none.</summary>
    public int Signature { get; init; }

    public bool IsAscii => Rune is > 0 and < 0x80;

    public bool IsUpper => Rune is >= 'A' and <= 'Z';

    /// <summary>Whether the character makes its label one that is written from right to left (RFC 5893 §1.4).</summary>
    public bool IsRightToLeft => Bidi is "R" or "AL" or "AN";
}

/// <summary>The characters of <see cref="IdnaData"/>, for look-up.</summary>
internal static class IdnaTables
{
    private static readonly int[] Firsts;
    private static readonly int[] Lasts;
    private static readonly IdnaKind[] ByRange;
    private static readonly Dictionary<int, IdnaKind> Special = [];
    private static readonly HashSet<(int Signature, int Mark)> Composing = [];

    static IdnaTables()
    {
        var kinds = IdnaData.Classes.Split('\n').Select(Kind).ToArray();
        var ranges = new List<(int First, int Last)>();
        var byRange = new List<IdnaKind>();
        var next = 0;
        foreach (var token in IdnaData.Ranges.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var dot = token.Split('.');
            var plus = dot[0].Split('+');
            var first = next + Base36(plus[0]);
            var more = plus.Length > 1 ? Base36(plus[1]) : 0;
            ranges.Add((first, first + more));
            byRange.Add(kinds[dot.Length > 1 ? Base36(dot[1]) : 0]);
            next = first + more + 1;
        }

        Alphabet = RuneSet.Of(ranges);
        Firsts = [.. ranges.Select(r => r.First)];
        Lasts = [.. ranges.Select(r => r.Last)];
        ByRange = [.. byRange];
        Greek = RuneSet.Of(ranges.Where((_, i) => byRange[i].Script == 'G'));
        InLeftToRight = RuneSet.Of(ranges.Where((_, i) => !byRange[i].IsRightToLeft));
        InRightToLeft = RuneSet.Of(ranges.Where((_, i) => byRange[i].Bidi != "L"));
        KindCount = kinds.Length;
        ReadCompositions();
    }

    /// <summary>All characters of labels beyond ASCII, and lower-case letters, digits and the hyphen.</summary>
    public static RuneSet Alphabet { get; }

    /// <summary>Those of the Greek script.</summary>
    public static RuneSet Greek { get; }

    /// <summary>Those that labels written from left to right, or from right to left, may have.</summary>
    public static RuneSet InLeftToRight { get; }

    /// <inheritdoc cref="InLeftToRight"/>
    public static RuneSet InRightToLeft { get; }

    /// <summary>The number of kinds.</summary>
    public static int KindCount { get; private set; }

    /// <summary>The kind of a character, or null when no label may have it.</summary>
    public static IdnaKind? Find(int rune)
    {
        if (Special.TryGetValue(rune, out var special))
        {
            return special;
        }

        var index = RangeOf(rune);
        return index >= 0 && rune <= Lasts[index] ? ByRange[index] : null;
    }

    /// <summary>The least character of labels that is not less than a code point; above all code points when there is none.</summary>
    public static int AtLeast(int rune)
    {
        var index = RangeOf(rune);
        return index >= 0 && rune <= Lasts[index] ? rune : index + 1 < Firsts.Length ? Firsts[index + 1] : RuneSet.Last + 1;
    }

    /// <summary>Whether a character composes with one before it of a signature, so that Normalization Form C does not have them side by side.</summary>
    public static bool Composes(int signature, int mark) => signature != 0 && Composing.Contains((signature, mark));

    private static int RangeOf(int rune)
    {
        var index = Array.BinarySearch(Firsts, rune);
        return index < 0 ? ~index - 1 : index;
    }

    /// <summary>Gives kinds of their own to ASCII, and to what composes.</summary>
    private static void ReadCompositions()
    {
        var marks = new SortedDictionary<int, List<string>>();
        foreach (var line in IdnaData.Compositions.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var mark = Hex(line[..colon]);
            Special[mark] = Find(mark)! with { Rune = mark };
            foreach (var first in line[(colon + 1)..].Split(','))
            {
                (marks.TryGetValue(Hex(first), out var list) ? list : marks[Hex(first)] = []).Add(line[..colon]);
            }
        }

        for (var rune = '-'; rune <= 'z'; rune++)
        {
            if (Find(char.ToLowerInvariant(rune)) is { } kind)
            {
                Special[rune] = kind with { Rune = rune };
            }
        }

        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (rune, list) in marks)
        {
            var key = string.Join(' ', list);
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers[key] = number = numbers.Count + 1;
                Composing.UnionWith(list.Select(m => (number, Hex(m))));
            }

            Special[rune] = Find(rune)! with { Signature = number };
        }

        // Equal kinds have one number, so that all letters of ASCII but l are one kind.
        var known = new Dictionary<IdnaKind, int>();
        foreach (var rune in Special.Keys)
        {
            var kind = Special[rune] with { Id = 0 };
            kind = rune < 0x80 && rune is not ('l' or '-') ? kind with { Rune = char.IsAsciiLetterUpper((char)rune) ? 'A' : '0' } : kind;
            if (!known.TryGetValue(kind, out var id))
            {
                known[kind] = id = KindCount++;
            }

            Special[rune] = kind with { Id = id };
        }
    }

    private static IdnaKind Kind(string line, int id)
    {
        var parts = line.Trim().Split(' ');
        var isMark = parts[1] != "-";
        return new IdnaKind
        {
            Id = id,
            Bidi = parts[0],
            IsMark = isMark,
            Combining = isMark ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0,
            Joining = parts[2][0],
            Script = parts[2].Length > 1 ? parts[2][1] : ' ',
            Rule = parts.Length > 3 ? parts[3] : "",
        };
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static int Base36(string digits) => digits.Aggregate(0, (value, c) => (value * 36) + (char.IsAsciiDigit(c) ? c - '0' : c - 'a' + 10));
}
