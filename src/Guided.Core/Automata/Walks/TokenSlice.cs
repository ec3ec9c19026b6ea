using Guided.Expressions;

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

    private readonly TokenCharacters _characters;
    private readonly CharacterSet _set;
    private readonly Lazy<ulong[]> _words;
    private readonly ulong[]?[] _upTo = new ulong[MaxLength][];
    private int _longest = -1;

    /// <summary>Makes a slice.</summary>
    /// <param name="characters">The characters of the vocabulary's tokens.</param>
    /// <param name="ascii">The characters of one byte: printable ones.</param>
    /// <param name="unicode">Whether all characters of several bytes belong to the slice.</param>
    public TokenSlice(TokenCharacters characters, ByteSet ascii, bool unicode)
    {
        Ascii = ascii;
        HasUnicode = unicode;
        _characters = characters;
        _set = CharacterSet.Of(ascii, unicode);
        _words = new Lazy<ulong[]>(() => Find(MaxLength));
    }

    /// <summary>The tokens of the slice, as a bit set.</summary>
    public ulong[] Words => _words.Value;

    /// <summary>The bytes that tokens of the slice consist of.</summary>
    public ByteSet Bytes => HasUnicode ? FirstBytes | ByteSet.Range(0x80, LeadByte.First - 1) : Ascii;

    /// <summary>The bytes that tokens of the slice begin with.</summary>
    public ByteSet FirstBytes => HasUnicode ? Ascii | ByteSet.Range(LeadByte.First, LeadByte.Last) : Ascii;

    /// <summary>The characters of one byte.</summary>
    public ByteSet Ascii { get; }

    /// <summary>Whether all characters of several bytes belong to the slice.</summary>
    public bool HasUnicode { get; }

    /// <summary>The characters of the longest token.</summary>
    public int Longest => _longest >= 0 ? _longest : _longest = FindLongest();

    /// <summary>The characters of text between the quotes of a JSON string that need no escape.</summary>
    public static ByteSet JsonText { get; } = ByteSet.Range(0x20, 0x7E) & ~ByteSet.Of((byte)'"', (byte)'\\');

    /// <summary>The slices that are tried, the widest first.</summary>
    public static TokenSlice[] StandardSlices(TokenCharacters characters)
    {
        var letters = ByteSet.Range((byte)'a', (byte)'z') | ByteSet.Range((byte)'A', (byte)'Z');
        var lower = ByteSet.Range((byte)'a', (byte)'z');
        var digits = ByteSet.Range((byte)'0', (byte)'9');
        return
        [
            new(characters, JsonText, unicode: true),
            new(characters, JsonText, unicode: false),
            new(characters, letters | digits | ByteSet.Of((byte)'_', (byte)'-'), unicode: false),
            new(characters, letters | digits | ByteSet.Of((byte)' '), unicode: false),
            new(characters, letters | digits, unicode: false),
            new(characters, lower | digits, unicode: false),
            new(characters, letters, unicode: false),
        ];
    }

    /// <summary>Whether all tokens at a trie node and below it belong to the slice.</summary>
    public bool CoversAllBelow(int node) => _characters.AllBelow(node, _set);

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

        var words = characters >= Longest ? Words : Find(characters);
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

    private ulong[] Find(int characters)
    {
        var tokens = _characters.Tokens;
        var lengths = _characters.Lengths;
        var words = new ulong[(tokens.Length + 63) >> 6];
        for (var id = 0; id < tokens.Length; id++)
        {
            if (tokens[id].IsWithin(_set) && lengths[id] <= characters)
            {
                words[id >> 6] |= 1UL << (id & 63);
            }
        }

        return words;
    }

    private int FindLongest()
    {
        var tokens = _characters.Tokens;
        var lengths = _characters.Lengths;
        var longest = 0;
        for (var id = 0; id < tokens.Length; id++)
        {
            if (lengths[id] > longest && tokens[id].IsWithin(_set))
            {
                longest = lengths[id];
            }
        }

        return longest;
    }
}
