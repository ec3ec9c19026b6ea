using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Formats;
using Guided.Steering;
using Guided.Typed;

namespace Guided;

/// <summary>Many requests at a time.</summary>
public sealed partial class GuidedModel
{
    /// <summary>What the requests that shared passes did; null unless <see cref="GuidedModelOptions.Batching"/> was set.</summary>
    public BatchStatistics? BatchStatistics => _scheduler is null ? null : _scheduler.Value.Statistics;

    /// <summary>Generates a value for each of many prompts, in shared forward passes.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="prompts">What the user says, once for each value.</param>
    /// <param name="options">Sampling, limits and so on, for all of them; null for greedy decoding.</param>
    /// <param name="progress">Is told of each prompt that is done.</param>
    /// <param name="cancellationToken">Ends all of them.</param>
    /// <returns>The values in the order of the prompts. Each is what the prompt would give by itself.</returns>
    /// <exception cref="ContextOverflowException">A prompt, with the shortest value after it, is longer than the context. The first failure ends the rest; use <see cref="StreamManyAsync{T}"/> to go on.</exception>
    /// <exception cref="OperationCanceledException">The generation was cancelled.</exception>
    public async Task<IReadOnlyList<Generated<T>>> GenerateManyAsync<T>(
        IEnumerable<string> prompts,
        RequestOptions? options = null,
        IProgress<ManyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        var all = prompts.ToArray();
        var values = new Generated<T>[all.Length];
        await foreach (var result in StreamManyAsync<T>(all, options, progress, cancellationToken).ConfigureAwait(false))
        {
            values[result.Index] = result.Value;
        }

        return values;
    }

    /// <summary>Generates a value for each of many prompts, in shared forward passes, and gives them as they are done.</summary>
    /// <inheritdoc cref="GenerateManyAsync{T}"/>
    /// <returns>A result for every prompt, in the order in which they end. A prompt that fails does not end the others.</returns>
    public IAsyncEnumerable<ManyResult<T>> StreamManyAsync<T>(
        IEnumerable<string> prompts,
        RequestOptions? options = null,
        IProgress<ManyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        options ??= new RequestOptions();
        var format = new TypeFormat<T>(options.Types);
        return RunManyAsync([.. prompts], format, format.Read, options, progress, cancellationToken);
    }

    /// <summary>Generates text in a format for each of many prompts, in shared forward passes, and gives the texts as they are done.</summary>
    /// <inheritdoc cref="StreamManyAsync{T}(IEnumerable{string}, RequestOptions?, IProgress{ManyProgress}?, CancellationToken)"/>
    /// <param name="format">What each text must look like; null for free text.</param>
#pragma warning disable CS1573 // the other parameters are inherited
    public IAsyncEnumerable<ManyResult<string>> StreamManyTextAsync(
        IEnumerable<string> prompts,
        OutputFormat? format = null,
        RequestOptions? options = null,
        IProgress<ManyProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return RunManyAsync(
            [.. prompts], format ?? OutputFormat.FreeText, text => text, options ?? new RequestOptions(), progress, cancellationToken);
    }
#pragma warning restore CS1573

    private async IAsyncEnumerable<ManyResult<T>> RunManyAsync<T>(
        string[] prompts,
        OutputFormat format,
        Func<string, T> read,
        RequestOptions options,
        IProgress<ManyProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (options.IsSteered)
        {
            throw new SteeringException("Steered or read requests do not share forward passes: send their prompts one by one.");
        }

        // A scheduler of its own, so that a long batch neither fills the queue of other requests nor is refused for theirs.
        var batching = _batching ?? new BatchOptions();
        using var scheduler = new BatchScheduler(Decoder, Tokenizer.Vocabulary, batching with { QueueCapacity = batching.MaxBatch });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var places = new SemaphoreSlim(2 * batching.MaxBatch);
        var results = Channel.CreateUnbounded<ManyResult<T>>();
        var feeding = Task.Run(() => Feed(stop.Token), CancellationToken.None);
        var start = Stopwatch.GetTimestamp();
        var tokens = 0;
        try
        {
            for (var done = 1; done <= prompts.Length; done++)
            {
                var result = await results.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
                tokens += result.IsSuccess ? result.Value.Statistics.GeneratedTokens : 0;
                progress?.Report(new ManyProgress(done, prompts.Length, result.Index, tokens, Stopwatch.GetElapsedTime(start)));
                yield return result;
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task Feed(CancellationToken stopping)
        {
            var running = new List<Task>(prompts.Length);
            for (var i = 0; i < prompts.Length && !stopping.IsCancellationRequested; i++)
            {
                await places.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                running.Add(One(i, stopping));
            }

            await Task.WhenAll(running).ConfigureAwait(false);
        }

        async Task One(int index, CancellationToken stopping)
        {
            ManyResult<T> result;
            try
            {
                stopping.ThrowIfCancellationRequested();
                var request = Request(Messages(prompts[index], options), format, options, stopping);
                var text = Accept(Check(Finish(await scheduler.RunAsync(request, stopping).ConfigureAwait(false)), format, stopping), options, attempts: 1);
                result = new ManyResult<T>(
                    index, new Generated<T>(read(text.Value), text.Value, text.FinishReason, text.Seed, text.Statistics) { Check = text.Check }, null);
            }
#pragma warning disable CA1031 // whatever it is, it is this prompt's result
            catch (Exception exception)
#pragma warning restore CA1031
            {
                result = new ManyResult<T>(index, null, exception);
            }

            results.Writer.TryWrite(result);
            places.Release();
        }
    }
}
