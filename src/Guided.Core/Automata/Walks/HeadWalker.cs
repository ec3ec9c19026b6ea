using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Makes the walks of regular expressions, each in the cheapest way that is exact.</summary>
/// <remarks>
/// <list type="number">
/// <item>An expression with a large counter is walked without it (see <see cref="Clipping"/>); then only the tokens that are long enough to
/// exhaust the counter are looked at.</item>
/// <item>An expression that can read ordinary text whatever it is, such as the inside of a string, takes a whole slice of the
/// vocabulary at once (see <see cref="TokenSlice"/>); then only the other tokens are walked.</item>
/// <item>An expression that most ordinary bytes lead to such a loop, such as the name of an object's member that must not be one of some
/// names, is walked together with the loop, and only as far as the two differ.</item>
/// <item>Any other expression is walked through the whole trie; where it comes to read ordinary text whatever it is, below many nodes, the
/// tokens there are taken at once.</item>
/// </list>
/// Used by one thread at a time.
/// </remarks>
internal sealed class HeadWalker(Vocabulary vocabulary, ExpressionFactory factory)
{
    /// <summary>A repetition over fewer bytes allows few tokens, whose walk is short.</summary>
    private const int ManyBytes = 16;

    /// <summary>A walk that finds so few tokens has visited few nodes.</summary>
    private const int FewTokens = 12;

    /// <summary>Few tokens are longer.</summary>
    private const int LongReach = 20;

    private readonly Dictionary<Expression, HeadWalk> _walks = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<(Expression, Expression), CounterFamily?> _families = [];
    private readonly Dictionary<(int, Expression), HeadWalk> _subtrees = [];
    private readonly Dictionary<ContinuedKey, HeadWalk> _continued = [];
    private readonly Dictionary<Expression, TokenMask> _closed = new(ReferenceEqualityComparer.Instance);
    private readonly VocabularyWalks _shared = VocabularyWalks.For(vocabulary);
    private readonly HeadSlices _slices = new(VocabularyWalks.For(vocabulary), mayEnd: false);
    private readonly HeadSlices _slicesToEnd = new(VocabularyWalks.For(vocabulary), mayEnd: true);
    private readonly Clipping _clipping = new(factory, vocabulary.LongestToken);
    private readonly DifferenceWalker _differences = new(vocabulary);
    private readonly EndWalker _ends = new(vocabulary);
    private readonly TrieWalker _walker = new(vocabulary, VocabularyWalks.For(vocabulary));
    private readonly SubtreesWalker _subtreesWalker = new(vocabulary, VocabularyWalks.For(vocabulary));

    /// <summary>The memory of the walks that are kept here, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The walk of a regular expression.</summary>
    public HeadWalk WalkOf(Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (head.Owner != factory)
        {
            if (_shared.Find(head) is { } known)
            {
                return known;
            }

            return _shared.Add(head, Make(head, ref budget, cancellationToken));
        }

        if (_walks.TryGetValue(head, out var walk))
        {
            return walk;
        }

        // The letters of names are walked faster than they are kept.
        walk = Make(head, ref budget, cancellationToken);
        if (walk.Tokens is not { IsSparse: true, Listed.Length: <= FewTokens })
        {
            _walks[head] = walk;
            Bytes += walk.Tokens.ByteSize + walk.Exits.Sum(e => e.ByteSize);
        }

        return walk;
    }

    /// <summary>The tokens inside a regular expression below which nothing can be read.</summary>
    /// <remarks>Where it may end does not matter then, so an expression that may end anywhere, such as <c>[^,]+</c>, takes whole slices as well.</remarks>
    public TokenMask TokensOf(Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (!head.IsNullable || FirstBytes.Of(head).Count < ManyBytes || _walks.ContainsKey(head) || _shared.Find(head) is not null)
        {
            return WalkOf(head, ref budget, cancellationToken).Tokens;
        }

        if (_closed.TryGetValue(head, out var tokens))
        {
            return tokens;
        }

        var slice = _slicesToEnd.FindWidest(head, LongReach, out var reach) ?? _slicesToEnd.FindOther(head, LongReach, out reach);
        if (slice is null && (head.HasLargeCounter || head.HasLongCounter || head.Owner != factory))
        {
            // The walk is shared with other counts, or other grammars.
            return WalkOf(head, ref budget, cancellationToken).Tokens;
        }

        _walker.LeavesExitsOut = true;
        try
        {
            tokens = slice is not null ? _walker.Walk(head, slice, reach, ref budget, cancellationToken).Tokens
                : _slicesToEnd.FindPartly(head) is { } partly ? _walker.WalkInParts(head, partly, ref budget, cancellationToken).Tokens
                : _walker.Walk(head, ref budget, cancellationToken).Tokens;
        }
        finally
        {
            _walker.LeavesExitsOut = false;
        }

        _closed[head] = tokens;
        Bytes += tokens.ByteSize;
        return tokens;
    }

    /// <summary>The walk of a regular expression from a trie node on.</summary>
    public HeadWalk WalkBelow(int node, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (_subtrees.TryGetValue((node, head), out var walk))
        {
            return walk;
        }

        var isShared = head.Owner != factory;
        walk = isShared ? _shared.FindBelow(node, head) : null;
        if (walk is null)
        {
            walk = _walker.WalkBelow([node], head, isShared, ref budget, cancellationToken);
            if (isShared)
            {
                _shared.AddBelow(node, head, walk);
            }
        }

        _subtrees[(node, head)] = walk;
        Bytes += isShared ? 0 : walk.Tokens.ByteSize + walk.Exits.Sum(e => e.ByteSize);
        return walk;
    }

