using Guided.Automata;

namespace Guided.Decoding.Healing;

/// <summary>A place in the text that a <see cref="HealedAutomaton"/> puts before its language.</summary>
internal sealed class HealingState(HealedAutomaton automaton, int written, int tokensToEnd) : ITokenState
{
    private TokenMask? _mask;

    /// <summary>How many bytes of the text have been written; never all.</summary>
    public int Written => written;

    public bool IsAccepting => false;

    public int TokensToEnd => tokensToEnd;

    public TokenMask? KnownMask => Volatile.Read(ref _mask);

    public TokenMask GetMask(CancellationToken cancellationToken = default)
    {
        if (KnownMask is not { } mask)
        {
            mask = automaton.MakeMask(this, cancellationToken);
            Volatile.Write(ref _mask, mask);
        }

        return mask;
    }

    public ITokenState? Advance(int token) => automaton.Advance(this, token, CancellationToken.None);

    public ITokenState? Advance(int token, CancellationToken cancellationToken) => automaton.Advance(this, token, cancellationToken);

    public int CopyForcedBytes(Span<byte> destination) => automaton.CopyForcedBytes(written, destination);
}
