using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Walks the trie of a vocabulary and a regular expression together.</summary>
internal sealed class TrieWalker(Vocabulary vocabulary)
{
    /// <summary>Looking a child up costs as much as scanning past so many.</summary>
    private const int FewBytes = 6;

    private readonly TokenSet _tokens = new(vocabulary);
    private readonly List<int> _exits = [];
    private readonly Stack<(int Node, int Depth, Expression At)> _pending = new();

    /// <summary>The walk of an expression.</summary>
    /// <param name="head">The expression.</param>
    /// <param name="slice">A slice that the expression loops over: its tokens are taken without a walk. Null for none.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk Walk(Expression head, TokenSlice? slice, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin();
        Visit(head, longerThan: 0, slice, ref budget, cancellationToken);
        return new HeadWalk(_tokens.ToMask(slice?.Words), ExitsFound([]));
    }

    /// <summary>Mends a walk that is right for texts of at most some length, by looking at the longer tokens.</summary>
    /// <param name="walk">The walk of an expression that agrees with <paramref name="head"/> on texts of at most that length.</param>
    /// <param name="head">The expression.</param>
    /// <param name="length">The length in bytes.</param>
    /// <param name="upToLength">The tokens of at most that length.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk Correct(
        HeadWalk walk, Expression head, int length, ulong[] upToLength, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin();
        Visit(head, length, null, ref budget, cancellationToken);
        _tokens.AddBoth(walk.Tokens, upToLength);
        return new HeadWalk(_tokens.ToMask(null), ExitsFound(Keep(walk.Exits, exit => vocabulary.Trie.Depths[exit] <= length)));
    }

    /// <summary>The walk of an expression that is read from a trie node on.</summary>
    public HeadWalk WalkBelow(int root, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin();
        _pending.Push((root, 0, head));
        Visit(ref budget, longerThan: 0, slice: null, cancellationToken);
        return new HeadWalk(_tokens.ToMask(null), ExitsFound([]));
    }

    /// <summary>The trie nodes at which a token ends together with an expression.</summary>
    public int[] EndsOf(int root, Expression head, TokenSlice? slice, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin();
        var trie = vocabulary.Trie;
        _pending.Push((root, 0, head));
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
                    _exits.Add(child);
                }
                else if (rest.Kind != ExpressionKind.Empty)
                {
                    _pending.Push((child, 0, rest));
                }
            }
        }

        return [.. _exits];
    }

    /// <summary>Adds to the walk of an expression what it lacks at and below some trie nodes.</summary>
    public HeadWalk WithSubtrees(HeadWalk walk, Expression head, int[] roots, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (roots.Length == 0)
        {
            return walk;
        }

        Begin();
        foreach (var root in roots)
        {
            var path = vocabulary.Trie.PathTo(root);
            var at = head;
            for (var i = 0; i < path.Length - 1; i++)
            {
                at = Derivatives.Step(at, path[i]);
            }

            VisitChild(root, at, path.Length, longerThan: 0, slice: null);
            Visit(ref budget, longerThan: 0, slice: null, cancellationToken);
        }

        _tokens.AddSorted(walk.Tokens.Listed);
        return new HeadWalk(_tokens.ToMask(walk.Tokens.SharedWords), ExitsFound(walk.Exits));
    }

    /// <summary>The walk of an expression, worked out from that of another by visiting only where the two differ.</summary>
    /// <param name="basis">The walk of <paramref name="other"/>.</param>
    /// <param name="other">An expression with many derivatives in common with <paramref name="head"/>.</param>
    /// <param name="head">The expression.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk Differ(
        HeadWalk basis, Expression other, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var words = new ulong[basis.Tokens.WordCount];
        basis.Tokens.CopyTo(words);
        var added = new List<int>();
        var removed = new HashSet<int>();
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

                if (node.ChildCount == 0)
                {
                    continue;
                }

                if (next.IsNullable != otherNext.IsNullable)
                {
                    if (next.IsNullable)
                    {
                        added.Add(child);
                    }
                    else
                    {
                        removed.Add(child);
                    }
                }

                pending.Push((child, next, otherNext));
            }
        }

        var exits = removed.Count == 0 ? basis.Exits : Keep(basis.Exits, exit => !removed.Contains(exit));
        return new HeadWalk(
            new TokenMask(vocabulary.Size, words, [], ownsShared: true), added.Count == 0 ? exits : [.. exits, new ExitSet([.. added])]);
    }

    private static ExitSet[] Keep(ExitSet[] exits, Predicate<int> condition) =>
        [.. exits.Select(e => e.Where(condition)).OfType<ExitSet>()];

    private ExitSet[] ExitsFound(ExitSet[] others) => _exits.Count == 0 ? others : [.. others, new ExitSet([.. _exits])];

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

    private void Begin()
    {
        _tokens.Clear();
        _exits.Clear();
        _pending.Clear();
    }

    /// <summary>Collects the tokens and exits that are longer than a length; shorter ones are passed through.</summary>
    private void Visit(Expression head, int longerThan, TokenSlice? slice, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        _pending.Push((0, 0, head));
        Visit(ref budget, longerThan, slice, cancellationToken);
    }

    private void Visit(ref WalkBudget budget, int longerThan, TokenSlice? slice, CancellationToken cancellationToken)
    {
        var trie = vocabulary.Trie;
        while (_pending.TryPop(out var place))
        {
            var parent = trie.Nodes[place.Node];
            var first = FirstBytes.Of(place.At);
            if (first.Count * FewBytes < parent.ChildCount)
            {
                budget.Spend(first.Count, cancellationToken);
                for (var value = first.Set.NextFrom(0); value >= 0; value = first.Set.NextFrom(value + 1))
                {
                    var child = trie.Child(place.Node, (byte)value);
                    if (child >= 0)
                    {
                        VisitChild(child, place.At, place.Depth + 1, longerThan, slice);
                    }
                }
            }
            else
            {
                budget.Spend(parent.ChildCount, cancellationToken);
                for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
                {
                    if (first.Set.Contains(trie.Nodes[child].Label))
                    {
                        VisitChild(child, place.At, place.Depth + 1, longerThan, slice);
                    }
                }
            }
        }
    }

    private void VisitChild(int child, Expression at, int depth, int longerThan, TokenSlice? slice)
    {
        if ((slice is not null && slice.CoversAllBelow(child)) || (longerThan > 0 && depth + vocabulary.Trie.Heights[child] <= longerThan))
        {
            return;
        }

        ref readonly var node = ref vocabulary.Trie.Nodes[child];
        var rest = Derivatives.Step(at, node.Label);
        if (rest.Kind == ExpressionKind.Empty)
        {
            return;
        }

        if (node.Token >= 0 && depth > longerThan)
        {
            _tokens.AddWithSameBytes(node.Token);
        }

        if (node.ChildCount == 0)
        {
            return;
        }

        if (rest.IsNullable && depth > longerThan)
        {
            _exits.Add(child);
        }

        if (rest.Kind != ExpressionKind.Epsilon)
        {
            _pending.Push((child, depth, rest));
        }
    }
}
