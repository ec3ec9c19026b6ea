using System.Runtime.InteropServices;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the tokens that leave an expression and go on in what is below it.</summary>
/// <remarks>
/// What may come below is again a sum of expressions, each with more below it, so the tokens are put together from the walks of those (see
/// <see cref="HeadWalker.WalkFrom"/>), most of which are known before: a comma behind a closing quote is the same in all grammars. Used by one
/// thread at a time.
/// </remarks>
internal sealed class ExitWalker
{
    /// <summary>
    /// The sets of exits that one mask may follow in this way. Where a grammar reads the same bytes in very many ways, more are followed byte by
    /// byte, for there all ways are one state.
    /// </summary>
    private const int MaxContinued = 500;

    /// <summary>So many parts stay apart, since most of them are shared with other masks.</summary>
    private const int FewParts = 40;

    private readonly Vocabulary _vocabulary;
    private readonly ByteAutomaton _bytes;
    private readonly CaptureWalker _captures;
    private readonly HeadWalker _heads;
    private readonly ByteWalker _byBytes;
    private readonly TokenSet _tokens;
    private readonly Dictionary<(ExitSet, Configuration), TokenMask[]> _known = [];
    private readonly Dictionary<(ExitSet, Configuration), TypicalTokens> _typical = [];
    private int _continued;

    public ExitWalker(Vocabulary vocabulary, ByteAutomaton bytes, HeadWalker heads)
    {
        _vocabulary = vocabulary;
        _bytes = bytes;
        _heads = heads;
        _tokens = new TokenSet(vocabulary);
        _captures = new CaptureWalker(vocabulary, bytes, heads, this);
        _byBytes = new ByteWalker(vocabulary, bytes, _captures);
    }

    /// <summary>The memory of what is kept, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Finds the tokens of texts that decide what follows them.</summary>
    public CaptureWalker Captures => _captures;

    /// <summary>To be called before the first exits of a mask.</summary>
    public void BeginMask() => _continued = 0;

    /// <summary>Drops what is kept.</summary>
    public void Forget()
    {
        _known.Clear();
        _typical.Clear();
        _captures.Forget();
        Bytes = 0;
    }

    /// <summary>Adds the tokens below some trie nodes that a configuration reads on from there.</summary>
    public void AddTokens(ExitSet exits, Configuration below, List<TokenMask> parts, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var first = parts.Count;
        if (!TryAddTokens(exits, below, parts, ref budget, cancellationToken))
        {
            parts.RemoveRange(first, parts.Count - first);
            parts.Add(_byBytes.TokensFrom(exits, below, ref budget, cancellationToken));
        }
    }

    /// <summary>Does so, unless the mask has come to too many sets of exits: then what was added is incomplete.</summary>
    private bool TryAddTokens(ExitSet exits, Configuration below, List<TokenMask> parts, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (below.Items.Length == 0)
        {
            return true;
        }

        if (_known.TryGetValue((exits, below), out var known))
        {
            parts.AddRange(known);
            return true;
        }

        budget.Spend(1, cancellationToken);
        if (++_continued > MaxContinued)
        {
            return false;
        }

        var first = parts.Count;
        foreach (var (head, next) in below.Items)
        {
            if (next.HasCaptured)
            {
                foreach (var node in exits.Members())
                {
                    parts.Add(_captures.Add(node, head, next, parts, ref budget, cancellationToken));
                }

                continue;
            }

            var walk = _heads.WalkFrom(exits, head, ref budget, cancellationToken);
            AddPart(walk.Tokens, parts);
            foreach (var further in walk.Exits)
            {
                if (!TryAddTokens(further, _bytes.ExpandShared(next), parts, ref budget, cancellationToken))
                {
                    return false;
                }
            }
        }

        if (parts.Count - first > FewParts)
        {
            UniteFrom(first, parts);
        }

        if (exits.IsLaid || exits.IsShared)
        {
            RemoveRepeats(parts, first);
            _known[(exits, below)] = known = [.. CollectionsMarshal.AsSpan(parts)[first..]];
            Bytes += known.Length * sizeof(long);
        }

        return true;
    }

