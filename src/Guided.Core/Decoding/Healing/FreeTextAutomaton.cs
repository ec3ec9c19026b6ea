using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.Decoding.Healing;

/// <summary>The language of all token sequences: what follows a healed prompt when there is no grammar.</summary>
internal sealed class FreeTextAutomaton : ITokenAutomaton, ITokenState
{
    private readonly TokenMask _all;

    public FreeTextAutomaton(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        var words = new ulong[(vocabulary.Size + 63) >> 6];
        Array.Fill(words, ulong.MaxValue);
        words[^1] = ulong.MaxValue >> ((words.Length << 6) - vocabulary.Size);
        _all = new TokenMask(vocabulary.Size, words, []);
    }

    public Vocabulary Vocabulary { get; }

    public ITokenState Start => this;

    public bool IsAccepting => true;

    public int TokensToEnd => 0;

    public TokenMask KnownMask => _all;

    public bool IsWide => true;

    public TokenMask GetMask(CancellationToken cancellationToken = default) => _all;

    public Continuations CountContinuations(out int only, CancellationToken cancellationToken = default)
    {
        only = -1;
        return Continuations.Several;
    }

    public ITokenState? Advance(int token) => (uint)token < (uint)Vocabulary.Size && !Vocabulary.IsEnd(token) ? this : null;

    public ITokenState Read(ITokenState from, ReadOnlySpan<byte> text, CancellationToken cancellationToken = default) => this;

    public int CopyForcedBytes(Span<byte> destination) => 0;
}
