using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Works the walk of an expression out from that of another by visiting only where the two differ.</summary>
internal sealed class DifferenceWalker(Vocabulary vocabulary)
{
    /// <summary>The walk of an expression.</summary>
    /// <param name="basis">The walk of <paramref name="other"/>.</param>
    /// <param name="other">An expression with many derivatives in common with <paramref name="head"/>.</param>
    /// <param name="head">The expression.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk Walk(
        HeadWalk basis, Expression other, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var words = new ulong[basis.Tokens.WordCount];
        basis.Tokens.CopyTo(words);
        var added = new List<int>();
        var removed = new HashSet<int>();
        var within = basis.Within;
        var nodes = vocabulary.Trie.Nodes;
        var pending = new Stack<(int Node, Expression At, Expression Other)>([(0, head, other)]);
        while (pending.TryPop(out var place))
        {
            var parent = nodes[place.Node];
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                ref readonly var node = ref nodes[child];
                var next = Derivatives.Step(place.At, node.Label);
                var otherNext = Derivatives.Step(place.Other, node.Label);
                if (next == otherNext)
                {
                    continue;
                }

                if (node.Token >= 0)
                {
                    Set(words, node.Token, next.Kind != ExpressionKind.Empty);
                }

                if (next.HasBoolean && next.Kind != ExpressionKind.Empty)
                {
                    within = Math.Max(within, Liveness.WithinOf(next));
                }

                if (node.ChildCount == 0)
                {
                    continue;
                }

                if (next.IsNullable && !otherNext.IsNullable)
                {
                    added.Add(child);
                }
                else if (otherNext.IsNullable && !next.IsNullable)
                {
                    removed.Add(child);
                }

                pending.Push((child, next, otherNext));
            }
        }

        ExitSet[] exits = removed.Count == 0 ? basis.Exits : [.. basis.Exits.Select(e => e.Where(exit => !removed.Contains(exit))).OfType<ExitSet>()];
        return new HeadWalk(
            new TokenMask(vocabulary.Size, words, [], ownsShared: true), added.Count == 0 ? exits : [.. exits, new ExitSet([.. added])], within);
    }

    private void Set(ulong[] words, int token, bool allowed)
    {
        for (; token >= 0; token = vocabulary.Trie.NextWithSameBytes(token))
        {
            if (allowed)
            {
                words[token >> 6] |= 1UL << (token & 63);
            }
            else
            {
                words[token >> 6] &= ~(1UL << (token & 63));
            }
        }
    }
}
