namespace Guided.Decoding.Speculation;

/// <summary>A proposer that draws its guesses, and whose distributions take part in the choice.</summary>
internal interface IDrawingProposer : ITokenProposer
{
    /// <summary>Tells how the generation that begins is sampled.</summary>
    /// <param name="options">Its options.</param>
    /// <param name="seed">Its seed, given or drawn.</param>
    void Begin(GenerationOptions options, long seed);

    /// <summary>The distribution of the guess that it made behind a number of other guesses.</summary>
    /// <param name="guessed">What <see cref="ProposalContext.Guessed"/> was then.</param>
    DraftChoice ChoiceBehind(int guessed);
}
