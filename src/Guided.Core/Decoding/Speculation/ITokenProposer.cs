namespace Guided.Decoding.Speculation;

/// <summary>Guesses the next tokens, so that one forward pass can check several.</summary>
/// <remarks>
/// <para>
/// A guess never changes the output: every guessed token is chosen anew from the model's logits, and the first one that differs ends
/// the run. A good guess saves forward passes, a bad one costs the width of one.
/// </para>
/// <para>
/// A guess is put together token by token from all proposers of a request: at each place the one with the greatest chance is followed, and
/// then all are asked again behind its tokens. So a proposer sees contexts that end in guesses, its own and those of others
/// (<see cref="ProposalContext.Guessed"/>). Used by one generation at a time.
/// </para>
/// </remarks>
public interface ITokenProposer
{
    /// <summary>What the statistics call it.</summary>
    string Name => GetType().Name;

    /// <summary>Whether what is proposed is text that the grammar forces, so that the accepted tokens count as forced.</summary>
    bool IsForced => false;

    /// <summary>What one guess costs in seconds, when that is not next to nothing: a draft model's forward pass.</summary>
    double SecondsPerGuess => 0;

    /// <summary>The chance that its guesses usually have; one that costs something is asked only where that is likely to pay.</summary>
    float UsualChance => 1;

    /// <summary>Guesses the tokens that follow.</summary>
    /// <param name="context">Where the generation stands.</param>
    /// <param name="destination">Receives the tokens; its length is the most that can be used.</param>
    /// <returns>How many were written; 0 without a guess.</returns>
    int Propose(in ProposalContext context, Span<TokenGuess> destination);

    /// <summary>Takes note of a token of the output, guessed or not.</summary>
    /// <param name="context">Where the generation stood before the token; it holds no guesses.</param>
    /// <param name="token">The token.</param>
    void Accept(in ProposalContext context, int token)
    {
    }

    /// <summary>Makes a proposer for another generation; what was learned may be shared. Disposed with the generation when it is disposable.</summary>
    ITokenProposer Fork();
}
