namespace Guided.Decoding;

/// <summary>Which distribution the probability of an output is taken from.</summary>
public enum OutputProbability
{
    /// <summary>The model's own, over all tokens: how likely the model would have written the output unconstrained.</summary>
    Model,

    /// <summary>
    /// The model's own over the tokens that the grammar and the other constraints allow, renormalised at each position. Text that is forced costs
    /// nothing, but the sum of many small choices may prefer an output that the model finds unlikely as a whole.
    /// </summary>
    Constrained,
}
