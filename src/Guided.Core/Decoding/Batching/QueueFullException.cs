namespace Guided.Decoding.Batching;

/// <summary>A request was refused because too many wait already. Nothing was generated; it may be sent again later.</summary>
public sealed class QueueFullException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="capacity">How many requests may wait.</param>
    /// <param name="active">How many are in progress.</param>
    public QueueFullException(int capacity, int active)
        : base($"{active} requests are in progress and {capacity} wait, which is as many as may. Send the request again later, or raise "
            + $"{nameof(BatchOptions)}.{nameof(BatchOptions.QueueCapacity)}.") => Capacity = capacity;

    /// <summary>How many requests may wait.</summary>
    public int Capacity { get; }
}
