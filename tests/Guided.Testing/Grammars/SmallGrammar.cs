using Guided.Expressions;
using Guided.Rules;

namespace Guided.Testing.Grammars;

/// <summary>A grammar over two letters, with its language up to a length worked out by definition.</summary>
/// <param name="rules">The rules; the first is the whole text.</param>
/// <param name="secondLetter">The byte that the letter b stands for: its own, or one that is no UTF-8.</param>
public sealed class SmallGrammar(IReadOnlyList<Term> rules, byte secondLetter = (byte)'b')
{
    /// <summary>The longest members that are worked out, in letters.</summary>
    public const int MaxLength = 8;

    /// <summary>The letters.</summary>
    public const string Letters = "ab";

    private HashSet<string>? _language;

    /// <summary>All texts of at most <see cref="MaxLength"/> letters.</summary>
    public static HashSet<string> AllTexts { get; } = Enumerate();

    /// <summary>The byte that the letter b stands for.</summary>
    public byte SecondLetter => secondLetter;

    /// <summary>All members of at most <see cref="MaxLength"/> letters.</summary>
    public HashSet<string> Language => _language ??= Solve();

    /// <summary>The bytes of a text.</summary>
    public byte[] BytesOf(string text) => [.. text.Select(c => c == 'a' ? (byte)'a' : secondLetter)];

    /// <summary>The text of bytes.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes) => string.Concat(bytes.ToArray().Select(b => b == 'a' ? 'a' : 'b'));

    /// <summary>The grammar for the engine.</summary>
    /// <exception cref="GrammarException">The language is empty.</exception>
    public Grammar ToGrammar(GrammarLimits? limits = null)
    {
        var factory = new ExpressionFactory(limits: limits);
        var declared = rules.Select((_, i) => ExpressionFactory.DeclareRule($"R{i}")).ToArray();
        for (var i = 0; i < declared.Length; i++)
        {
            declared[i].Define(rules[i].ToExpression(factory, declared, BytesOf));
        }

        return new Grammar(factory, factory.Call(declared[0]), "random");
    }

    /// <summary>Grammars with one rule simpler, the simplest first.</summary>
    public IEnumerable<SmallGrammar> Shrink()
    {
        for (var i = 0; i < rules.Count; i++)
        {
            foreach (var simpler in rules[i].Shrink())
            {
                yield return new SmallGrammar([.. rules.Take(i), simpler, .. rules.Skip(i + 1)], secondLetter);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", rules.Select((r, i) => $"R{i} = {r}"));

    private static HashSet<string> Enumerate()
    {
        var all = new HashSet<string> { "" };
        var level = new List<string> { "" };
        for (var length = 1; length <= MaxLength; length++)
        {
            level = [.. level.SelectMany(s => Letters.Select(c => s + c))];
            all.UnionWith(level);
        }

        return all;
    }

    private HashSet<string> Solve()
    {
        var sets = rules.Select(_ => new HashSet<string>()).ToArray();
        bool changed;
        do
        {
            changed = false;
            for (var i = 0; i < rules.Count; i++)
            {
                var next = rules[i].Members(sets);
                changed |= next.Count != sets[i].Count;
                sets[i] = next;
            }
        }
        while (changed);
        return sets[0];
    }
}
