using System.Collections.Concurrent;

namespace Guided.Grammars.Characters;

/// <summary>Sets of code points by the names of Unicode properties: general categories, scripts, break properties and binary ones.</summary>
/// <remarks>
/// Categories are what .NET knows of them. The others are in <c>UnicodeProperties.txt</c> (Unicode 17): per line the names of a property, for
/// those with values <c>=</c> and the names of one, and the ranges as pairs in base 36: the gap to the range before, and the length less
/// one. Names are compared loosely (UAX #44, LM3): case, spaces, hyphens and underscores do not count.
/// </remarks>
internal static class UnicodeProperties
{
    private static readonly Lazy<Dictionary<string, string>> Ranges = new(Read);
    private static readonly ConcurrentDictionary<string, RuneSet> Known = new(StringComparer.Ordinal);

    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
    {
        ["letter"] = "L",
        ["uppercaseletter"] = "Lu",
        ["lowercaseletter"] = "Ll",
        ["titlecaseletter"] = "Lt",
        ["modifierletter"] = "Lm",
        ["otherletter"] = "Lo",
        ["mark"] = "M",
        ["combiningmark"] = "M",
        ["nonspacingmark"] = "Mn",
        ["spacingmark"] = "Mc",
        ["enclosingmark"] = "Me",
        ["number"] = "N",
        ["decimalnumber"] = "Nd",
        ["digit"] = "Nd",
        ["letternumber"] = "Nl",
        ["othernumber"] = "No",
        ["separator"] = "Z",
        ["spaceseparator"] = "Zs",
        ["lineseparator"] = "Zl",
        ["paragraphseparator"] = "Zp",
        ["punctuation"] = "P",
        ["punct"] = "P",
        ["connectorpunctuation"] = "Pc",
        ["dashpunctuation"] = "Pd",
        ["openpunctuation"] = "Ps",
        ["closepunctuation"] = "Pe",
        ["initialpunctuation"] = "Pi",
        ["finalpunctuation"] = "Pf",
        ["otherpunctuation"] = "Po",
        ["symbol"] = "S",
        ["mathsymbol"] = "Sm",
        ["currencysymbol"] = "Sc",
        ["modifiersymbol"] = "Sk",
        ["othersymbol"] = "So",
        ["other"] = "C",
        ["control"] = "Cc",
        ["cntrl"] = "Cc",
        ["format"] = "Cf",
        ["surrogate"] = "Cs",
        ["privateuse"] = "Co",
        ["unassigned"] = "Cn",
    };

    /// <summary>The code points of a property, such as <c>Lu</c>, <c>gc=Letter</c>, <c>Script=Greek</c>, <c>Greek</c>, <c>wb=Hebrew_Letter</c> or <c>Emoji</c>; null for an unknown one.</summary>
    public static RuneSet? Find(string name)
    {
        var key = Loose(name);
        if (Known.TryGetValue(key, out var known))
        {
            return known;
        }

        var found = Look(key) ?? (key.StartsWith("is", StringComparison.Ordinal) ? Look(key[2..]) : null);
        return found is null ? null : Known.GetOrAdd(key, found);
    }

    private static RuneSet? Look(string key)
    {
        if (key.Split('=') is [var property, var value])
        {
            return property is "gc" or "generalcategory" ? Category(value)
                : Ranges.Value.TryGetValue(key, out var ranges) ? Decode(ranges)
                : null;
        }

        return Category(key) ?? key switch
        {
            "any" => RuneSet.All,
            "ascii" => RuneSet.Of((0, 0x7F)),
            "assigned" => UnicodeClasses.Category("Cn")!.Complement(),
            _ => Ranges.Value.TryGetValue(key, out var ranges) || Ranges.Value.TryGetValue("script=" + key, out ranges) ? Decode(ranges) : null,
        };
    }

    private static RuneSet? Category(string key) => Categories.TryGetValue(key, out var name) ? UnicodeClasses.Category(name)
        : key == "lc" || key == "l&" || key == "casedletter" ? Category("lu")!.Union(Category("ll")!).Union(Category("lt")!)
        : key.Length is 1 or 2 ? UnicodeClasses.Category(char.ToUpperInvariant(key[0]) + key[1..])
        : null;

    private static string Loose(string name) =>
        string.Concat(name.Where(c => c is not (' ' or '_' or '-')).Select(char.ToLowerInvariant));

    private static Dictionary<string, string> Read()
    {
        using var stream = typeof(UnicodeProperties).Assembly.GetManifestResourceStream("Guided.Grammars.UnicodeProperties.txt")
            ?? throw new InvalidOperationException("The table of Unicode properties is missing from the assembly.");
        using var reader = new StreamReader(stream);
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var ranges = line[(colon + 1)..];
            var names = line[..colon].Split('=');
            foreach (var property in names[0].Split(','))
            {
                foreach (var value in names.Length > 1 ? names[1].Split(',').Select(v => "=" + v) : [""])
                {
                    table.TryAdd(property + value, ranges);
                }
            }
        }

        return table;
    }

    private static RuneSet Decode(string text)
    {
        var numbers = text.Split(' ').Select(Number).ToArray();
        var ranges = new List<(int First, int Last)>(numbers.Length / 2);
        var next = 0;
        for (var i = 0; i + 1 < numbers.Length; i += 2)
        {
            var first = next + numbers[i];
            ranges.Add((first, first + numbers[i + 1]));
            next = first + numbers[i + 1] + 1;
        }

        return RuneSet.Of(ranges);
    }

    private static int Number(string digits) =>
        digits.Aggregate(0, static (value, digit) => (value * 36) + (digit <= '9' ? digit - '0' : digit - 'a' + 10));
}
