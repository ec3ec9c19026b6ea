using System.Text;
using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Which characters the tokens of a vocabulary consist of, so that all tokens of some characters are found without reading one.</summary>
/// <remarks>
/// Each token has a bit for each ASCII character in it, and one bit each for whether it has other characters and whether it is no text (see
/// <see cref="CharacterSet"/>); so has each node of the trie for all tokens that end there or below. A token or subtree consists of given
/// characters when it has no other bit. Takes 16 bytes a token and a node, and some milliseconds once.
/// </remarks>
internal sealed class TokenCharacters
{
    private const int MaxLength = 255;

    private readonly CharacterSet[] _tokens;
    private readonly CharacterSet[] _below;
    private readonly byte[] _lengths;
    private readonly byte[] _sizes;

    public TokenCharacters(Vocabulary vocabulary)
    {
        _tokens = new CharacterSet[vocabulary.Size];
        _lengths = new byte[vocabulary.Size];
        _sizes = new byte[vocabulary.Size];
        for (var id = 0; id < vocabulary.Size; id++)
        {
            var bytes = vocabulary.ReadableBytesOf(id);
            _sizes[id] = (byte)Math.Min(MaxLength, bytes.Length);
            _tokens[id] = bytes.IsEmpty ? CharacterSet.NoText : Of(bytes, out _lengths[id]);
        }

        // Children come after their parents in the array, so going backwards sees them first.
        var nodes = vocabulary.Trie.Nodes;
        _below = new CharacterSet[nodes.Length];
        for (var node = nodes.Length - 1; node > 0; node--)
        {
            var all = nodes[node].Token < 0 ? default : _tokens[nodes[node].Token];
            for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
            {
                all |= _below[child];
            }

            _below[node] = all;
        }
    }

    /// <summary>The characters of each token, by its id.</summary>
    public ReadOnlySpan<CharacterSet> Tokens => _tokens;

    /// <summary>The number of characters of each token, at most 255; 0 for those that are never produced as text.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>Whether all tokens at a trie node and below it consist of some characters.</summary>
    public bool AllBelow(int node, CharacterSet characters) => _below[node].IsWithin(characters);

    /// <summary>The readable tokens of at most some length in bytes, as a bit set.</summary>
    public ulong[] TokensUpTo(int length)
    {
        var words = new ulong[(_sizes.Length + 63) >> 6];
        for (var id = 0; id < _sizes.Length; id++)
        {
            if (_sizes[id] - 1 < (uint)length)
            {
                words[id >> 6] |= 1UL << (id & 63);
            }
        }

        return words;
    }

    private static CharacterSet Of(ReadOnlySpan<byte> bytes, out byte length)
    {
        var set = default(CharacterSet);
        var count = 0;
        for (; bytes.Length > 0; count++)
        {
            var size = 1;
            if (bytes[0] < 0x80)
            {
                set |= CharacterSet.Of(bytes[0]);
            }
            else
            {
                set |= Rune.DecodeFromUtf8(bytes, out _, out size) == System.Buffers.OperationStatus.Done ? CharacterSet.Unicode : CharacterSet.NoText;
            }

            bytes = bytes[size..];
        }

        length = (byte)Math.Min(MaxLength, count);
        return set;
    }
}

/// <summary>A set of ASCII characters, perhaps with all other characters. NUL and DEL stand for what is no character of a slice.</summary>
/// <param name="Low">The characters below 64; bit 0 stands for all characters beyond ASCII.</param>
/// <param name="High">The characters from 64 on; bit 63 stands for bytes that are no text, for NUL and for DEL.</param>
internal readonly record struct CharacterSet(ulong Low, ulong High)
{
    /// <summary>Every character beyond ASCII.</summary>
    public static CharacterSet Unicode => new(1, 0);

    /// <summary>Bytes that are no UTF-8.</summary>
    public static CharacterSet NoText => new(0, 1UL << 63);

    /// <summary>One ASCII character.</summary>
    public static CharacterSet Of(byte value) => value is 0 or 0x7F ? NoText : value < 64 ? new(1UL << value, 0) : new(0, 1UL << (value - 64));

    /// <summary>The printable ASCII characters of a byte set, perhaps with all other characters.</summary>
    public static CharacterSet Of(ByteSet ascii, bool unicode)
    {
        var set = unicode ? Unicode : default;
        for (var value = ascii.NextFrom(0x20); value is >= 0 and < 0x7F; value = ascii.NextFrom(value + 1))
        {
            set |= Of((byte)value);
        }

        return set;
    }

    public static CharacterSet operator |(CharacterSet x, CharacterSet y) => new(x.Low | y.Low, x.High | y.High);

    /// <summary>Whether another set has all that is in this one.</summary>
    public bool IsWithin(CharacterSet other) => ((Low & ~other.Low) | (High & ~other.High)) == 0;
}
