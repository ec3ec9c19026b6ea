using System.Diagnostics;
using Guided.Decoding.Speculation;

namespace Guided.Decoding.Batching;

/// <summary>The requests in progress of a <see cref="BatchScheduler"/> and the passes that take them on. Used by one thread.</summary>
internal sealed class BatchWorker(
    IDecoderBatch batch, BatchOptions options, BatchCounters counters, Action<BatchedGeneration, Exception?> end, PassCost cost) : IDisposable
{
    // A few waiting tokens go through shared passes one by one: a pass of their own would cost more than their rows.
    private const int MostFedSingly = 4;

    private readonly List<BatchedGeneration> _active = new(options.MaxBatch);
    private readonly BatchedGeneration[] _joining = new BatchedGeneration[options.MaxBatch];
    private readonly IBatchSequence[] _sequences = new IBatchSequence[options.MaxBatch];
    private readonly int[] _tokens = new int[options.MaxBatch];

    /// <summary>The requests in progress.</summary>
    public int Count => _active.Count;

    /// <summary>Takes a request; there must be a free place.</summary>
    public void Add(BatchedGeneration generation) => _active.Add(generation);

    /// <summary>
    /// Lets every request that reads a prompt read on, up to the limit on such tokens, and every other one take a token in one shared pass.
    /// Requests that end leave.
    /// </summary>
    public void Step(CancellationToken cancellationToken)
    {
        Plan();
        var joining = 0;
        foreach (var generation in _active)
        {
            if (JoinsSharedPass(generation))
            {
                _joining[joining] = generation;
                _sequences[joining] = generation.Sequence!;
                _tokens[joining++] = generation.Generation.Input[generation.Fed];
            }
        }

        RunSingly(joining > 0 ? options.PromptTokensPerStep : int.MaxValue, cancellationToken);
        if (joining > 0)
        {
            RunShared(joining, cancellationToken);
        }

        _active.RemoveAll(static generation => generation.Completion.IsCompleted);
        Array.Clear(_joining, 0, joining);
        Array.Clear(_sequences, 0, joining);
    }

    /// <summary>Ends every request with an exception.</summary>
    public void EndAll(Exception exception)
    {
        foreach (var generation in _active.Where(g => !g.Completion.IsCompleted))
        {
            end(generation, exception);
        }

        _active.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => batch.Dispose();

    private void Plan()
    {
        // Guesses need passes of their own, which pay only where nobody shares passes.
        var alone = _active.Count == 1;
        foreach (var generation in _active)
        {
            Try(generation, alone, static (g, alone) =>
            {
                g.CancellationToken.ThrowIfCancellationRequested();
                if (g.NeedsPlan)
                {
                    g.Generation.MayPropose = alone;
                    g.NeedsPlan = false;
                    g.Fed = 0;
                    return !g.Generation.Plan(g.CancellationToken);
                }

                return false;
            });
        }

        _active.RemoveAll(static generation => generation.Completion.IsCompleted);
        foreach (var generation in _active)
        {
            generation.Sequence ??= batch.CreateSequence();
        }
    }

    private static bool JoinsSharedPass(BatchedGeneration generation) =>
        generation.Generation.Rows == 1
        && generation.Generation.Input.Length - generation.Fed is var left
        && (left == 1 || (left <= MostFedSingly && generation.Sequence!.Length > 0));

    private void RunSingly(int limit, CancellationToken cancellationToken)
    {
        foreach (var generation in _active)
        {
            if (limit <= 0 || cancellationToken.IsCancellationRequested)
            {
                break;
            }

            if (!JoinsSharedPass(generation))
            {
                limit -= RunSingly(generation, limit);
            }
        }
    }

    // Appends tokens of one request in a pass of its own; the guesses and the tokens before them stay together.
    private int RunSingly(BatchedGeneration generation, int limit)
    {
        var rows = generation.Generation.Rows;
        var input = generation.Generation.Input[generation.Fed..];
        var isLast = rows > 1 || input.Length <= limit;
        var taken = isLast ? input : input[..limit];
        Try(generation, (Worker: this, Count: taken.Length, Rows: isLast ? rows : 1), static (g, pass) =>
        {
            var start = Stopwatch.GetTimestamp();
            var logits = g.Sequence!.Append(g.Generation.Input.Slice(g.Fed, pass.Count), pass.Rows, g.CancellationToken);
            pass.Worker.CountSingle(g, pass.Count, start);
            return g.Fed == g.Generation.Input.Length && Consume(g, logits);
        });
        return taken.Length;
    }

    private void CountSingle(BatchedGeneration generation, int tokens, long start)
    {
        var time = Stopwatch.GetElapsedTime(start);
        counters.Single(tokens, time);
        cost.Observe(tokens, time);
        Note(generation, tokens, time);
    }

    private void RunShared(int count, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            batch.Advance(_sequences.AsSpan(0, count), _tokens.AsSpan(0, count), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            throw; // the scheduler closes
        }
#pragma warning disable CA1031 // a failed pass is the failure of everyone who took part, and of nobody else
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var generation in _joining.AsSpan(0, count))
            {
                end(generation, exception);
            }

            return;
        }

        var time = Stopwatch.GetElapsedTime(start);
        counters.Shared(count, time);
        if (count == 1)
        {
            cost.Observe(1, time);
        }

        foreach (var generation in _joining.AsSpan(0, count))
        {
            Note(generation, 1, time);
            if (generation.Fed == generation.Generation.Input.Length)
            {
                Try(generation, 0, static (g, _) => Consume(g, g.Sequence!.Logits));
            }
        }
    }

    private static void Note(BatchedGeneration generation, int tokens, TimeSpan time)
    {
        generation.Fed += tokens;
        generation.Generation.Statistics.ForwardPasses++;
        generation.Generation.Statistics.ModelTime += time;
    }

    // Chooses from the logits of the planned input; true when the generation has finished.
    private static bool Consume(BatchedGeneration generation, Span<float> logits)
    {
        var (state, sequence) = (generation.Generation, generation.Sequence!);
        var held = sequence.Length - state.Input.Length;
        generation.NeedsPlan = true;
        state.Consume(logits, generation.CancellationToken);
        if (sequence.Length > held + state.Kept)
        {
            sequence.Rewind(held + state.Kept);
        }

        generation.Publish();
        return state.FinishReason is not null;
    }

    // Runs a part of one request. Its end, good or bad, is its own affair.
    private void Try<T>(BatchedGeneration generation, T state, Func<BatchedGeneration, T, bool> part)
    {
        try
        {
            if (part(generation, state))
            {
                generation.Publish();
                end(generation, null);
            }
        }
#pragma warning disable CA1031 // every failure of a request is handed to its caller
        catch (Exception exception)
#pragma warning restore CA1031
        {
            end(generation, exception);
        }
    }
}
