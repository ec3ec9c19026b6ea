namespace Guided.Decoding.Batching;

/// <summary>What a <see cref="BatchScheduler"/> has done so far; a copy that does not change.</summary>
public sealed record BatchStatistics
{
    /// <summary>The requests that wait for a place.</summary>
    public int Waiting { get; init; }

    /// <summary>The requests in progress.</summary>
    public int Active { get; init; }

    /// <summary>The requests that were finished.</summary>
    public long Completed { get; init; }

    /// <summary>The requests that were cancelled, waiting or in progress.</summary>
    public long Cancelled { get; init; }

    /// <summary>The requests that ended with another exception.</summary>
    public long Failed { get; init; }

    /// <summary>The requests that were refused because too many waited.</summary>
    public long Rejected { get; init; }

    /// <summary>The passes over one token of each of several requests (or of the only one in progress).</summary>
    public long SharedPasses { get; init; }

    /// <summary>The tokens that went through the model in shared passes.</summary>
    public long SharedTokens { get; init; }

    /// <summary>The passes over several tokens of one request: prompts, forced texts and guesses.</summary>
    public long SinglePasses { get; init; }

    /// <summary>The tokens that went through the model in passes of one request.</summary>
    public long SingleTokens { get; init; }

    /// <summary>How many shared passes had one request, two, three …; index 0 is for one.</summary>
    public IReadOnlyList<long> PassesBySize { get; init; } = [];

    /// <summary>The mean number of requests in a shared pass; 0 before the first.</summary>
    public double MeanBatch => SharedPasses > 0 ? (double)SharedTokens / SharedPasses : 0;

    /// <summary>The sum of the times that requests waited for a place.</summary>
    public TimeSpan QueueTime { get; init; }

    /// <summary>The longest that a request waited for a place.</summary>
    public TimeSpan LongestQueueTime { get; init; }

    /// <summary>The time in the model.</summary>
    public TimeSpan ModelTime { get; init; }
}
