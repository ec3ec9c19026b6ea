using System.Runtime.CompilerServices;

namespace Guided.Decoding.Speculation;

/// <summary>The tokens that followed in one context most often, with their counts.</summary>
/// <remarks>
/// Four tokens are kept. A fifth one takes a count from the least of them, and its place when none is left, so that the frequent ones stay
/// (Misra and Gries 1982). Counts are halved before they overflow.
/// </remarks>
internal struct CountEntry
{
    public const int Kept = 4;

    private const ushort Most = ushort.MaxValue / 2;

    public ulong Key;
    private Tokens _tokens;
    private Counts _counts;

    /// <summary>How often anything followed; 0 for an empty entry.</summary>
    public ushort Total { get; private set; }

    /// <summary>One of the tokens.</summary>
    public readonly int TokenAt(int index) => _tokens[index];

    /// <summary>How often it followed.</summary>
    public readonly int CountAt(int index) => _counts[index];

    /// <summary>The index of the most frequent token.</summary>
    public readonly int Best
    {
        get
        {
            var best = 0;
            for (var i = 1; i < Kept; i++)
            {
                best = _counts[i] > _counts[best] ? i : best;
            }

            return best;
        }
    }

    /// <summary>Counts a token.</summary>
    public void Add(int token)
    {
        var least = 0;
        var index = -1;
        for (var i = 0; i < Kept; i++)
        {
            if (_counts[i] > 0 && _tokens[i] == token)
            {
                index = i;
            }

            least = _counts[i] < _counts[least] ? i : least;
        }

        Total++;
        if (index >= 0)
        {
            _counts[index]++;
        }
        else if (_counts[least] > 0)
        {
            _counts[least]--;
        }
        else
        {
            _tokens[least] = token;
            _counts[least] = 1;
        }

        if (Total >= Most)
        {
            Wear();
        }
    }

    /// <summary>Halves the counts.</summary>
    public void Wear()
    {
        Total /= 2;
        for (var i = 0; i < Kept; i++)
        {
            _counts[i] /= 2;
        }
    }

    /// <summary>Fills an entry with what was saved.</summary>
    public static CountEntry Of(ulong key, ushort total, ReadOnlySpan<int> tokens, ReadOnlySpan<ushort> counts)
    {
        var entry = new CountEntry { Key = key, Total = total };
        for (var i = 0; i < tokens.Length; i++)
        {
            entry._tokens[i] = tokens[i];
            entry._counts[i] = counts[i];
        }

        return entry;
    }

    [InlineArray(Kept)]
    private struct Tokens
    {
        private int _first;
    }

    [InlineArray(Kept)]
    private struct Counts
    {
        private ushort _first;
    }
}