    /// <summary>Puts one mask in place of many parts, which others would be put together from again and again.</summary>
    private void UniteFrom(int first, List<TokenMask> parts)
    {
        _tokens.Clear();
        for (var i = first; i < parts.Count; i++)
        {
            _tokens.AddMask(parts[i]);
        }

        parts.RemoveRange(first, parts.Count - first);
        var all = _tokens.ToMask(null);
        Bytes += all.ByteSize;
        parts.Add(all);
    }

    /// <summary>The tokens below some trie nodes, read on from what follows a typical text of a capture.</summary>
    public TypicalTokens TypicalTokensFrom(ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (!_typical.TryGetValue((exits, below), out var tokens))
        {
            var sure = new List<TokenMask>();
            var doubtful = new HashSet<int>();
            AddTypical(exits, below, sure, doubtful, ref budget, cancellationToken);
            RemoveRepeats(sure, 0);
            _typical[(exits, below)] = tokens = new TypicalTokens([.. sure], [.. doubtful.Order()]);
            Bytes += (tokens.Sure.Length * sizeof(long)) + (tokens.Doubtful.Length * sizeof(int));
        }

        return tokens;
    }

    private void AddTypical(
        ExitSet exits, Configuration below, List<TokenMask> sure, HashSet<int> doubtful, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        budget.Spend(1, cancellationToken);
        if (++_continued > MaxContinued)
        {
            AddBelow(exits.Members(), doubtful);
            return;
        }

        foreach (var (head, next) in below.Items)
        {
            if (next.HasCaptured)
            {
                foreach (var node in exits.Members())
                {
                    // Where this text ends, what follows it may depend on the one in question.
                    var inside = _heads.WalkBelow(node, head, ref budget, cancellationToken);
                    var open = inside.Open ??= FindOpen(inside, _heads.EndsOf(inside, node, head, ref budget, cancellationToken));
                    AddPart(open.Tokens, sure);
                    doubtful.UnionWith(open.Ending);
                }

                continue;
            }

            var walk = _heads.WalkFrom(exits, head, ref budget, cancellationToken);
            AddPart(walk.Tokens, sure);
            foreach (var further in walk.Exits)
            {
                AddTypical(further, _bytes.ExpandShared(next), sure, doubtful, ref budget, cancellationToken);
            }
        }
    }

    /// <summary>Leaves each part once. They are a handful, and where they are many a scan still costs less than what found them.</summary>
    private static void RemoveRepeats(List<TokenMask> parts, int first)
    {
        var kept = first;
        for (var i = first; i < parts.Count; i++)
        {
            if (parts.IndexOf(parts[i], first, kept - first) < 0)
            {
                parts[kept++] = parts[i];
            }
        }

        parts.RemoveRange(kept, parts.Count - kept);
    }

    private static void AddPart(TokenMask tokens, List<TokenMask> parts)
    {
        if (!tokens.IsEmpty)
        {
            parts.Add(tokens);
        }
    }

    private OpenTokens FindOpen(HeadWalk walk, int[] ends)
    {
        var ending = new HashSet<int>();
        AddBelow(walk.Exits.SelectMany(e => e.Members()).Concat(ends), ending);
        int[] sorted = [.. ending.Order()];
        var tokens = walk.Tokens.Without(sorted);
        tokens.IsShared = walk.Tokens.IsShared;
        return new OpenTokens(tokens, sorted);
    }

    /// <summary>Adds the tokens that end at or below some trie nodes.</summary>
    private void AddBelow(IEnumerable<int> roots, HashSet<int> found)
    {
        var trie = _vocabulary.Trie;
        foreach (var root in roots)
        {
            AddAt(root, found);
            var (first, end) = (trie.Below(root).Start.Value, trie.Below(root).End.Value);
            for (var node = first; node < end; node++)
            {
                AddAt(node, found);
            }
        }
    }

    private void AddAt(int node, HashSet<int> found)
    {
        for (var token = _vocabulary.Trie.Nodes[node].Token; token >= 0; token = _vocabulary.Trie.NextWithSameBytes(token))
        {
            found.Add(token);
        }
    }
}

/// <summary>What follows a typical text of a capture.</summary>
/// <param name="Sure">The tokens that every typical text allows, in several masks.</param>
/// <param name="Doubtful">Tokens that reach past the end of a further capture, ascending: each text has to be asked.</param>
internal sealed record TypicalTokens(TokenMask[] Sure, int[] Doubtful);
