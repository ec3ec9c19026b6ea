using Guided.Expressions;
using Guided.Grammars.Characters;
using Guided.Grammars.Regex;

namespace Guided.Grammars.Gbnf;

/// <summary>A part of a rule's body, as written.</summary>
internal abstract class GbnfNode
{
    /// <summary>The most expressions that the node becomes with every call of a rule counted as one; saturates.</summary>
    public int Size { get; protected init; } = 1;

    /// <summary>The levels of nodes below, this one included.</summary>
    public int Depth { get; protected init; } = 1;

    protected static int SizeOf(IEnumerable<GbnfNode> items) =>
        (int)Math.Min(int.MaxValue, items.Aggregate(1L, (sum, item) => sum + item.Size));
}

/// <summary>A string; the empty one is ε.</summary>
internal sealed class GbnfText : GbnfNode
{
    public GbnfText(string text) => (Text, Size) = (text, text.Length + 1);

    public string Text { get; }
}

/// <summary>One character out of a set.</summary>
internal sealed class GbnfClass : GbnfNode
{
    public GbnfClass(RuneSet set) => (Set, Size) = (set, set.Ranges.Length);

    public RuneSet Set { get; }
}

/// <summary>What another front end makes: a regular expression, a JSON Schema, a reference to tokens.</summary>
/// <param name="index">Where in the text it stands.</param>
/// <param name="make">Makes the expression; at most once a grammar.</param>
/// <param name="place">Where in the text an exception of <paramref name="make"/> points to, or null for the beginning.</param>
internal sealed class GbnfEmbedded(int index, Func<ExpressionFactory, Expression> make, Func<Exception, int?>? place = null) : GbnfNode
{
    /// <exception cref="GbnfException">The embedded text cannot be used.</exception>
    public Expression Make(ExpressionFactory factory, string text)
    {
        try
        {
            var made = make(factory);
            return !made.IsRegular || RegularLanguages.HasMember(made)
                ? made
                : throw new GrammarException("no text matches what is written here; take it out, with its alternative");
        }
        catch (Exception e) when (e is FormatException or GrammarException or NotSupportedException)
        {
            throw new GbnfException(GbnfPosition.Of(text, place?.Invoke(e) ?? index), e is RegexException regex ? regex.Reason : e.Message.TrimEnd('.'), e);
        }
    }
}

/// <summary>A call of a rule.</summary>
internal sealed class GbnfCall(string name, int index) : GbnfNode
{
    public string Name { get; } = name;

    /// <summary>Where in the text the name stands.</summary>
    public int Index { get; } = index;
}

/// <summary>Items one after another.</summary>
internal sealed class GbnfSequence : GbnfNode
{
    public GbnfSequence(IReadOnlyList<GbnfNode> items) =>
        (Items, Size, Depth) = (items, SizeOf(items), 1 + items.Select(i => i.Depth).DefaultIfEmpty().Max());

    public IReadOnlyList<GbnfNode> Items { get; }
}

/// <summary>One of several items.</summary>
internal sealed class GbnfAlternatives : GbnfNode
{
    public GbnfAlternatives(IReadOnlyList<GbnfNode> items) =>
        (Items, Size, Depth) = (items, SizeOf(items), 1 + items.Max(i => i.Depth));

    public IReadOnlyList<GbnfNode> Items { get; }
}

/// <summary>An item at least and at most so many times; without an upper bound when <see cref="Max"/> is null.</summary>
internal sealed class GbnfRepetition : GbnfNode
{
    public GbnfRepetition(GbnfNode item, int min, int? max) =>
        (Item, Min, Max, Size, Depth) = (item, min, max, item.Size + 1, item.Depth + 1);

    public GbnfNode Item { get; }

    public int Min { get; }

    public int? Max { get; }
}

/// <summary>A rule as written.</summary>
/// <param name="Name">The name.</param>
/// <param name="Index">Where in the text the name stands.</param>
/// <param name="Body">The body.</param>
internal sealed record GbnfRule(string Name, int Index, GbnfNode Body);
