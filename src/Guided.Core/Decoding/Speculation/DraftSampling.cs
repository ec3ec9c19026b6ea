namespace Guided.Decoding.Speculation;

/// <summary>How a draft model's guesses take part in sampling. Greedy decoding knows no difference.</summary>
public enum DraftSampling
{
    /// <summary>
    /// The draft draws with the random numbers with which the model will draw, and a guess holds when both come to the same token. What is
    /// generated for a seed is the same as without the draft.
    /// </summary>
    SameSeed,

    /// <summary>
    /// A guess is accepted with probability min(1, p/q) of the model's and the draft's probability, and otherwise replaced by a draw from what
    /// p exceeds q by (Leviathan et al. 2023; Chen et al. 2023). More guesses hold. The distribution is that of the model; which tokens a seed
    /// gives depends on the draft.
    /// </summary>
    AcceptOrResample,
}
