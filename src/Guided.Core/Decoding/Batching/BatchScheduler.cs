using Guided.Decoding.Healing;
using Guided.Decoding.Speculation;
using Guided.Telemetry;
using Guided.Vocabularies;

namespace Guided.Decoding.Batching;

/// <summary>Runs many requests, each with its own grammar and processors, in shared forward passes; they join and leave while others go on.</summary>
/// <remarks>
/// <para>
/// Requests are served in the order in which they come, up to <see cref="BatchOptions.MaxBatch"/> at a time; the next one starts as soon
/// as a place is free. Between two shared steps at most <see cref="BatchOptions.PromptTokensPerStep"/> tokens of new prompts are read, so
/// every request in progress gets its next token soon, whatever else arrives.
/// </para>
/// <para>
/// Each request gets the output it would get by itself, as exactly as the model gives the same logits in a batch (about 1e-5 in fp32): a
/// near tie may be decided differently. Sampled requests use random numbers of their own seed.
/// </para>
/// <para>
/// A cancelled request leaves before the next step, or at once while it waits; a request whose constraints fail leaves with its exception.
/// The others go on. Steps run on a thread of the scheduler's own and allocate nothing in steady state but the growth of token lists and,
/// for streaming requests, of their channels.
/// </para>
/// </remarks>
public sealed class BatchScheduler : IDisposable
{
    private readonly object _gate = new();
    private readonly IDecoder _decoder;
    private readonly Vocabulary _vocabulary;
    private readonly BatchOptions _options;
    private readonly BatchCounters _counters;
    private readonly LinkedList<BatchedGeneration> _waiting = new();
    private readonly CancellationTokenSource _closing = new();
    private Thread? _thread;
    private int _active;
    private bool _disposed;
    private Exception? _failure;

    /// <summary>Makes a scheduler; its thread starts with the first request.</summary>
    /// <param name="decoder">The model, which stays the caller's and must outlive the scheduler. One that is no <see cref="IBatchDecoder"/> runs the requests of a step one by one.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="options">Sizes; null for the defaults.</param>
    public BatchScheduler(IDecoder decoder, Vocabulary vocabulary, BatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(vocabulary);
        _decoder = decoder;
        _vocabulary = vocabulary;
        _options = options ?? new BatchOptions();
        _counters = new BatchCounters(_options.MaxBatch);
    }

