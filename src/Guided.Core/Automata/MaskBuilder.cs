using Guided.Automata.Walks;
using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>Computes the masks of configurations for one vocabulary.</summary>
/// <remarks>
/// The mask of a configuration is the union over its items of the tokens inside the head, and of the tokens that leave the head and go on
/// in what is below. The first part is kept per head (see <see cref="HeadWalk"/>), whatever is below; the second starts from the few trie
/// nodes at which the head may end, and is kept per set of such nodes and what is below. Used by one thread at a time.
/// </remarks>
internal sealed class MaskBuilder
{
    /// <summary>Uniting so few tokens costs no more than looking up whether it was done before.</summary>
    private const int FewTokens = 1000;

    private readonly Vocabulary _vocabulary;
    private readonly ByteAutomaton _bytes;
    private readonly HeadWalker _walker;
    private readonly TokenSet _tokens;
    private readonly ExitWalker _exits;
    private readonly List<TokenMask> _parts = [];
    private readonly TokenMask _ends;
    private readonly Dictionary<PartsKey, TokenMask> _united = [];
    private long _unitedBytes;

    public MaskBuilder(Vocabulary vocabulary, ByteAutomaton bytes)
    {
        _vocabulary = vocabulary;
        _bytes = bytes;
        _walker = new HeadWalker(vocabulary, bytes.Grammar.Factory);
        _exits = new ExitWalker(vocabulary, bytes, _walker);
        _tokens = new TokenSet(vocabulary);
        _ends = new TokenMask(vocabulary.Size, null, vocabulary.EndTokensArray);
    }

    /// <summary>The memory of what is kept to build masks from, in bytes.</summary>
    public long Bytes => _walker.Bytes + _exits.Bytes + _unitedBytes;

    /// <summary>Drops what is kept to build masks from; masks already built may still hold on to it.</summary>
    public void Forget()
    {
        _walker.Forget();
        _exits.Forget();
        _united.Clear();
        _unitedBytes = 0;
    }

    /// <summary>The exact mask of a configuration.</summary>
    public TokenMask Build(Configuration configuration, CancellationToken cancellationToken)
    {
        var budget = new WalkBudget(_bytes.Grammar.Factory.Limits.MaxWalk);
        _parts.Clear();
        foreach (var (head, below) in configuration.Items)
        {
            if (below.HasCaptured)
            {
                _parts.Add(_exits.Captures.Add(root: 0, head, below, _parts, ref budget, cancellationToken));
                continue;
            }

            if (head.IsNullable && _bytes.ExpandShared(below).Items.Length == 0)
            {
                _parts.Add(_walker.TokensOf(head, ref budget, cancellationToken));
                continue;
            }

            var walk = _walker.WalkOf(head, ref budget, cancellationToken);
            _parts.Add(walk.Tokens);
            foreach (var exits in walk.Exits)
            {
                _parts.Add(_exits.TokensFrom(exits, _bytes.ExpandShared(below), ref budget, cancellationToken));
            }
        }

        if (configuration.IsAccepting)
        {
            _parts.Add(_ends);
        }

        return Unite();
    }

    /// <summary>The union of the parts. Nearly always they share one bit set, and few of them list tokens beside it.</summary>
    private TokenMask Unite()
    {
        ulong[]? shared = null;
        TokenMask? listing = null;
        int listings = 0, listed = 0, sets = 0;
        foreach (var part in _parts)
        {
            if (part.SharedWords is { } words && words != shared)
            {
                shared ??= words;
                sets++;
            }

            if (part.Listed.Length > 0 && part != listing)
            {
                listing = part;
                listings++;
                listed += part.Listed.Length;
            }
        }

        if (sets <= 1 && listings <= 1)
        {
            var tokens = listing?.ListedArray ?? [];
            if (listing is not null && listing.SharedWords == shared)
            {
                return listing;
            }

            if (!MeetsAny(tokens, shared))
            {
                return new TokenMask(_vocabulary.Size, shared, tokens);
            }
        }

        if (sets <= 1 && listed <= FewTokens)
        {
            return Collect(shared);
        }

        // All states of a string before the same comma unite the same parts, however they count its characters.
        var key = new PartsKey(_parts);
        if (!_united.TryGetValue(key, out var united))
        {
            _united[key.Keep()] = united = Collect(shared);
            _unitedBytes += united.ByteSize;
        }

        return united;
    }

    private TokenMask Collect(ulong[]? shared)
    {
        _tokens.Clear();
        foreach (var part in _parts)
        {
            if (part.SharedWords is { } words && words != shared)
            {
                _tokens.AddWords(words);
            }

            _tokens.Add(part.Listed);
        }

        return _tokens.ToMask(shared);
    }

    private static bool MeetsAny(int[] tokens, ulong[]? words)
    {
        if (words is not null)
        {
            foreach (var token in tokens)
            {
                if ((words[token >> 6] >> (token & 63) & 1) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
