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
    private readonly Vocabulary _vocabulary;
    private readonly ByteAutomaton _bytes;
    private readonly HeadWalker _walker;
    private readonly TokenSet _tokens;
    private readonly ExitWalker _exits;
    private readonly List<int[]> _parts = [];

    public MaskBuilder(Vocabulary vocabulary, ByteAutomaton bytes)
    {
        _vocabulary = vocabulary;
        _bytes = bytes;
        _walker = new HeadWalker(vocabulary, bytes.Grammar.Factory);
        _exits = new ExitWalker(vocabulary, bytes, _walker);
        _tokens = new TokenSet(vocabulary);
    }

    /// <summary>The memory of what is kept to build masks from, in bytes.</summary>
    public long Bytes => _walker.Bytes + _exits.Bytes;

    /// <summary>Drops what is kept to build masks from; masks already built may still hold on to it.</summary>
    public void Forget()
    {
        _walker.Forget();
        _exits.Forget();
    }

    /// <summary>The exact mask of a configuration.</summary>
    public TokenMask Build(Configuration configuration, CancellationToken cancellationToken)
    {
        var budget = new WalkBudget(_bytes.Grammar.Factory.Limits.MaxWalk);
        _tokens.Clear();
        _parts.Clear();
        ulong[]? shared = null;
        TokenMask? only = null;
        var isPlain = true;
        foreach (var (head, below) in configuration.Items)
        {
            TokenMask inside;
            if (below.HasCaptured)
            {
                inside = _exits.Captures.Add(root: 0, head, below, _parts, ref budget, cancellationToken);
            }
            else
            {
                var walk = _walker.WalkOf(head, ref budget, cancellationToken);
                inside = walk.Tokens;
                foreach (var exits in walk.Exits)
                {
                    Add(_exits.TokensFrom(exits, _bytes.ExpandShared(below), ref budget, cancellationToken));
                }
            }

            only = inside;
            Add(inside.ListedArray);
            if (inside.SharedWords is { } words && words != shared)
            {
                isPlain &= shared is null;
                if (shared is null)
                {
                    shared = words;
                }
                else
                {
                    _tokens.AddWords(words);
                }
            }
        }

        _parts.RemoveAll(static part => part.Length == 0);
        if (_parts.Count == 1 && configuration.Items.Length == 1 && !configuration.IsAccepting && only is not null && _parts[0] == only.ListedArray)
        {
            return only;
        }

        if (configuration.IsAccepting)
        {
            Add(_vocabulary.EndTokensArray);
        }

        if (isPlain && _parts.Count == 0)
        {
            return new TokenMask(_vocabulary.Size, shared, []);
        }

        if (isPlain && _parts.Count == 1 && !MeetsAny(_parts[0], shared))
        {
            return new TokenMask(_vocabulary.Size, shared, _parts[0]);
        }

        foreach (var part in _parts)
        {
            _tokens.AddSorted(part);
        }

        return _tokens.ToMask(shared);
    }

    private void Add(int[] tokens)
    {
        if (tokens.Length > 0)
        {
            _parts.Add(tokens);
        }
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
