namespace Guided.Decoding.Sampling;

/// <summary>How the log-probabilities of an output's tokens become its score.</summary>
public enum OutputScore
{
    /// <summary>Their mean, the end being one of them: does not prefer short outputs.</summary>
    Mean,

    /// <summary>Their sum: the probability of the output.</summary>
    Sum,
}

/// <summary>How the best of several samples is found.</summary>
public sealed record BestOfOptions
{
    /// <summary>How many outputs are sampled; 5 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Samples
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Samples), value, $"{nameof(Samples)} must be at least 1.");
    } = 5;

    /// <summary>Mean or sum; the mean by default.</summary>
    public OutputScore Score { get; init; }

    /// <summary>Which probability counts; the model's own by default, without temperature, biases and penalties.</summary>
    public OutputProbability Under { get; init; }
}
