using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the trie nodes at which a token ends together with an expression, such as those of closing quotes.</summary>
internal sealed class EndWalker(Vocabulary vocabulary)
{
    private readonly Stack<(int Node, Expression At)> _pending = new();
    private readonly List<int> _ends = [];

    /// <summary>The trie nodes from a node on.</summary>
    /// <param name="root">The trie node from which the expression is read.</param>
    /// <param name="head">The expression.</param>
    /// <param name="slice">A slice all of whose tokens lead on inside the expression, or null.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public int[] EndsOf(int root, Expression head, TokenSlice? slice, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var trie = vocabulary.Trie;
        _ends.Clear();
        _pending.Clear();
        _pending.Push((root, head));
        while (_pending.TryPop(out var place))
        {
            var parent = trie.Nodes[place.Node];
            var first = FirstBytes.Of(place.At).Set;
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                if (!first.Contains(trie.Nodes[child].Label) || (slice is not null && slice.CoversAllBelow(child)))
                {
                    continue;
                }

                var rest = Derivatives.Step(place.At, trie.Nodes[child].Label);
                if (rest.Kind == ExpressionKind.Epsilon)
                {
                    _ends.Add(child);
                }
                else if (rest.Kind != ExpressionKind.Empty)
                {
                    _pending.Push((child, rest));
                }
            }
        }

        return [.. _ends];
    }
}
