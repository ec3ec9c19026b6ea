using System.Text;
using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>All tokens that consist of ordinary characters, for expressions that can read such characters whatever they are.</summary>
/// <remarks>
/// <para>Inside a JSON string, every token without quotes, backslashes and control characters is allowed and leads back to the inside of
/// the string. So the whole slice is taken at once, and only the other tokens, about a tenth, are walked.</para>
/// <para>The idea is llguidance's slicer; here <see cref="SliceReach"/> says how long a text may be, so that near-misses profit too.</para>
/// </remarks>
internal sealed class TokenSlice
{
    private const int MaxLength = 255;

    private readonly ulong[] _covered;
    private readonly byte[] _lengths;
    private readonly ulong[]?[] _upTo = new ulong[MaxLength][];

    private TokenSlice(Vocabulary vocabulary, ByteSet ascii, bool unicode)
    {
        Ascii = ascii;
        HasUnicode = unicode;
        Words = new ulong[(vocabulary.Size + 63) >> 6];
        var outside = new bool[vocabulary.Size];
        _lengths = new byte[vocabulary.Size];
        for (var id = 0; id < vocabulary.Size; id++)
        {
            var bytes = vocabulary.ReadableBytesOf(id);
            if (bytes.Length > 0 && Consists(bytes))
            {
                Words[id >> 6] |= 1UL << (id & 63);
                _lengths[id] = (byte)Math.Min(MaxLength, CountCharacters(bytes));
            }
            else
            {
                outside[id] = true;
            }
        }

        Longest = _lengths.Max();
        _covered = new ulong[(vocabulary.Trie.Nodes.Length + 63) >> 6];
        Cover(vocabulary.Trie, outside);
    }

    /// <summary>The tokens of the slice, as a bit set.</summary>
    public ulong[] Words { get; }

    /// <summary>The bytes that tokens of the slice consist of.</summary>
    public ByteSet Bytes => HasUnicode ? FirstBytes | ByteSet.Range(0x80, LeadByte.First - 1) : Ascii;

    /// <summary>The bytes that tokens of the slice begin with.</summary>
    public ByteSet FirstBytes => HasUnicode ? Ascii | ByteSet.Range(LeadByte.First, LeadByte.Last) : Ascii;

    /// <summary>The characters of one byte.</summary>
    public ByteSet Ascii { get; }

    /// <summary>Whether all characters of several bytes belong to the slice.</summary>
    public bool HasUnicode { get; }

    /// <summary>The characters of the longest token.</summary>
    public int Longest { get; }

    /// <summary>The slices that are tried, the widest first.</summary>
    public static TokenSlice[] StandardSlices(Vocabulary vocabulary)
    {
        var printable = ByteSet.Range(0x20, 0x7E);
        var json = printable & ~ByteSet.Of((byte)'"', (byte)'\\');
        var letters = ByteSet.Range((byte)'a', (byte)'z') | ByteSet.Range((byte)'A', (byte)'Z');
        var lower = ByteSet.Range((byte)'a', (byte)'z');
        var digits = ByteSet.Range((byte)'0', (byte)'9');
        return
        [
            new(vocabulary, json, unicode: true),
            new(vocabulary, json, unicode: false),
            new(vocabulary, letters | digits | ByteSet.Of((byte)'_', (byte)'-'), unicode: false),
            new(vocabulary, letters | digits | ByteSet.Of((byte)' '), unicode: false),
            new(vocabulary, letters | digits, unicode: false),
            new(vocabulary, lower | digits, unicode: false),
            new(vocabulary, letters, unicode: false),
        ];
    }

    /// <summary>Whether all tokens at a trie node and below it belong to the slice.</summary>
    public bool CoversAllBelow(int node) => (_covered[node >> 6] >> (node & 63) & 1) != 0;

    /// <summary>Whether a token belongs to the slice.</summary>
    public bool Has(int token) => (Words[token >> 6] >> (token & 63) & 1) != 0;

    /// <summary>The tokens of the slice with at most some number of characters, as a bit set.</summary>
    public ulong[] WordsUpTo(int characters)
    {
        if (characters >= MaxLength)
        {
            return Words;
        }

        if (Volatile.Read(ref _upTo[characters]) is { } known)
        {
            return known;
        }

        var words = new ulong[Words.Length];
        var isWhole = true;
        for (var id = 0; id < _lengths.Length; id++)
        {
            if (_lengths[id] > characters)
            {
                isWhole = false;
            }
            else if (_lengths[id] > 0)
            {
                words[id >> 6] |= 1UL << (id & 63);
            }
        }

        words = isWhole ? Words : words;
        Volatile.Write(ref _upTo[characters], words);
        return words;
    }

    /// <summary>Whether every character of the slice is a member of an expression, and none of them begins a longer one.</summary>
    public bool ConsistsOf(Expression body)
    {
        var epsilon = body.Owner.Epsilon;
        for (var value = 0x20; value < 0x7F; value++)
        {
            if (Ascii.Contains((byte)value) && Derivatives.Step(body, (byte)value) != epsilon)
            {
                return false;
            }
        }

        return !HasUnicode || LeadsOverUnicode(body, epsilon);
    }

    private static bool LeadsOverUnicode(Expression expression, Expression target)
    {
        Expression? checkedLead = null;
        for (var lead = LeadByte.First; lead <= LeadByte.Last; lead++)
        {
            var next = Derivatives.Step(expression, (byte)lead);
            var (low, high, more) = LeadByte.Of(lead);

            // Leads of one class have one derivative; it need be followed once.
            if (next == checkedLead)
            {
                continue;
            }

            checkedLead = next;
            if (!Returns(next, low, high, more, target))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Returns(Expression at, int low, int high, int more, Expression target)
    {
        if (at.IsNullable)
        {
            return false;
        }

        Expression? followed = null;
        for (var value = low; value <= high; value++)
        {
            var next = Derivatives.Step(at, (byte)value);
            if (next == followed)
            {
                continue;
            }

            followed = next;
            if (more == 0 ? next != target : !Returns(next, 0x80, 0xBF, more - 1, target))
            {
                return false;
            }
        }

        return true;
    }

    private bool Consists(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (bytes[0] < 0x80)
            {
                if (!Ascii.Contains(bytes[0]))
                {
                    return false;
                }

                bytes = bytes[1..];
            }
            else if (!HasUnicode || Rune.DecodeFromUtf8(bytes, out _, out var length) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }
            else
            {
                bytes = bytes[length..];
            }
        }

        return true;
    }

    private static int CountCharacters(ReadOnlySpan<byte> bytes)
    {
        var count = 0;
        foreach (var value in bytes)
        {
            count += (value & 0xC0) != 0x80 ? 1 : 0;
        }

        return count;
    }

    private void Cover(TokenTrie trie, bool[] outside)
    {
        // Children come after their parents in the array, so going backwards sees them first.
        var nodes = trie.Nodes;
        for (var node = nodes.Length - 1; node > 0; node--)
        {
            var covered = nodes[node].Token < 0 || !outside[nodes[node].Token];
            for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; covered && child < end; child++)
            {
                covered = CoversAllBelow(child);
            }

            if (covered)
            {
                _covered[node >> 6] |= 1UL << (node & 63);
            }
        }
    }
}
