using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using DotNetRegex = System.Text.RegularExpressions.Regex;
using DotNetRegexOptions = System.Text.RegularExpressions.RegexOptions;

namespace Guided.Grammars.Characters;

/// <summary>Named sets of characters: Unicode general categories, and the classes of .NET as .NET itself answers for them.</summary>
internal static class UnicodeClasses
{
    private static readonly ConcurrentDictionary<string, RuneSet> DotNetClasses = new(StringComparer.Ordinal);
    private static readonly Lazy<RuneSet[]> Categories = new(ByCategory);
    private static readonly Lazy<Dictionary<int, RuneSet>> CaseClasses = new(() => FindCaseClasses(char.MaxValue, c => char.ToLowerInvariant((char)c)));
    private static readonly Lazy<Dictionary<int, RuneSet>> FoldClasses = new(() => FindCaseClasses(RuneSet.Last, Fold));

    private static readonly string[] ShortNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    /// <summary>The code points of a general category by its short name (<c>Lu</c>, or <c>L</c> for all of its kind), or null for an unknown name.</summary>
    public static RuneSet? Category(string name)
    {
        var matching = Enumerable.Range(0, ShortNames.Length)
            .Where(i => ShortNames[i] == name || (name.Length == 1 && ShortNames[i][0] == name[0]))
            .Select(i => Categories.Value[i])
            .ToArray();
        return matching.Length == 0 ? null : matching.Aggregate((x, y) => x.Union(y));
    }

    /// <summary>The UTF-16 units that a class of .NET's syntax, such as <c>\w</c> or <c>\p{IsGreek}</c>, matches; null when .NET does not know it.</summary>
    public static RuneSet? DotNet(string escape)
    {
        if (DotNetClasses.TryGetValue(escape, out var known))
        {
            return known;
        }

        DotNetRegex regex;
        try
        {
            regex = new DotNetRegex(escape, DotNetRegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            return null;
        }

        var ranges = new List<(int, int)>();
        Span<char> unit = stackalloc char[1];
        for (var value = 0; value <= char.MaxValue; value++)
        {
            unit[0] = (char)value;
            if (regex.IsMatch(unit))
            {
                ranges.Add((value, value));
            }
        }

        return DotNetClasses.GetOrAdd(escape, RuneSet.Of(ranges));
    }

    /// <summary>A set with all other cases of its letters (invariant culture, one UTF-16 unit to one).</summary>
    public static RuneSet IgnoreCase(RuneSet set) => WithOthers(set, CaseClasses.Value);

    /// <summary>A set with all characters that simple case folding does not tell from its own.</summary>
    public static RuneSet FoldCase(RuneSet set) => WithOthers(set, FoldClasses.Value);

    /// <summary>A set with the other case of its ASCII letters.</summary>
    public static RuneSet IgnoreAsciiCase(RuneSet set)
    {
        var letters = set.Intersect(RuneSet.Of(('A', 'Z'), ('a', 'z')));
        return letters.IsEmpty ? set : set.Union(RuneSet.Of(letters.Ranges.SelectMany(r => Enumerable.Range(r.First, r.Last - r.First + 1)).Select(r => (r ^ 0x20, r ^ 0x20))));
    }

    private static RuneSet WithOthers(RuneSet set, Dictionary<int, RuneSet> classes)
    {
        var more = new List<(int, int)>(set.Ranges);
        foreach (var (rune, others) in classes)
        {
            if (set.Contains(rune))
            {
                more.AddRange(others.Ranges);
            }
        }

        return RuneSet.Of(more);
    }

    private static RuneSet[] ByCategory()
    {
        var ranges = new List<(int, int)>[ShortNames.Length];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = [];
        }

        var start = 0;
        var category = CharUnicodeInfo.GetUnicodeCategory(0);
        for (var rune = 1; rune <= RuneSet.Last + 1; rune++)
        {
            var next = rune > RuneSet.Last ? (UnicodeCategory)(-1) : CharUnicodeInfo.GetUnicodeCategory(rune);
            if (next != category)
            {
                ranges[(int)category].Add((start, rune - 1));
                (start, category) = (rune, next);
            }
        }

        return [.. ranges.Select(r => RuneSet.Of(r))];
    }

    /// <summary>The characters that fold to one, for each of them.</summary>
    private static Dictionary<int, RuneSet> FindCaseClasses(int last, Func<int, int> fold)
    {
        var byFold = new Dictionary<int, List<int>>();
        for (var value = 0; value <= last; value++)
        {
            var folded = fold(value);
            if (folded != value)
            {
                (byFold.TryGetValue(folded, out var list) ? list : byFold[folded] = [folded]).Add(value);
            }
        }

        var classes = new Dictionary<int, RuneSet>();
        foreach (var members in byFold.Values)
        {
            var set = RuneSet.Of(members.Select(m => (m, m)));
            members.ForEach(m => classes[m] = set);
        }

        return classes;
    }

    private static int Fold(int value) =>
        Rune.IsValid(value) ? Rune.ToLowerInvariant(Rune.ToUpperInvariant(new Rune(value))).Value : value;
}