    /// <summary>What was done so far.</summary>
    public BatchStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return _counters.Read(_waiting.Count, _active);
            }
        }
    }

    /// <summary>Generates one request to its end.</summary>
    /// <inheritdoc cref="Submit"/>
    public Task<GenerationResult> RunAsync(GenerationRequest request, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromCanceled<GenerationResult>(cancellationToken)
            : Submit(request, streams: false, cancellationToken).Completion;

    /// <summary>Hands over a request.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="streams">Whether <see cref="BatchedGeneration.Tokens"/> will be read.</param>
    /// <param name="cancellationToken">Takes the request back, waiting or in progress.</param>
    /// <exception cref="ArgumentException">The prompt is empty or has an unknown token, or the vocabularies do not fit.</exception>
    /// <exception cref="ContextOverflowException">The prompt and one token, or the grammar's shortest output, exceed the context.</exception>
    /// <exception cref="TokenLimitException">The token limit is too small for the grammar.</exception>
    /// <exception cref="QueueFullException">As many requests wait as may.</exception>
    /// <exception cref="ObjectDisposedException">The scheduler was disposed of.</exception>
    public BatchedGeneration Submit(GenerationRequest request, bool streams, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RequestCheck.Vocabularies(_decoder, _vocabulary, request);
        RequestCheck.Prompt(request.Prompt.Span, _vocabulary);
        if (!request.Held.IsEmpty)
        {
            throw new ArgumentException($"{nameof(request.Held)} speaks of a sequence of the caller's; a scheduler makes its own. Put the tokens before the prompt.", nameof(request));
        }

        request = PromptHealing.Apply(request, _vocabulary);
        var limit = RequestCheck.TokenLimit(request, _decoder.ContextLength, held: 0);
        lock (_gate)
        {
            Refuse();
        }

        var generation = new BatchedGeneration(
            new Generation(request, _vocabulary, limit, PassCost.Of(_decoder)), streams, cancellationToken, GenerationTelemetry.Begin(request, _vocabulary));
        generation.CallOnCancel(cancellationToken.UnsafeRegister(_ => TakeBack(generation), null));
        lock (_gate)
        {
            try
            {
                Refuse();
            }
            catch
            {
                generation.Abandon();
                throw;
            }

            generation.Place = _waiting.AddLast(generation);
            if (_thread is null)
            {
                _thread = new Thread(Work) { IsBackground = true, Name = "Guided batch" };
                _thread.Start();
            }

            Monitor.Pulse(_gate);
        }

        if (cancellationToken.IsCancellationRequested)
        {
            TakeBack(generation); // cancelled before it had a place to be taken back from
        }

        return generation;
    }

    /// <summary>Cancels every request and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            _failure ??= new ObjectDisposedException(nameof(BatchScheduler));
            _closing.Cancel();
            Monitor.Pulse(_gate);
        }

        if (_thread != Thread.CurrentThread)
        {
            _thread?.Join();
        }

        _closing.Dispose();
    }

    private void Refuse()
    {
        if (_failure is not null)
        {
            throw _failure is ObjectDisposedException ? new ObjectDisposedException(nameof(BatchScheduler))
                : new InvalidOperationException("The scheduler stopped after an error; see the inner exception.", _failure);
        }

        // A place that is free is taken by the worker in a moment, so it counts as room.
        if (_waiting.Count >= _options.QueueCapacity + Math.Max(0, _options.MaxBatch - _active))
        {
            _counters.Rejected();
            throw new QueueFullException(_options.QueueCapacity, _active);
        }
    }

    private void TakeBack(BatchedGeneration generation)
    {
        lock (_gate)
        {
            if (generation.Place is not { } place)
            {
                return; // in progress: the worker sees it before the next step
            }

            _waiting.Remove(place);
            generation.Place = null;
        }

        End(generation, new OperationCanceledException(generation.CancellationToken));
    }

    private void End(BatchedGeneration generation, Exception? exception)
    {
        _counters.Ended(exception);
        generation.End(exception);
    }

    private void Work()
    {
        BatchWorker? worker = null;
        try
        {
            worker = new BatchWorker(SequenceBatch.Of(_decoder, _options.MaxBatch), _options, _counters, End, PassCost.Of(_decoder));
            var closing = _closing.Token;
            while (Admit(worker))
            {
                worker.Step(closing);
                lock (_gate)
                {
                    _active = worker.Count;
                }
            }
        }
#pragma warning disable CA1031 // whatever it is, the requests must learn of it, as nobody else waits for this thread
        catch (Exception exception)
#pragma warning restore CA1031
        {
            lock (_gate)
            {
                _failure ??= exception;
            }
        }

        EndAll(worker);
    }

    // Gives waiting requests the free places; waits while there is nothing to do. False when the scheduler closes.
    private bool Admit(BatchWorker worker)
    {
        lock (_gate)
        {
            while (_waiting.Count == 0 && worker.Count == 0 && !_closing.IsCancellationRequested)
            {
                Monitor.Wait(_gate);
            }

            while (_waiting.First is { } place && worker.Count < _options.MaxBatch)
            {
                _waiting.RemoveFirst();
                place.Value.Place = null;
                _counters.Waited(place.Value.Start());
                worker.Add(place.Value);
            }

            _active = worker.Count;
            return !_closing.IsCancellationRequested;
        }
    }

    private void EndAll(BatchWorker? worker)
    {
        BatchedGeneration[] waiting;
        Exception reason;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
            foreach (var generation in waiting)
            {
                generation.Place = null;
            }

            reason = _failure is null or ObjectDisposedException ? new OperationCanceledException("The scheduler was disposed of.") : _failure;
            _active = 0;
        }

        worker?.EndAll(reason);
        foreach (var generation in waiting)
        {
            End(generation, reason);
        }

        worker?.Dispose();
    }
}
