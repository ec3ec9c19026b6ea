using System.Text;

namespace Guided.Grammars.Tests.Regex;

/// <summary>Random patterns over a small alphabet, within what the front end supports.</summary>
internal sealed class RandomPattern(Random random)
{
    // \D is left out: .NET 10 treats \D+\B as if the loop never gave anything back, and misses "a b" for it.
    private static readonly string[] Atoms =
    [
        "a", "b", "c", "_", " ", "\\n", ".", "\\d", "\\w", "\\s", "\\W", "[^\\d_]", "[ab]", "[^a]", "[a-c1]", "[^\\w]", "[\\d_]", "\\x61",
        "é", "[à-ü]", "\\p{L}", "\\P{Lu}", "\\u00e9", "1", "A", "[à-ü_A-B]", "[^É]",
    ];

    private static readonly string[] Quantifiers = ["*", "+", "?", "{2}", "{1,2}", "{0,3}", "{2,}", "*?", "+?", "??"];

    public string Next(int depth = 3, bool anchors = true)
    {
        var text = new StringBuilder();
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            text.Append(Item(depth, anchors));
        }

        return text.ToString();
    }

    private string Item(int depth, bool anchors)
    {
        if (depth > 0 && random.Next(3) == 0)
        {
            return Group(depth, anchors);
        }

        return anchors && random.Next(6) == 0 ? Pick(["^", "$", "\\b", "\\B", "\\A", "\\z", "\\Z", "\\G", "(?m:^)", "(?m:$)"])
            : random.Next(3) == 0 ? Pick(Atoms) + Pick(Quantifiers)
            : Pick(Atoms);
    }

    private string Group(int depth, bool anchors) => random.Next(12) switch
    {
        0 when anchors => $"(?={Next(depth - 1)})",
        1 when anchors => $"(?!{Next(depth - 1)})",
        2 when anchors => $"(?<={Behind(depth)})",
        3 when anchors => $"(?<!{Behind(depth)})",
        4 => $"(?{Pick(["i", "s", "m", "im", "-i", "n"])}:{Next(depth - 1, anchors)})",
        5 => $"(?:{Next(depth - 1, anchors)}){Pick(Quantifiers)}",
        6 => $"(?:{Next(depth - 1, anchors)}){Pick(Quantifiers)}",
        7 => $"(?>{Next(depth - 1, anchors)}|{Next(depth - 1, anchors)}){Pick(["", .. Quantifiers])}",
        8 => $"(?<n>{Next(depth - 1, anchors)})(?#c) {Pick(Quantifiers)}",
        _ => $"({Next(depth - 1, anchors)}|{Next(depth - 1, anchors)})",
    };

    /// <summary>Atomic groups are refused in a lookbehind.</summary>
    private string Behind(int depth) => Next(depth - 1).Replace("(?>", "(?:", StringComparison.Ordinal);

    private string Pick(string[] texts) => texts[random.Next(texts.Length)];
}
