using System.Runtime.CompilerServices;
using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.Decoding.Speculation;

/// <summary>Proposes the text that the grammar forces, in the tokens that the tokenizer would give it.</summary>
/// <remarks>
/// <para>
/// The forced bytes are encoded behind the last text of the sequence, because tokenizers split by what comes before. When a token of
/// that encoding spans the seam, the forced bytes are encoded alone. What is proposed has exactly the forced bytes.
/// </para>
/// <para>
/// Later bytes may merge with the last forced ones: after <c>"name": "</c> perhaps comes the token <c> "J</c>. So the tokens are kept
/// back that reach past <see cref="UnstableTail.StableLength"/>, unless the grammar ends with the forced text.
/// </para>
/// </remarks>
public sealed class ForcedTokenProposer : ITokenProposer
{
    // Longer forced text is proposed in portions.
    private const int MaxForcedBytes = 512;

    // Models mostly write what is forced in the tokenizer's own way.
    private const float Chance = 0.97f;

    private readonly ITokenizer _tokenizer;
    private readonly SeamEncoder _encoder;
    private readonly ConditionalWeakTable<ITokenState, byte[]> _known;
    private readonly byte[] _buffer = new byte[MaxForcedBytes];

    /// <summary>Makes a proposer for a model's tokenizer.</summary>
    public ForcedTokenProposer(ITokenizer tokenizer)
        : this(tokenizer, [])
    {
    }

    private ForcedTokenProposer(ITokenizer tokenizer, ConditionalWeakTable<ITokenState, byte[]> known)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        _tokenizer = tokenizer;
        _encoder = new SeamEncoder(tokenizer, MaxForcedBytes);
        _known = known;
    }

    /// <inheritdoc/>
    public string Name => "forced text";

    /// <inheritdoc/>
    public bool IsForced => true;

    /// <inheritdoc/>
    public int Propose(in ProposalContext context, Span<TokenGuess> destination)
    {
        if (context.State is not { } state || ForcedBytes(state) is not { Length: > 0 } bytes)
        {
            return 0;
        }

        ReadOnlySpan<byte> forced = bytes;

        var tokens = _encoder.Encode(in context, forced);
        var count = CountAllowed(tokens, state, out var last);
        var isEnd = count == tokens.Length && last.IsAccepting && last.CountContinuations(out _) == Continuations.None;
        var stable = isEnd ? forced.Length : UnstableTail.StableLength(_tokenizer.Vocabulary.Trie, forced);
        count = Math.Min(CountWithin(tokens[..count], stable), destination.Length);
        for (var i = 0; i < count; i++)
        {
            destination[i] = new TokenGuess(tokens[i], Chance);
        }

        return count;
    }

    /// <inheritdoc/>
    public ITokenProposer Fork() => new ForcedTokenProposer(_tokenizer, _known);

    // Asking a state takes some microseconds, and every place of every guess asks; the answer lives as long as the state.
    private byte[] ForcedBytes(ITokenState state)
    {
        if (!_known.TryGetValue(state, out var bytes))
        {
            bytes = _buffer.AsSpan(0, state.CopyForcedBytes(_buffer)).ToArray();
            _known.AddOrUpdate(state, bytes);
        }

        return bytes;
    }

    private static int CountAllowed(ReadOnlySpan<int> tokens, ITokenState state, out ITokenState last)
    {
        last = state;
        for (var i = 0; i < tokens.Length; i++)
        {
            if (last.Advance(tokens[i]) is not { } next)
            {
                return i;
            }

            last = next;
        }

        return tokens.Length;
    }

    private int CountWithin(ReadOnlySpan<int> tokens, int length)
    {
        var sum = 0;
        for (var i = 0; i < tokens.Length; i++)
        {
            sum += _tokenizer.Vocabulary.BytesOf(tokens[i]).Length;
            if (sum > length)
            {
                return i;
            }
        }

        return tokens.Length;
    }
}
