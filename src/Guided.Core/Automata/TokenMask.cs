using System.Numerics;
using System.Runtime.Intrinsics;

namespace Guided.Automata;

/// <summary>An immutable set of token ids: the tokens a state allows.</summary>
/// <remarks>
/// Kept as a bit set that many masks may share, plus a short sorted list of ids that this mask adds. A narrow state has the list alone;
/// the states inside strings share one bit set per vocabulary and add the few tokens that leave the string.
/// </remarks>
public sealed class TokenMask
{
    private readonly ulong[]? _shared;
    private readonly int[] _added;
    private int _count = -1;

    /// <summary>Makes a mask from a bit set and ids.</summary>
    /// <param name="size">The number of token ids.</param>
    /// <param name="shared">Bit <c>i % 64</c> of word <c>i / 64</c> is set when token <c>i</c> is allowed; not copied. May be null.</param>
    /// <param name="added">Further allowed ids, ascending and not in <paramref name="shared"/>; not copied.</param>
    /// <param name="ownsShared">Whether the bit set was made for this mask.</param>
    internal TokenMask(int size, ulong[]? shared, int[] added, bool ownsShared = false)
    {
        ByteSize = (added.Length * sizeof(int)) + (ownsShared && shared is not null ? shared.Length * sizeof(ulong) : 0);
        Size = size;
        _shared = shared;
        _added = added;
    }

    /// <summary>Makes a mask of the given ids.</summary>
    /// <exception cref="ArgumentException">An id is outside 0 … <paramref name="size"/> − 1.</exception>
    public static TokenMask Of(int size, IEnumerable<int> ids)
    {
        int[] sorted = [.. ids.Distinct().Order()];
        return sorted.Length == 0 || (sorted[0] >= 0 && sorted[^1] < size)
            ? new TokenMask(size, null, sorted)
            : throw new ArgumentException($"A token id is outside 0 … {size - 1}.", nameof(ids));
    }

    /// <summary>The number of token ids in the vocabulary.</summary>
    public int Size { get; }

    /// <summary>The number of allowed tokens.</summary>
    public int Count
    {
        get
        {
            // Counted on demand: a mask is made in less time than its bits are counted.
            if (_count < 0)
            {
                var count = _added.Length;
                foreach (var word in Shared)
                {
                    count += BitOperations.PopCount(word);
                }

                _count = count;
            }

            return _count;
        }
    }

    /// <summary>The memory that the mask takes for itself, in bytes; bit sets shared with other masks are not counted.</summary>
    internal int ByteSize { get; }

    /// <summary>Whether there is neither a bit set nor a list, so that no token is allowed; told without counting.</summary>
    internal bool IsEmpty => _shared is null && _added.Length == 0;

    /// <summary>Whether the mask belongs to what many grammars have in common: unions of such masks are kept with the vocabulary.</summary>
    internal bool IsShared { get; set; }

    /// <summary>The length in 64-bit words of the span that <see cref="CopyTo"/> fills.</summary>
    public int WordCount => (Size + 63) >> 6;

    /// <summary>Whether the mask is a list of ids alone, so that visiting the allowed tokens costs their number only.</summary>
    public bool IsSparse => _shared is null;

    /// <summary>The allowed ids in ascending order when <see cref="IsSparse"/>; otherwise the ids beyond the shared bit set.</summary>
    public ReadOnlySpan<int> Listed => _added;

    /// <summary>What <see cref="Listed"/> spans, to build other masks of; never written.</summary>
    internal int[] ListedArray => _added;

    /// <summary>The shared bit set itself, to build other masks upon; never written.</summary>
    internal ulong[]? SharedWords => _shared;

    /// <summary>The shared bit set, empty when <see cref="IsSparse"/>.</summary>
    public ReadOnlySpan<ulong> Shared => _shared;

    /// <summary>Whether a token is allowed.</summary>
    public bool Contains(int token) =>
        (uint)token < (uint)Size
        && ((_shared is not null && (_shared[token >> 6] >> (token & 63) & 1) != 0) || Array.BinarySearch(_added, token) >= 0);

    /// <summary>The mask without some tokens.</summary>
    /// <param name="tokens">Their ids, ascending.</param>
    internal TokenMask Without(int[] tokens)
    {
        if (!Array.Exists(tokens, Contains))
        {
            return this;
        }

        var shared = _shared;
        foreach (var token in tokens)
        {
            if (shared is not null && (shared[token >> 6] >> (token & 63) & 1) != 0)
            {
                shared = shared == _shared ? [.. shared] : shared;
                shared[token >> 6] &= ~(1UL << (token & 63));
            }
        }

        return new TokenMask(Size, shared, Array.FindAll(_added, t => Array.BinarySearch(tokens, t) < 0), ownsShared: shared != _shared);
    }

    /// <summary>Writes the mask as a bit set of <see cref="WordCount"/> words.</summary>
    public void CopyTo(Span<ulong> words)
    {
        words = words[..WordCount];
        if (_shared is null)
        {
            words.Clear();
        }
        else
        {
            _shared.CopyTo(words);
        }

        foreach (var id in _added)
        {
            words[id >> 6] |= 1UL << (id & 63);
        }
    }

    /// <summary>Sets the logits of every token outside the mask to −∞. Allocates nothing.</summary>
    /// <param name="logits">One row of logits; columns from <see cref="Size"/> on are outside the mask.</param>
    public void Apply(Span<float> logits)
    {
        var next = 0;
        var words = WordCount;
        for (var w = 0; w < words; w++)
        {
            var allowed = _shared is null ? 0UL : _shared[w];
            for (; next < _added.Length && _added[next] >> 6 == w; next++)
            {
                allowed |= 1UL << (_added[next] & 63);
            }

            if (allowed != ulong.MaxValue)
            {
                Forbid(logits.Slice(w << 6, Math.Min(64, logits.Length - (w << 6))), allowed);
            }
        }

        if (logits.Length > Size)
        {
            logits[Size..].Fill(float.NegativeInfinity);
        }
    }

    private static void Forbid(Span<float> block, ulong allowed)
    {
        if (allowed == 0)
        {
            block.Fill(float.NegativeInfinity);
            return;
        }

        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            // Each lane looks at its own bit of the next eight.
            var lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
            var forbidden = Vector256.Create(float.NegativeInfinity);
            for (; i <= block.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var isAllowed = Vector256.Equals(Vector256.Create((int)(allowed >> i)) & lanes, lanes);
                var part = block[i..];
                Vector256.ConditionalSelect(isAllowed.AsSingle(), Vector256.Create((ReadOnlySpan<float>)part), forbidden).CopyTo(part);
            }
        }

        for (; i < block.Length; i++)
        {
            if ((allowed >> i & 1) == 0)
            {
                block[i] = float.NegativeInfinity;
            }
        }
    }

    /// <summary>Lists the allowed ids in ascending order.</summary>
    public int[] ToArray()
    {
        var words = new ulong[WordCount];
        CopyTo(words);
        var ids = new int[Count];
        var count = 0;
        for (var w = 0; w < words.Length; w++)
        {
            for (var bits = words[w]; bits != 0; bits &= bits - 1)
            {
                ids[count++] = (w << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return ids;
    }
}
