namespace Guided.Decoding.Beams;

/// <summary>How a beam search goes.</summary>
public sealed record BeamSearchOptions
{
    /// <summary>How many outputs are followed at the same time; 4 by default. Each has a KV cache of its own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int Beams
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Beams), value, $"{nameof(Beams)} must be at least 1.");
    } = 4;

    /// <summary>How many outputs are returned, at most <see cref="Beams"/>; <c>null</c>, the default, for as many.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? Returned
    {
        get;
        init => field = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Returned), value, $"{nameof(Returned)} must be at least 1.");
    }

    /// <summary>
    /// The power of the length by which an output's log-probability is divided to make its score; 1, the default, gives the mean. 0 does not look
    /// at the length, above 1 prefers long outputs, below 0 short ones.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not finite.</exception>
    public float LengthPenalty
    {
        get;
        init => field = float.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LengthPenalty), value, $"{nameof(LengthPenalty)} must be a finite number.");
    } = 1;

    /// <summary>When the search ends.</summary>
    public BeamStopping Stopping { get; init; }

    /// <summary>Which probability is added up; the model's own by default. Biases and penalties of the request change it.</summary>
    public OutputProbability Under { get; init; }
}
