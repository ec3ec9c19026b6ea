using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>Rewrites a pattern over UTF-16 units as the same pattern over code points, where that is possible without changing what it matches.</summary>
/// <remarks>
/// <para>A pattern over units may split a surrogate pair between two of its parts, so what it matches must be cut down to well-formed text, and
/// every state is an intersection. Most patterns need none of that: where every class with surrogates is looped over without an upper bound,
/// as in <c>[^,]+,.*</c>, a pair that two loops share can be given to one of them whole. Only two loops that each want at least one unit, with
/// nothing between them, cannot always do so: <c>.+.+</c> matches one pair.</para>
/// <para>Assertions may look at the place inside a pair, so beside the start and the end of the text they leave a pattern as it is.</para>
/// </remarks>
internal static class WholeCharacters
{
    /// <summary>The pattern over code points, or null when it has to stay one over units.</summary>
    public static RegexNode? Rewrite(RegexNode node)
    {
        var isPossible = true;
        var rewritten = Rewrite(node, ref isPossible, out _);
        return isPossible ? rewritten : null;
    }

    private static RegexNode Rewrite(RegexNode node, ref bool isPossible, out Edges edges)
    {
        edges = new Edges(First: false, Last: false, IsEmpty: true);
        switch (node)
        {
            case SetNode set:
                edges = edges with { IsEmpty = false };
                isPossible &= set.Set.Intersect(RuneSet.Surrogates).IsEmpty;
                return set;
            case LoopNode { Body: SetNode { Set: var looped } body, Min: <= 1, Max: null } loop when RuneSet.Surrogates.Except(looped).IsEmpty:
                edges = loop.Min == 0 ? edges : new Edges(First: true, Last: true, IsEmpty: false);
                return With(loop, body with { Set = looped.Union(RuneSet.Supplementary).Except(RuneSet.Surrogates) });
            case SequenceNode sequence:
                var items = new RegexNode[sequence.Items.Count];
                for (var i = 0; i < items.Length; i++)
                {
                    items[i] = Rewrite(sequence.Items[i], ref isPossible, out var next);
                    isPossible &= !(edges.Last && next.First);
                    edges = new Edges(
                        edges.First || (edges.IsEmpty && next.First),
                        next.Last || (next.IsEmpty && edges.Last),
                        edges.IsEmpty && next.IsEmpty);
                }

                return new SequenceNode(items);
            case AlternationNode alternation:
                edges = edges with { IsEmpty = false };
                var branches = new RegexNode[alternation.Items.Count];
                for (var i = 0; i < branches.Length; i++)
                {
                    branches[i] = Rewrite(alternation.Items[i], ref isPossible, out var branch);
                    edges = new Edges(edges.First || branch.First, edges.Last || branch.Last, edges.IsEmpty || branch.IsEmpty);
                }

                return new AlternationNode(branches);
            case LoopNode loop:
                var inner = Rewrite(loop.Body, ref isPossible, out edges);
                isPossible &= loop.Max is 0 or 1 || !(edges.First && edges.Last);
                edges = edges with { IsEmpty = edges.IsEmpty || loop.Min == 0 };
                return With(loop, inner);
            case AnchorNode { Kind: AnchorKind.Start or AnchorKind.End or AnchorKind.EndOrFinalNewline }:
                return node;
            default:
                isPossible = false;
                return node;
        }
    }

    // Not by 'with', which would copy what the node has worked out from its old body.
    private static LoopNode With(LoopNode loop, RegexNode body) => new(body, loop.Min, loop.Max, loop.IsLazy, loop.Position);

    /// <summary>Whether a loop that wants at least one unit may stand at the very beginning or end of a part, and whether the part may be empty.</summary>
    private readonly record struct Edges(bool First, bool Last, bool IsEmpty);
}
