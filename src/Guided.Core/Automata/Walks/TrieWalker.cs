using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Walks the trie of a vocabulary and a regular expression together.</summary>
internal sealed class TrieWalker(Vocabulary vocabulary, VocabularyWalks shared)
{
    /// <summary>Looking a child up costs as much as scanning past so many.</summary>
    private const int FewBytes = 6;

    /// <summary>Below a node with fewer children a slice is not looked for.</summary>
    private const int ManyChildren = 6;

    /// <summary>The derivatives that one walk may search for how far they read a slice.</summary>
    private const int MaxSearch = 400;

    private readonly TokenSet _tokens = new(vocabulary);
    private readonly List<int> _exits = [];
    private readonly Stack<(int Node, int Depth, Expression At, TokenSlice? Taken)> _pending = new();
    private SliceReach? _reach;
    private int _mostWork;
    private int _within;
    private bool _isShared;

    /// <summary>Whether nothing can follow the expressions that are walked, so that it does not matter where they may end.</summary>
    public bool LeavesExitsOut { get; set; }

    /// <summary>The walk of an expression.</summary>
    /// <param name="head">The expression.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk Walk(Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin(head);
        Visit(head, longerThan: 0, null, ref budget, cancellationToken);
        return new HeadWalk(_tokens.ToMask(null, TokenSet.MaxListed), ExitsFound([]), _within);
    }

    /// <summary>The walk of an expression that reads a slice: its tokens are taken without a walk, but for those beyond its reach.</summary>
    public HeadWalk Walk(Expression head, TokenSlice slice, Reach reach, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin(head);
        _within = reach.Within;
        Visit(head, longerThan: 0, slice, ref budget, cancellationToken);
        if (reach.Characters < slice.Longest)
        {
            Visit(head, reach.Characters, null, ref budget, cancellationToken);
        }

        return new HeadWalk(_tokens.ToMask(slice.WordsUpTo(reach.Characters), TokenSet.MaxListed), ExitsFound([]), _within);
    }

    /// <summary>The walk of an expression that reads a slice from many trie nodes on, but not from the root.</summary>
    public HeadWalk WalkInParts(Expression head, SliceReach reach, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin(head);
        _reach = reach;
        _mostWork = reach.Work + MaxSearch;
        Visit(head, longerThan: 0, null, ref budget, cancellationToken);
        return new HeadWalk(_tokens.ToMask(null, TokenSet.MaxListed), ExitsFound([]), _within);
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
        Begin(head);
        Visit(head, length, null, ref budget, cancellationToken);
        _tokens.AddBoth(walk.Tokens, upToLength);
        return new HeadWalk(_tokens.ToMask(null, TokenSet.MaxListed), ExitsFound(Keep(walk.Exits, exit => vocabulary.Trie.Depths[exit] <= length)), Math.Max(walk.Within, _within));
    }

    /// <summary>The walk of an expression that is read from some trie nodes on.</summary>
    /// <param name="roots">The trie nodes.</param>
    /// <param name="head">The expression.</param>
    /// <param name="isShared">Whether many grammars have both in common.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk WalkBelow(IEnumerable<int> roots, Expression head, bool isShared, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        Begin(head);
        _isShared = isShared;
        foreach (var root in roots)
        {
            _pending.Push((root, 0, head, null));
        }

        Visit(ref budget, longerThan: 0, cancellationToken);
        return new HeadWalk(_tokens.ToMask(null, TokenSet.MaxListed), ExitsFound([]), _within);
    }

    /// <summary>Adds to the walk of an expression what it lacks at and below some trie nodes.</summary>
    public HeadWalk WithSubtrees(HeadWalk walk, Expression head, int[] roots, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (roots.Length == 0)
        {
            return walk;
        }

        Begin(head);
        foreach (var root in roots)
        {
            var path = vocabulary.Trie.PathTo(root);
            var at = head;
            for (var i = 0; i < path.Length - 1; i++)
            {
                at = Derivatives.Step(at, path[i]);
            }

            VisitChild(root, at, path.Length, longerThan: 0, slice: null);
            Visit(ref budget, longerThan: 0, cancellationToken);
        }

        _tokens.Add(walk.Tokens.Listed);
        return new HeadWalk(_tokens.ToMask(walk.Tokens.SharedWords, TokenSet.MaxListed), ExitsFound(walk.Exits), Math.Max(walk.Within, _within));
    }

    private static ExitSet[] Keep(ExitSet[] exits, Predicate<int> condition) =>
        [.. exits.Select(e => e.Where(condition)).OfType<ExitSet>()];

    private ExitSet[] ExitsFound(ExitSet[] others) => [.. others, .. shared.ExitsAt(_exits, _isShared)];

    private void Begin(Expression head)
    {
        _isShared = head.Owner.IsParent;
        _tokens.Clear();
        _exits.Clear();
        _pending.Clear();
        _reach = null; // still there when the walk before was cancelled
        _within = 0;
    }

    /// <summary>Collects the tokens and exits that are longer than a length; shorter ones are passed through.</summary>
    private void Visit(Expression head, int longerThan, TokenSlice? slice, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        _pending.Push((0, 0, head, slice));
        Visit(ref budget, longerThan, cancellationToken);
    }

    private void Visit(ref WalkBudget budget, int longerThan, CancellationToken cancellationToken)
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
                        VisitChild(child, place.At, place.Depth + 1, longerThan, place.Taken);
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
                        VisitChild(child, place.At, place.Depth + 1, longerThan, place.Taken);
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

        if (rest.HasBoolean)
        {
            _within = Math.Max(_within, Liveness.WithinOf(rest));
        }

        if (node.ChildCount == 0)
        {
            return;
        }

        if (rest.IsNullable && depth > longerThan && !LeavesExitsOut)
        {
            _exits.Add(child);
        }

        if (rest.Kind != ExpressionKind.Epsilon)
        {
            _pending.Push((child, depth, rest, slice ?? TakeBelow(child, rest, node.ChildCount)));
        }
    }

    /// <summary>Takes the tokens of a slice below a trie node where they can be read whatever they are; null where that is not known.</summary>
    private TokenSlice? TakeBelow(int node, Expression rest, int children)
    {
        if (_reach is null || children < ManyChildren || !_reach.MayRead(rest) || _reach.Work > _mostWork)
        {
            return null;
        }

        var reach = _reach.Of(rest);
        if (reach.Characters < vocabulary.Trie.Heights[node])
        {
            return null;
        }

        _tokens.AddBelow(node, _reach.Slice);
        _within = Math.Max(_within, reach.Within);
        return _reach.Slice;
    }
}
