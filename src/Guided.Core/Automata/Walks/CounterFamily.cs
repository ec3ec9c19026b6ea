using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>The walks of "x between m and n times, then y" for all m and n, from a single walk of the trie.</summary>
/// <remarks>
/// Where x and y begin with different bytes, reading is not in doubt about the number of x read. So one walk notes for each token how many it
/// takes, and a string of at most 50 characters has its mask, as each count down from there, by a look at these numbers. The few places at which
/// there is doubt (a backslash may begin another spelling of a character of x and of y) are walked for each m and n.
/// </remarks>
internal sealed class CounterFamily
{
    private const int MaxDoubtfulBytes = 1;

    /// <summary>Where there is doubt at more places, one walk for all bounds saves little.</summary>
    private const int MaxDoubtfulNodes = 500;

    private readonly Vocabulary _vocabulary;
    private readonly TokenSlice? _slice;
    private readonly int _most;
    private readonly (int Token, int Count, bool IsPast)[] _tokens;
    private readonly (int Node, int Count)[] _exits;
    private readonly int[] _doubtful;
    private readonly int _mostListed;
    private readonly Lock _gate = new();
    private readonly Dictionary<(int, int), HeadWalk> _walks = [];
    private readonly Dictionary<(int, int), int[]> _listed = [];
    private readonly Dictionary<(int, int), ExitSet[]> _exitSets = [];
    private readonly ExitSet _allExits;

    private CounterFamily(
        Vocabulary vocabulary, TokenSlice? slice, int most, List<(int, int, bool)> tokens, List<(int, int)> exits, List<int> doubtful)
    {
        _doubtful = [.. doubtful];
        _vocabulary = vocabulary;
        _slice = slice;
        _most = most;
        tokens.Sort();
        _tokens = [.. tokens];
        exits.Sort();
        _exits = [.. exits];
        var nodes = exits.ConvertAll(e => e.Item1);
        _allExits = VocabularyWalks.For(vocabulary).ExitsAt(nodes, isShared: true) is [var set] && set.Nodes.Length == _exits.Length
            ? set
            : new ExitSet([.. _exits.Select(e => e.Node)]);
        _mostListed = Math.Max(_tokens.Select(t => t.Count).DefaultIfEmpty(0).Max(), _exits.Select(e => e.Count).DefaultIfEmpty(0).Max());
    }

    /// <summary>The memory of the family, in bytes, without its walks.</summary>
    public int ByteSize => (_tokens.Length * 12) + (_exits.Length * 8);

    /// <summary>Whether a family can have walks of "x between m and n times, then y".</summary>
    public static bool Covers(Expression body, Expression tail) =>
        !body.IsNullable
        && !tail.IsNullable
        && (FirstBytes.Of(body).Set & FirstBytes.Of(tail).Set).Count <= MaxDoubtfulBytes;

    /// <summary>Makes the family.</summary>
    /// <returns>Null when the derivatives do not tell how many have been read.</returns>
    public static CounterFamily? Make(
        Vocabulary vocabulary,
        Expression body,
        Expression tail,
        ExpressionFactory owner,
        IReadOnlyList<TokenSlice> slices,
        ref WalkBudget budget,
        CancellationToken cancellationToken)
    {
        // More than any token can take, so that the counter never runs out.
        var most = vocabulary.LongestToken + 3;
        var start = owner.Concat(owner.Repeat(body, 0, most), tail);
        var slice = slices.FirstOrDefault(s => s.ConsistsOf(body) && (s.Bytes & FirstBytes.Of(tail).Set).IsEmpty);
        var tokens = new List<(int, int, bool)>();
        var exits = new List<(int, int)>();
        var doubtful = new List<int>();
        var trie = vocabulary.Trie;
        var pending = new Stack<(int Node, Expression At, int Count, bool IsPast)>([(0, start, 0, false)]);
        while (pending.TryPop(out var place))
        {
            var parent = trie.Nodes[place.Node];
            var first = FirstBytes.Of(place.At).Set;
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                ref readonly var node = ref trie.Nodes[child];
                if (!first.Contains(node.Label) || (slice is not null && slice.CoversAllBelow(child)))
                {
                    continue;
                }

                var rest = Derivatives.Step(place.At, node.Label);
                if (rest.Kind == ExpressionKind.Empty)
                {
                    continue;
                }

                var (count, isPast) = (place.Count, place.IsPast);
                if (!isPast)
                {
                    var left = Left(rest, body, tail);
                    if (left >= 0)
                    {
                        count = most - left;
                    }
                    else if (FirstBytes.Of(tail).Set.Contains(node.Label) && rest == Derivatives.Step(tail, node.Label))
                    {
                        isPast = true;
                    }
                    else if (doubtful.Count < MaxDoubtfulNodes)
                    {
                        doubtful.Add(child);
                        continue;
                    }
                    else
                    {
                        return null;
                    }
                }

                for (var token = node.Token; token >= 0; token = trie.NextWithSameBytes(token))
                {
                    if (slice is null || !slice.Has(token))
                    {
                        tokens.Add((token, count, isPast));
                    }
                }

                if (node.ChildCount > 0)
                {
                    if (rest.IsNullable)
                    {
                        exits.Add((child, count));
                    }

                    if (rest.Kind != ExpressionKind.Epsilon)
                    {
                        pending.Push((child, rest, count, isPast));
                    }
                }
            }
        }

        return new CounterFamily(vocabulary, slice, most, tokens, exits, doubtful);
    }

    /// <summary>The walk for some bounds.</summary>
    /// <param name="head">The expression with these bounds.</param>
    /// <param name="min">The least count.</param>
    /// <param name="max">The greatest count.</param>
    /// <param name="walker">Walks the places at which there is doubt.</param>
    /// <param name="budget">The trie nodes that may still be visited.</param>
    /// <param name="cancellationToken">Looked at every few thousand nodes.</param>
    public HeadWalk WalkOf(Expression head, int min, int max, TrieWalker walker, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        (min, max) = (Math.Min(min, _most), Math.Min(max, _most));
        lock (_gate)
        {
            if (!_walks.TryGetValue((min, max), out var walk))
            {
                // Beyond what any token takes, all bounds are alike.
                var key = (Math.Min(min, _mostListed + 1), Math.Min(max, _mostListed));
                if (!_listed.TryGetValue(key, out var listed))
                {
                    _listed[key] = listed = [.. _tokens.Where(t => t.Count <= max && (!t.IsPast || t.Count >= min)).Select(t => t.Token)];
                    _exitSets[key] = _allExits.WhereIndex(i => _exits[i].Count >= min && _exits[i].Count <= max) is { } exits ? [exits] : [];
                }

                // How many bytes complete what remains is not looked at here; without intersections it does not matter.
                var within = head.HasBoolean ? Liveness.Dead : 0;
                walk = new HeadWalk(new TokenMask(_vocabulary.Size, _slice?.WordsUpTo(max), listed), _exitSets[key], within);
                _walks[(min, max)] = walk = walker.WithSubtrees(walk, head, _doubtful, ref budget, cancellationToken);
            }

            return walk;
        }
    }

    /// <summary>How many may still follow, for an expression that ends in "x at most so many times, then y"; −1 for others.</summary>
    private static int Left(Expression expression, Expression body, Expression tail)
    {
        for (; expression is ConcatNode sequence; expression = sequence.Tail)
        {
            if (sequence.Head is RepeatNode repeat && repeat.Body == body && repeat.Min == 0 && sequence.Tail == tail)
            {
                return repeat.Max;
            }
        }

        return -1;
    }
}
