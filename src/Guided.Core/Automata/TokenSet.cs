using System.Numerics;
using Guided.Automata.Walks;
using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>Collects token ids for a mask: a bit set, and a second one that tells which of its words are not zero.</summary>
internal sealed class TokenSet
{
    /// <summary>A mask that others are built upon lists so many tokens at most beside its bit set.</summary>
    public const int MaxListed = 512;

    /// <summary>A mask keeps so many tokens as a list, which takes half of the memory of a bit set for 128k tokens.</summary>
    private const int MaxKept = 2048;

    private readonly TokenTrie _trie;
    private readonly int _size;
    private readonly ulong[] _words;
    private readonly ulong[] _used;

    /// <summary>Makes an empty set.</summary>
    public TokenSet(Vocabulary vocabulary)
    {
        _trie = vocabulary.Trie;
        _size = vocabulary.Size;
        _words = new ulong[(vocabulary.Size + 63) >> 6];
        _used = new ulong[(_words.Length + 63) >> 6];
    }

    public void Clear()
    {
        for (var block = 0; block < _used.Length; block++)
        {
            for (var bits = _used[block]; bits != 0; bits &= bits - 1)
            {
                _words[(block << 6) + BitOperations.TrailingZeroCount(bits)] = 0;
            }

            _used[block] = 0;
        }
    }

    /// <summary>Adds a token and all others with the same bytes.</summary>
    public void AddWithSameBytes(int token)
    {
        for (; token >= 0; token = _trie.NextWithSameBytes(token))
        {
            Add(token);
        }
    }

    public void Add(int token)
    {
        _words[token >> 6] |= 1UL << (token & 63);
        _used[token >> 12] |= 1UL << ((token >> 6) & 63);
    }

    public void Add(ReadOnlySpan<int> tokens)
    {
        foreach (var token in tokens)
        {
            Add(token);
        }
    }

    /// <summary>Adds the tokens of a slice that end below a trie node.</summary>
    public void AddBelow(int node, TokenSlice slice)
    {
        foreach (ref readonly var below in _trie.Nodes[_trie.Below(node)])
        {
            if (below.Token >= 0 && slice.Has(below.Token))
            {
                AddWithSameBytes(below.Token);
            }
        }
    }

    /// <summary>Adds the tokens of a mask.</summary>
    public void AddMask(TokenMask mask)
    {
        AddWords(mask.SharedWords);
        Add(mask.Listed);
    }

    public void AddWords(ReadOnlySpan<ulong> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] != 0)
            {
                _words[i] |= words[i];
                _used[i >> 6] |= 1UL << (i & 63);
            }
        }
    }

    /// <summary>Adds the tokens that are both in a mask and in a bit set.</summary>
    public void AddBoth(TokenMask mask, ReadOnlySpan<ulong> words)
    {
        var shared = mask.Shared;
        for (var i = 0; i < shared.Length; i++)
        {
            if ((words[i] & shared[i]) is not 0 and var both)
            {
                _words[i] |= both;
                _used[i >> 6] |= 1UL << (i & 63);
            }
        }

        foreach (var token in mask.Listed)
        {
            if ((words[token >> 6] >> (token & 63) & 1) != 0)
            {
                Add(token);
            }
        }
    }

    /// <summary>The collected tokens as a mask, which shares nothing with this object.</summary>
    /// <param name="shared">A bit set to build upon, or null. Tokens that it holds are not listed again.</param>
    /// <param name="mostListed">How many tokens may be listed beside it; a mask that others will be built upon had better list few.</param>
    public TokenMask ToMask(ulong[]? shared, int mostListed = MaxKept)
    {
        var count = CountBeyond(shared, mostListed);
        return count <= mostListed ? new TokenMask(_size, shared, ListBeyond(shared, count)) : DenseMask(shared);
    }

    private TokenMask DenseMask(ulong[]? shared)
    {
        var words = _words.AsSpan().ToArray();
        for (var i = 0; shared is not null && i < words.Length; i++)
        {
            words[i] |= shared[i];
        }

        return new TokenMask(_size, words, [], ownsShared: true);
    }

    private int CountBeyond(ulong[]? shared, int most)
    {
        var count = 0;
        for (var block = 0; block < _used.Length && count <= most; block++)
        {
            for (var bits = _used[block]; bits != 0; bits &= bits - 1)
            {
                count += BitOperations.PopCount(Beyond(shared, (block << 6) + BitOperations.TrailingZeroCount(bits)));
            }
        }

        return count;
    }

    private int[] ListBeyond(ulong[]? shared, int count)
    {
        if (count == 0)
        {
            return [];
        }

        var list = new int[count];
        var next = 0;
        for (var block = 0; block < _used.Length; block++)
        {
            for (var bits = _used[block]; bits != 0; bits &= bits - 1)
            {
                var index = (block << 6) + BitOperations.TrailingZeroCount(bits);
                for (var tokens = Beyond(shared, index); tokens != 0; tokens &= tokens - 1)
                {
                    list[next++] = (index << 6) + BitOperations.TrailingZeroCount(tokens);
                }
            }
        }

        return list;
    }

    private ulong Beyond(ulong[]? shared, int index) => shared is null ? _words[index] : _words[index] & ~shared[index];
}
