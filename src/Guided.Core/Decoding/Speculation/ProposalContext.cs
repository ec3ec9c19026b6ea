using Guided.Automata;

namespace Guided.Decoding.Speculation;

/// <summary>Where a generation stands when tokens are to be guessed.</summary>
/// <param name="state">The grammar's state; <c>null</c> without a grammar.</param>
/// <param name="sequence">The prompt, the tokens generated so far, and the tokens guessed already.</param>
/// <param name="promptLength">How many of them are the prompt.</param>
/// <param name="guessed">How many of the last ones are guesses.</param>
public readonly ref struct ProposalContext(ITokenState? state, ReadOnlySpan<int> sequence, int promptLength, int guessed = 0)
{
    /// <summary>The grammar's state behind the sequence; <c>null</c> without a grammar.</summary>
    public ITokenState? State { get; } = state;

    /// <summary>The prompt, the tokens generated so far, and the tokens guessed already.</summary>
    public ReadOnlySpan<int> Sequence { get; } = sequence;

    /// <summary>How many of the last tokens are guesses.</summary>
    public int Guessed { get; } = guessed;

    /// <summary>The prompt.</summary>
    public ReadOnlySpan<int> Prompt => Sequence[..promptLength];

    /// <summary>The tokens behind the prompt, guesses included.</summary>
    public ReadOnlySpan<int> Generated => Sequence[promptLength..];
}
