namespace Guided.Decoding.Batching;

/// <summary>How many requests share passes, and how many may wait.</summary>
public sealed record BatchOptions
{
    /// <summary>The most requests that are in progress at the same time; 16 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxBatch
    {
        get;
        init => field = AtLeast(1, value, nameof(MaxBatch));
    } = 16;

    /// <summary>The most requests that wait for a place; one more is refused with <see cref="QueueFullException"/>. 256 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int QueueCapacity
    {
        get;
        init => field = AtLeast(0, value, nameof(QueueCapacity));
    } = 256;

    /// <summary>
    /// The most prompt tokens that go through the model between two shared steps while some requests generate; 256 by default. A large
    /// value starts new requests sooner, a small one keeps those in progress from waiting.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int PromptTokensPerStep
    {
        get;
        init => field = AtLeast(1, value, nameof(PromptTokensPerStep));
    } = 256;

    private static int AtLeast(int least, int value, string name) =>
        value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}.");
}
