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
    private const int FewTokens = 40;

    private readonly Vocabulary _vocabulary;
    private readonly ByteAutomaton _bytes;
    private readonly HeadWalker _walker;
    private readonly TokenSet _tokens;
    private readonly ExitWalker _exits;
    private readonly VocabularyWalks _shared;
    private readonly List<TokenMask> _parts = [];
    private readonly List<TokenMask> _common = [];
    private readonly TokenMask _ends;
    private readonly Dictionary<PartsKey, TokenMask> _united = [];
    private long _unitedBytes;

    public MaskBuilder(Vocabulary vocabulary, ByteAutomaton bytes)
    {
        _vocabulary = vocabulary;
        _bytes = bytes;
        _shared = VocabularyWalks.For(vocabulary);
        _walker = new HeadWalker(vocabulary, bytes.Grammar.Factory);
        _exits = new ExitWalker(vocabulary, bytes, _walker);
        _tokens = new TokenSet(vocabulary);
        _ends = _shared.Ends;
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
        _exits.BeginMask();
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
                _exits.AddTokens(exits, _bytes.ExpandShared(below), _parts, ref budget, cancellationToken);
            }
        }

        if (configuration.IsAccepting)
        {
            _parts.Add(_ends);
        }

        return Unite();
    }

    /// <summary>The union of the parts.</summary>
    private TokenMask Unite()
    {
        SeparateShared();
        if (_common.Count > 1)
        {
            _parts.Add(_shared.FindUnion(_common) ?? _shared.AddUnion(_common, UniteFew(_common)));
        }
        else if (_common.Count == 1)
        {
            _parts.Add(_common[0]);
        }

        return UniteFew(_parts);
    }

    /// <summary>Moves the parts that many grammars share to <see cref="_common"/>, and drops what stands twice or is empty.</summary>
    private void SeparateShared()
    {
        _common.Clear();
        var kept = 0;
        for (var i = 0; i < _parts.Count; i++)
        {
            var part = _parts[i];
            if (part.IsEmpty)
            {
                continue;
            }

            if (part.IsShared)
            {
                if (!_common.Contains(part))
                {
                    _common.Add(part);
                }
            }
            else
            {
                _parts[kept++] = part;
            }
        }

        _parts.RemoveRange(kept, _parts.Count - kept);
    }

    /// <summary>The union of some parts. Nearly always they share one bit set, and few of them list tokens beside it.</summary>
    private TokenMask UniteFew(List<TokenMask> parts)
    {
        ulong[]? shared = null;
        TokenMask? listing = null;
        int listings = 0, listed = 0, sets = 0;
        foreach (var part in parts)
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
                return parts.Count == 1 ? parts[0] : new TokenMask(_vocabulary.Size, shared, tokens);
            }
        }

        if (sets <= 1 && listed <= FewTokens)
        {
            return Collect(parts, shared);
        }

        // All states of a string before the same comma unite the same parts, however they count its characters.
        var key = new PartsKey(parts);
        if (!_united.TryGetValue(key, out var united))
        {
            _united[key.Keep()] = united = Collect(parts, shared);
            _unitedBytes += united.ByteSize;
        }

        return united;
    }

    private TokenMask Collect(List<TokenMask> parts, ulong[]? shared)
    {
        _tokens.Clear();
        foreach (var part in parts)
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
