using Guided.Vocabularies;

namespace Guided.Decoding.Speculation;

/// <summary>Proposes to go on as the prompt, or the output so far, went on after the same words: what is extracted is mostly copied.</summary>
/// <remarks>
/// <para>
/// Words are compared as bytes, not as tokens, because the same name is written in other tokens behind a quotation mark than behind a space.
/// Where the copied text goes on at the border of a token, that token is proposed, otherwise the longest one that fits.
/// </para>
/// <para>
/// How sure a guess is was learned from others with as long a match, and of its kind: whether the match begins with a word, whether the text goes
/// on within a word, and whether it is the prompt's. After Saxena 2023, "Prompt lookup decoding", and Yang et al. 2023, "Inference with reference".
/// </para>
/// </remarks>
public sealed class PromptLookupProposer : ITokenProposer, IDisposable
{
    private const int Kinds = (TextIndex.LongestMatch / 2) + 1, Traits = 16;

    private readonly Vocabulary _vocabulary;
    private readonly RateTable _rates;
    private TextIndex? _index;

    /// <summary>Makes a proposer for a model's vocabulary.</summary>
    public PromptLookupProposer(Vocabulary vocabulary)
        : this(vocabulary, new RateTable(Kinds * Traits, 0.5f)) => ArgumentNullException.ThrowIfNull(vocabulary);

    private PromptLookupProposer(Vocabulary vocabulary, RateTable rates) => (_vocabulary, _rates) = (vocabulary, rates);

    /// <inheritdoc/>
    public string Name => "prompt look-up";

    /// <inheritdoc/>
    public int Propose(in ProposalContext context, Span<TokenGuess> destination)
    {
        if (!Find(in context, out var token, out var kind))
        {
            return 0;
        }

        destination[0] = new TokenGuess(token, _rates[kind]);
        return 1;
    }

    /// <inheritdoc/>
    public void Accept(in ProposalContext context, int token)
    {
        if (Find(in context, out var guess, out var kind))
        {
            _rates.Record(kind, guess == token);
        }
    }

    /// <inheritdoc/>
    public ITokenProposer Fork() => new PromptLookupProposer(_vocabulary, _rates);

    /// <inheritdoc/>
    public void Dispose()
    {
        _index?.Dispose();
        _index = null;
    }

    private bool Find(in ProposalContext context, out int token, out int kind)
    {
        (token, kind) = (-1, 0);
        _index ??= new TextIndex(_vocabulary);
        if (!_index.Read(in context) || _index.Find(out var length) is not (>= 0 and var place))
        {
            return false;
        }

        token = _index.TokenAt(place) is >= 0 and var aligned ? aligned : _vocabulary.Trie.LongestMatch(_index.Bytes[place.._index.Indexed], out _);
        if (token < 0 || !_vocabulary.IsText(token) || (context.State is { } state && state.Advance(token) is null))
        {
            return false;
        }

        kind = KindOf(place, length);
        return true;
    }

    private int KindOf(int place, int length)
    {
        var bytes = _index!.Bytes;
        var beginsWord = length == TextIndex.LongestMatch || (IsAtBorder(bytes, place - length) && IsAtBorder(bytes, bytes.Length - length));
        var traits = (beginsWord ? 1 : 0) | (IsWord(bytes[place]) ? 2 : 0) | (IsWord(bytes[place - 1]) ? 4 : 0) | (place < _index.PromptBytes ? 8 : 0);
        return (length / 2 * Traits) + traits;
    }

    // Whether a word begins at a place.
    private static bool IsAtBorder(ReadOnlySpan<byte> bytes, int place) => place == 0 || !IsWord(bytes[place - 1]);

    private static bool IsWord(byte value) => value >= 0x80 || char.IsAsciiLetterOrDigit((char)value);
}
