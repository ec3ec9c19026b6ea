using System.Buffers;
using Guided.Vocabularies;

namespace Guided.Decoding.Speculation;

/// <summary>The bytes of a sequence, and where the bytes at its end occurred before.</summary>
/// <remarks>
/// Earlier places are found over chains of equal pairs and quadruples of bytes, newest first, as compressors do (LZ77). A token that is not
/// text stands as one byte that no text has. Past <see cref="MaxBytes"/> nothing more is indexed.
/// </remarks>
internal sealed class TextIndex : IDisposable
{
    /// <summary>The most bytes that are indexed; 21 bytes of memory for each at most.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The longest match that is told from longer ones.</summary>
    public const int LongestMatch = 32;

    /// <summary>The shortest match that is looked for.</summary>
    public const int ShortestMatch = 2;

    private const byte NoText = 0xFF;
    private const int HashBits = 12, Long = 4, MostTried = 64;

    private readonly Vocabulary _vocabulary;
    private int[] _lastPair;
    private int[] _lastLong;
    private byte[] _bytes;

    // By byte: the place of the last equal pair or quadruple that begins before it, and the token that begins with it; −1 without one.
    private int[] _pairs;
    private int[] _longs;
    private int[] _tokens;
    private int _indexed;
    private int _length;
    private int _tokenCount;

    /// <summary>Makes an empty index.</summary>
    public TextIndex(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _lastPair = ArrayPool<int>.Shared.Rent(1 << HashBits);
        _lastLong = ArrayPool<int>.Shared.Rent(1 << HashBits);
        Array.Fill(_lastPair, -1);
        Array.Fill(_lastLong, -1);
        _bytes = ArrayPool<byte>.Shared.Rent(1024);
        _pairs = ArrayPool<int>.Shared.Rent(1024);
        _longs = ArrayPool<int>.Shared.Rent(1024);
        _tokens = ArrayPool<int>.Shared.Rent(1024);
    }

    /// <summary>The bytes of the whole sequence, guesses included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>The number of bytes that are indexed: those before the guesses.</summary>
    public int Indexed => _indexed;

    /// <summary>The number of bytes of the prompt.</summary>
    public int PromptBytes { get; private set; }

    /// <summary>The token that begins with a byte, or −1.</summary>
    public int TokenAt(int place) => _tokens[place];

    /// <summary>Takes over a sequence that begins with what was taken over before, but for guesses.</summary>
    /// <returns>False when the sequence is too long.</returns>
    public bool Read(in ProposalContext context)
    {
        var settled = context.Sequence[..^context.Guessed];
        _length = _indexed;
        for (; _tokenCount < settled.Length; _tokenCount++)
        {
            if (!Append(settled[_tokenCount]))
            {
                return false;
            }

            PromptBytes = _tokenCount < context.Prompt.Length ? _length : PromptBytes;
        }

        Index();
        foreach (var token in context.Sequence[settled.Length..])
        {
            if (!Append(token))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The place behind the longest earlier occurrence of the bytes at the end, of equal ones the last.</summary>
    /// <param name="length">The length of the match, at most <see cref="LongestMatch"/>.</param>
    /// <returns>A place before the guesses, or −1.</returns>
    public int Find(out int length)
    {
        length = 0;
        var best = -1;
        if (_length >= Long)
        {
            Search(_longs, _lastLong[LongHash(_bytes, _length - Long)], Long, ref best, ref length);
        }

        if (best < 0 && _length >= ShortestMatch)
        {
            Search(_pairs, _lastPair[PairHash(_bytes, _length - ShortestMatch)], ShortestMatch, ref best, ref length);
        }

        return best;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<int>.Shared.Return(_pairs);
        ArrayPool<int>.Shared.Return(_longs);
        ArrayPool<int>.Shared.Return(_tokens);
        ArrayPool<int>.Shared.Return(_lastPair);
        ArrayPool<int>.Shared.Return(_lastLong);
        (_bytes, _pairs, _longs, _tokens, _lastPair, _lastLong) = ([], [], [], [], [], []);
    }

    private static int PairHash(byte[] bytes, int at) => ((bytes[at] << 4) ^ bytes[at + 1]) & ((1 << HashBits) - 1);

    private static int LongHash(byte[] bytes, int at) =>
        (int)(BitConverter.ToUInt32(bytes, at) * 2654435761u >> (32 - HashBits));

    private void Search(int[] chain, int from, int width, ref int best, ref int length)
    {
        for (var tried = 0; from >= 0 && tried < MostTried && length < LongestMatch; from = chain[from], tried++)
        {
            var behind = from + width;
            if (behind >= _indexed)
            {
                continue;
            }

            var matched = CommonEnd(behind);
            if (matched >= width && matched > length)
            {
                (best, length) = (behind, matched);
            }
        }
    }

    private int CommonEnd(int behind)
    {
        var most = Math.Min(LongestMatch, behind);
        var matched = 0;
        while (matched < most && _bytes[behind - 1 - matched] == _bytes[_length - 1 - matched] && _bytes[behind - 1 - matched] != NoText)
        {
            matched++;
        }

        return matched;
    }

    private bool Append(int token)
    {
        var bytes = _vocabulary.IsText(token) ? _vocabulary.BytesOf(token) : [NoText];
        if (_length + bytes.Length > MaxBytes)
        {
            return false;
        }

        Reserve(_length + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _tokens.AsSpan(_length, bytes.Length).Fill(-1);
        _tokens[_length] = token;
        _length += bytes.Length;
        return true;
    }

    // Enters the pairs and quadruples that end with the bytes that are new.
    private void Index()
    {
        for (; _indexed < _length; _indexed++)
        {
            if (_indexed >= 1)
            {
                Enter(_pairs, _lastPair, PairHash(_bytes, _indexed - 1), _indexed - 1);
            }

            if (_indexed >= Long - 1)
            {
                Enter(_longs, _lastLong, LongHash(_bytes, _indexed - Long + 1), _indexed - Long + 1);
            }
        }
    }

    private static void Enter(int[] chain, int[] last, int hash, int place)
    {
        chain[place] = last[hash];
        last[hash] = place;
    }

    private void Reserve(int length)
    {
        if (length > _bytes.Length || length > _tokens.Length)
        {
            Grow(ref _bytes, 2 * length);
            Grow(ref _pairs, 2 * length);
            Grow(ref _longs, 2 * length);
            Grow(ref _tokens, 2 * length);
        }
    }

    private void Grow<T>(ref T[] values, int length)
    {
        var larger = ArrayPool<T>.Shared.Rent(length);
        values.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<T>.Shared.Return(values);
        values = larger;
    }
}