    /// <summary>The exit at one trie node.</summary>
    public ExitSet ExitAt(int node) => _shared.ExitAt(node);

    /// <summary>A set of exits without one of them; null when that leaves none.</summary>
    public ExitSet? Without(ExitSet exits, int node) =>
        exits.Nodes.Length == 1 ? null : exits.IsShared ? _shared.Without(exits, node) : exits.Where(n => n != node);

    /// <summary>The walk of a regular expression from the exits of another on.</summary>
    public HeadWalk WalkFrom(ExitSet exits, Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var key = new ContinuedKey(exits, head);
        var isShared = exits.IsShared && head.Owner.IsParent;
        if (isShared ? _shared.FindContinued(key) is { } walk : _continued.TryGetValue(key, out walk))
        {
            return walk;
        }

        walk = exits.IsLaid
            ? _subtreesWalker.Walk(exits, head, isShared, ref budget, cancellationToken)
            : _walker.WalkBelow(exits.Members(), head, isShared, ref budget, cancellationToken);
        if (isShared)
        {
            _shared.AddContinued(key, walk);
        }
        else if (exits.IsLaid || exits.IsShared)
        {
            _continued[key] = walk;
            Bytes += walk.Tokens.ByteSize + walk.Exits.Sum(e => e.ByteSize);
        }

        return walk;
    }

    /// <summary>The trie nodes at which a token ends together with the expression.</summary>
    public int[] EndsOf(HeadWalk walk, int root, Expression head, ref WalkBudget budget, CancellationToken cancellationToken) =>
        walk.Ends ??= _ends.EndsOf(root, head, _slices.FindLoop(head), ref budget, cancellationToken);

    /// <summary>Drops all walks but those that the vocabulary keeps.</summary>
    public void Forget()
    {
        _walks.Clear();
        _families.Clear();
        _subtrees.Clear();
        _continued.Clear();
        _closed.Clear();
        _slices.Forget();
        _slicesToEnd.Forget();
        Bytes = 0;
    }

    private HeadWalk Make(Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        // What few bytes begin is no loop over ordinary text. Most heads are of this kind: punctuation, names, numbers.
        if (FirstBytes.Of(head).Count < ManyBytes && !head.HasLargeCounter && !head.HasLongCounter)
        {
            return _walker.Walk(head, ref budget, cancellationToken);
        }

        if (head is ConcatNode { Head: RepeatNode counter, Tail: var tail }
            && (counter.Min > 1 || counter.Max is > 1 and < RepeatNode.Unbounded)
            && FirstBytes.Of(counter.Body).Count >= ManyBytes
            && FamilyOf(counter.Body, tail, ref budget, cancellationToken) is { } family)
        {
            return family.WalkOf(head, counter.Min, counter.Max, _walker, ref budget, cancellationToken);
        }

        return WithoutCounters(head, ref budget, cancellationToken) ?? WithSlice(head, ref budget, cancellationToken);
    }

    /// <summary>The walk of an expression with large counters, from that without them; null where many tokens could tell the two.</summary>
    private HeadWalk? WithoutCounters(Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if ((!head.HasLargeCounter && !head.HasLongCounter) || _clipping.Clip(head, out var reach) is var clipped && clipped == head)
        {
            return null;
        }

        var walk = WalkOf(clipped, ref budget, cancellationToken);
        reach = walk.Within == Liveness.Dead ? 0 : reach - walk.Within;
        if (reach >= vocabulary.LongestToken)
        {
            return walk;
        }

        return reach >= LongReach ? _walker.Correct(walk, head, reach, _shared.TokensUpTo(reach), ref budget, cancellationToken) : null;
    }

    private HeadWalk WithSlice(Expression head, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (_slices.FindWidest(head, LongReach, out var reach) is { } widest)
        {
            return _walker.Walk(head, widest, reach, ref budget, cancellationToken);
        }

        var basis = HeadSlices.BasisOf(head);
        if (basis is not null && _slices.FindWidest(basis, int.MaxValue, out _) is not null)
        {
            return _differences.Walk(WalkOf(basis, ref budget, cancellationToken), basis, head, ref budget, cancellationToken);
        }

        return _slices.FindOther(head, LongReach, out reach) is { } slice ? _walker.Walk(head, slice, reach, ref budget, cancellationToken)
            : basis is not null && _slices.FindLoop(basis) is not null ? _differences.Walk(WalkOf(basis, ref budget, cancellationToken), basis, head, ref budget, cancellationToken)
            : _slices.FindPartly(head) is { } partly ? _walker.WalkInParts(head, partly, ref budget, cancellationToken)
            : _walker.Walk(head, ref budget, cancellationToken);
    }

    private CounterFamily? FamilyOf(Expression body, Expression tail, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (!CounterFamily.Covers(body, tail))
        {
            return null;
        }

        var isShared = body.Owner != factory && tail.Owner != factory;
        if (isShared ? _shared.TryFindFamily(body, tail, out var family) : _families.TryGetValue((body, tail), out family))
        {
            return family;
        }

        family = CounterFamily.Make(vocabulary, body, tail, isShared ? body.Owner : factory, _shared.Slices, ref budget, cancellationToken);
        if (isShared)
        {
            _shared.AddFamily(body, tail, family);
        }
        else
        {
            _families[(body, tail)] = family;
            Bytes += family?.ByteSize ?? 0;
        }

        return family;
    }
}
