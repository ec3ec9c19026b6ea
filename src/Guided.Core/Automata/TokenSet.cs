using System.Numerics;
using Guided.Automata.Walks;
using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>Collects token ids for a mask: as a list while there are few, as a bit set beyond.</summary>
internal sealed class TokenSet(Vocabulary vocabulary)
{
    /// <summary>The list's capacity; a list of this length costs as much to sort as a bit set costs to scan.</summary>
    public const int MaxListed = 512;

    /// <summary>A mask keeps so many tokens as a list, which takes half of the memory of a bit set for 128k tokens.</summary>
    private const int MaxKept = 2048;

    private int[] _list = new int[MaxListed];
    private readonly ulong[] _words = new ulong[(vocabulary.Size + 63) >> 6];
    private readonly TokenTrie _trie = vocabulary.Trie;
    private int[] _merged = new int[MaxListed];
    private int _count;
    private bool _isDense;
    private bool _isSorted = true;

    public void Clear()
    {
        if (_isDense)
        {
            Array.Clear(_words);
        }

        _count = 0;
        _isDense = false;
        _isSorted = true;
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
        if (!_isDense)
        {
            if (_count < MaxListed)
            {
                _isSorted &= _count == 0 || token >= _list[_count - 1];
                _list[_count++] = token;
                return;
            }

            MakeDense();
        }

        _words[token >> 6] |= 1UL << (token & 63);
    }

    /// <summary>Adds the tokens of a slice that end below a trie node.</summary>
    public void AddBelow(int node, TokenSlice slice)
    {
        if (!_isDense)
        {
            MakeDense();
        }

        var words = slice.Words;
        foreach (ref readonly var below in _trie.Nodes[_trie.Below(node)])
        {
            for (var token = below.Token; token >= 0; token = _trie.NextWithSameBytes(token))
            {
                _words[token >> 6] |= words[token >> 6] & (1UL << (token & 63));
            }
        }
    }

    /// <summary>Adds tokens in ascending order.</summary>
    public void AddSorted(ReadOnlySpan<int> tokens)
    {
        if (_isDense || !_isSorted || _count + tokens.Length > MaxListed)
        {
            foreach (var token in tokens)
            {
                Add(token);
            }

            return;
        }

        if (_count == 0 || tokens.IsEmpty || tokens[0] >= _list[_count - 1])
        {
            tokens.CopyTo(_list.AsSpan(_count));
            _count += tokens.Length;
            return;
        }

        int count = 0, i = 0, j = 0;
        while (i < _count || j < tokens.Length)
        {
            _merged[count++] = j == tokens.Length || (i < _count && _list[i] <= tokens[j]) ? _list[i++] : tokens[j++];
        }

        (_list, _merged) = (_merged, _list);
        _count = count;
    }

    /// <summary>Adds the tokens of a mask.</summary>
    public void AddMask(TokenMask mask)
    {
        if (mask.SharedWords is { } words)
        {
            AddWords(words);
        }

        AddSorted(mask.Listed);
    }

    public void AddWords(ReadOnlySpan<ulong> words)
    {
        if (!_isDense)
        {
            MakeDense();
        }

        for (var i = 0; i < words.Length; i++)
        {
            _words[i] |= words[i];
        }
    }

    /// <summary>Adds the tokens that are both in a mask and in a bit set.</summary>
    public void AddBoth(TokenMask mask, ReadOnlySpan<ulong> words)
    {
        if (mask.SharedWords is { } shared)
        {
            if (!_isDense)
            {
                MakeDense();
            }

            for (var i = 0; i < words.Length; i++)
            {
                _words[i] |= words[i] & shared[i];
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
        if (_isDense)
        {
            return CountBeyond(shared, mostListed) is var more && more <= mostListed
                ? new TokenMask(vocabulary.Size, shared, ListBeyond(shared, more))
                : DenseMask(shared);
        }

        var list = _list.AsSpan(0, _count);
        if (!_isSorted)
        {
            list.Sort();
            _isSorted = true;
        }

        var count = 0;
        var last = -1;
        foreach (var token in list)
        {
            if (token != last && (shared is null || (shared[token >> 6] >> (token & 63) & 1) == 0))
            {
                list[count++] = token;
            }

            last = token;
        }

        return new TokenMask(vocabulary.Size, shared, list[..count].ToArray());
    }

    private TokenMask DenseMask(ulong[]? shared)
    {
        var words = _words.AsSpan().ToArray();
        for (var i = 0; shared is not null && i < words.Length; i++)
        {
            words[i] |= shared[i];
        }

        return new TokenMask(vocabulary.Size, words, [], ownsShared: true);
    }

    private int CountBeyond(ulong[]? shared, int most)
    {
        var count = 0;
        for (var i = 0; i < _words.Length && count <= most; i++)
        {
            count += BitOperations.PopCount(shared is null ? _words[i] : _words[i] & ~shared[i]);
        }

        return count;
    }

    private int[] ListBeyond(ulong[]? shared, int count)
    {
        var list = new int[count];
        var next = 0;
        for (var i = 0; next < count; i++)
        {
            for (var bits = shared is null ? _words[i] : _words[i] & ~shared[i]; bits != 0; bits &= bits - 1)
            {
                list[next++] = (i << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return list;
    }

    private void MakeDense()
    {
        _isDense = true;
        foreach (var token in _list.AsSpan(0, _count))
        {
            _words[token >> 6] |= 1UL << (token & 63);
        }

        _count = 0;
    }
}
