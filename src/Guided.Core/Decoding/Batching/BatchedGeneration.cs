using System.Diagnostics;
using System.Threading.Channels;
using Guided.Telemetry;

namespace Guided.Decoding.Batching;

/// <summary>A request that was handed to a <see cref="BatchScheduler"/>.</summary>
public sealed class BatchedGeneration
{
    private readonly TaskCompletionSource<GenerationResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<GeneratedToken>? _stream;
    private readonly long _submitted = Stopwatch.GetTimestamp();
    private readonly GenerationTelemetry? _telemetry;
    private CancellationTokenRegistration _registration;
    private long _started;
    private int _streamed;

    internal BatchedGeneration(
        Generation generation, bool streams, CancellationToken cancellationToken, GenerationTelemetry? telemetry = null)
    {
        _telemetry = telemetry;
        Generation = generation;
        CancellationToken = cancellationToken;
        _stream = streams
            ? Channel.CreateUnbounded<GeneratedToken>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true })
            : null;
    }

    /// <summary>
    /// Ends with the result, with what went wrong, or cancelled. By then the request holds no place in the batch and no memory of a KV cache.
    /// </summary>
    public Task<GenerationResult> Completion => _completion.Task;

    /// <summary>The tokens as they are chosen. They are kept until they are read: the model does not wait for the reader.</summary>
    /// <exception cref="InvalidOperationException">The request was not submitted for streaming.</exception>
    public IAsyncEnumerable<GeneratedToken> Tokens => _stream is null
        ? throw new InvalidOperationException("The request was submitted without streaming.")
        : _stream.Reader.ReadAllAsync();

    internal Generation Generation { get; }

    internal CancellationToken CancellationToken { get; }

    /// <summary>The request's place in the queue; null when it does not wait.</summary>
    internal LinkedListNode<BatchedGeneration>? Place { get; set; }

    /// <summary>The request's sequence while it is in progress.</summary>
    internal IBatchSequence? Sequence { get; set; }

    /// <summary>Whether the next input is to be planned; false while tokens of the planned input are left to feed.</summary>
    internal bool NeedsPlan { get; set; } = true;

    /// <summary>How many tokens of the planned input the sequence holds already.</summary>
    internal int Fed { get; set; }

    internal void CallOnCancel(CancellationTokenRegistration registration) => _registration = registration;

    /// <summary>Notes that the request was given a place, and gives the time that it waited.</summary>
    internal TimeSpan Start()
    {
        _started = Stopwatch.GetTimestamp();
        return Generation.Statistics.QueueTime = Stopwatch.GetElapsedTime(_submitted, _started);
    }

    /// <summary>Passes new tokens on to the reader.</summary>
    internal void Publish()
    {
        if (Generation.Statistics.TimeToFirstToken == TimeSpan.Zero && Generation.Tokens.Count > 0)
        {
            Generation.Statistics.TimeToFirstToken = Stopwatch.GetElapsedTime(_started);
        }

        for (; _stream is not null && _streamed < Generation.StreamableTokens; _streamed++)
        {
            _stream.Writer.TryWrite(Generation.TokenAt(_streamed));
        }
    }

    /// <summary>Frees a request that was not taken.</summary>
    internal void Abandon()
    {
        _registration.Unregister();
        Generation.Dispose();
        _telemetry?.Abandon(Generation.Statistics);
    }

    /// <summary>Frees what the request holds and tells how it ended.</summary>
    internal void End(Exception? exception)
    {
        _registration.Unregister();
        Sequence?.Dispose();
        Sequence = null;
        var statistics = Generation.Statistics;
        statistics.MaskTime = Generation.MaskTime;
        statistics.Elapsed = _started > 0 ? Stopwatch.GetElapsedTime(_started) : TimeSpan.Zero;
        Generation.Dispose();
        if (exception is null)
        {
            _telemetry?.End(statistics, Generation.FinishReason!.Value);
        }
        else
        {
            _telemetry?.Abandon(statistics);
        }

        _stream?.Writer.TryComplete(exception);
        switch (exception)
        {
            case null:
                _completion.TrySetResult(Generation.Result());
                break;
            case OperationCanceledException:
                _completion.TrySetCanceled(CancellationToken.IsCancellationRequested ? CancellationToken : new CancellationToken(true));
                break;
            default:
                _completion.TrySetException(exception);
                break;
        }
    }
}
