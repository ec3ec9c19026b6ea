using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>A parsed pattern.</summary>
internal abstract record RegexNode
{
    /// <summary>Whether the node is more than a regular expression of its own: it looks at what stands beside it, or keeps to its first match.</summary>
    public abstract bool HasAssertion { get; }

    /// <summary>Whether the node may match without reading a character, whatever its assertions say.</summary>
    public abstract bool CanBeEmpty { get; }

    /// <summary>The nodes directly inside.</summary>
    public virtual IReadOnlyList<RegexNode> Parts => [];
}

/// <summary>One character out of a set.</summary>
internal sealed record SetNode(RuneSet Set, int Position) : RegexNode
{
    public override bool HasAssertion => false;

    public override bool CanBeEmpty => false;
}

/// <summary>Nodes one after another.</summary>
internal sealed record SequenceNode(IReadOnlyList<RegexNode> Items) : RegexNode
{
    public override bool HasAssertion { get; } = Items.Any(i => i.HasAssertion);

    public override bool CanBeEmpty { get; } = Items.All(i => i.CanBeEmpty);

    public override IReadOnlyList<RegexNode> Parts => Items;
}

/// <summary>One of several nodes, the first that fits before the others.</summary>
internal sealed record AlternationNode(IReadOnlyList<RegexNode> Items) : RegexNode
{
    public override bool HasAssertion { get; } = Items.Any(i => i.HasAssertion);

    public override bool CanBeEmpty { get; } = Items.Any(i => i.CanBeEmpty);

    public override IReadOnlyList<RegexNode> Parts => Items;
}

/// <summary>A node repeated within bounds. Only inside an atomic group does it matter whether more or fewer are tried first.</summary>
internal sealed record LoopNode(RegexNode Body, int Min, int? Max, bool IsLazy, int Position) : RegexNode
{
    public override bool HasAssertion { get; } = Body.HasAssertion;

    public override bool CanBeEmpty { get; } = Min == 0 || Body.CanBeEmpty;

    public override IReadOnlyList<RegexNode> Parts { get; } = [Body];
}

/// <summary>The zero-width conditions on a place.</summary>
internal enum AnchorKind
{
    /// <summary>The start of the text.</summary>
    Start,

    /// <summary>The start of the text or behind a line end.</summary>
    LineStart,

    /// <summary>The end of the text.</summary>
    End,

    /// <summary>The end of the text or before a line feed that ends it.</summary>
    EndOrFinalNewline,

    /// <summary>The end of the text or before a line end.</summary>
    LineEnd,

    /// <summary>Between a word character and something else.</summary>
    WordBoundary,

    /// <summary>Not a <see cref="WordBoundary"/>.</summary>
    NoWordBoundary,
}

/// <summary>A condition on a place.</summary>
/// <param name="Kind">The condition.</param>
/// <param name="Set">The word characters of a boundary; the line ends of a line's start or end; else nothing.</param>
/// <param name="Position">Where it stands in the pattern.</param>
internal sealed record AnchorNode(AnchorKind Kind, RuneSet Set, int Position) : RegexNode
{
    public override bool HasAssertion => true;

    public override bool CanBeEmpty => true;

    /// <summary>Whether the condition says something of what follows.</summary>
    public bool LooksAhead => Kind is not (AnchorKind.Start or AnchorKind.LineStart);

    /// <summary>The characters of which the one before the place counts, or null when the condition is only about what follows.</summary>
    public RuneSet? Before => Kind switch
    {
        AnchorKind.Start => RuneSet.All,
        AnchorKind.LineStart or AnchorKind.WordBoundary or AnchorKind.NoWordBoundary => Set,
        _ => null,
    };
}

/// <summary>A condition on what follows a place, or on what stands before it.</summary>
internal sealed record LookNode(RegexNode Body, bool Behind, bool Negative, int Position) : RegexNode
{
    public override bool HasAssertion => true;

    public override bool CanBeEmpty => true;

    public override IReadOnlyList<RegexNode> Parts { get; } = [Body];
}

/// <summary>A group that keeps to its first match: <c>(?&gt;…)</c>.</summary>
internal sealed record AtomicNode(RegexNode Body, int Position) : RegexNode
{
    public override bool HasAssertion => true;

    public override bool CanBeEmpty { get; } = Body.CanBeEmpty;

    public override IReadOnlyList<RegexNode> Parts { get; } = [Body];
}
