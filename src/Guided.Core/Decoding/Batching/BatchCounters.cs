namespace Guided.Decoding.Batching;

/// <summary>Counts for <see cref="BatchStatistics"/>, written by the scheduler and its callers under a lock of their own.</summary>
internal sealed class BatchCounters(int maxBatch)
{
    private readonly Lock _gate = new();
    private readonly long[] _passesBySize = new long[maxBatch];
    private long _completed;
    private long _cancelled;
    private long _failed;
    private long _rejected;
    private long _sharedPasses;
    private long _sharedTokens;
    private long _singlePasses;
    private long _singleTokens;
    private TimeSpan _queueTime;
    private TimeSpan _longestQueueTime;
    private TimeSpan _modelTime;

    public void Rejected() => Interlocked.Increment(ref _rejected);

    public void Ended(Exception? exception)
    {
        ref var counter = ref exception is null ? ref _completed
            : ref exception is OperationCanceledException ? ref _cancelled
            : ref _failed;
        Interlocked.Increment(ref counter);
    }

    public void Waited(TimeSpan time)
    {
        lock (_gate)
        {
            _queueTime += time;
            _longestQueueTime = time > _longestQueueTime ? time : _longestQueueTime;
        }
    }

    public void Shared(int size, TimeSpan time)
    {
        lock (_gate)
        {
            _sharedPasses++;
            _sharedTokens += size;
            _passesBySize[size - 1]++;
            _modelTime += time;
        }
    }

    public void Single(int tokens, TimeSpan time)
    {
        lock (_gate)
        {
            _singlePasses++;
            _singleTokens += tokens;
            _modelTime += time;
        }
    }

    public BatchStatistics Read(int waiting, int active)
    {
        lock (_gate)
        {
            return new BatchStatistics
            {
                Waiting = waiting,
                Active = active,
                Completed = Interlocked.Read(ref _completed),
                Cancelled = Interlocked.Read(ref _cancelled),
                Failed = Interlocked.Read(ref _failed),
                Rejected = Interlocked.Read(ref _rejected),
                SharedPasses = _sharedPasses,
                SharedTokens = _sharedTokens,
                SinglePasses = _singlePasses,
                SingleTokens = _singleTokens,
                PassesBySize = [.. _passesBySize],
                QueueTime = _queueTime,
                LongestQueueTime = _longestQueueTime,
                ModelTime = _modelTime,
            };
        }
    }
}
