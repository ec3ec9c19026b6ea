using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Decoding.Speculation;
using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Batching;

public class BatchSchedulerTests
{
    private static readonly Vocabulary Letters = Toy.Vocabulary(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public async Task Requests_that_share_passes_get_what_they_get_alone(int maxBatch)
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        using var scheduler = new BatchScheduler(decoder, Letters, new BatchOptions { MaxBatch = maxBatch, PromptTokensPerStep = 4 });
        decoder.Ready.Reset();
        var tasks = Enumerable.Range(0, 120).Select(i => scheduler.RunAsync(Request(i))).ToArray();
        decoder.Ready.Set();
        var results = await Task.WhenAll(tasks);
        for (var i = 0; i < results.Length; i++)
        {
            var expected = Alone(Request(i));
            Assert.Equal(expected.Tokens, results[i].Tokens);
            Assert.Equal((expected.FinishReason, expected.EndToken, expected.Seed), (results[i].FinishReason, results[i].EndToken, results[i].Seed));
        }

        var statistics = scheduler.Statistics;
        Assert.Equal((120, 0, 0), (statistics.Completed, statistics.Cancelled, statistics.Failed));
        Assert.Equal(decoder.Passes.Count(p => p < 0), statistics.SharedPasses);
        Assert.Equal(-decoder.Passes.Where(p => p < 0).Sum(), statistics.SharedTokens);
        Assert.Equal(statistics.SharedPasses, statistics.PassesBySize.Sum());
        Assert.True(maxBatch == 1 || statistics.MeanBatch > 1.5, $"{statistics.MeanBatch:F1} requests a pass");
        Assert.Equal(0, decoder.Batches.Single().Count);
    }

    [Fact]
    public async Task Cancelling_any_of_them_leaves_the_others_alone_and_no_slot_taken()
    {
        var ends = (Completed: 0, Cancelled: 0);
        for (var round = 0; round < 60; round++)
        {
            var random = new Random(round);
            using var decoder = new TrackedDecoder(Letters, 3);
            using var scheduler = new BatchScheduler(decoder, Letters, new BatchOptions { MaxBatch = 1 + random.Next(8), PromptTokensPerStep = 3 });
            CancellationTokenSource[] sources = [.. Enumerable.Range(0, 24).Select(_ => new CancellationTokenSource())];
            decoder.OnPass = _ =>
            {
                if (random.Next(3) == 0)
                {
                    sources[random.Next(sources.Length)].Cancel();
                }
            };
            decoder.Ready.Reset();
            var tasks = sources.Select((s, i) => scheduler.RunAsync(Request(i), s.Token)).ToArray();
            decoder.Ready.Set();
            for (var i = 0; i < tasks.Length; i++)
            {
                try
                {
                    Assert.Equal(Alone(Request(i)).Tokens, (await tasks[i]).Tokens);
                    ends.Completed++;
                }
                catch (OperationCanceledException exception)
                {
                    Assert.True(sources[i].IsCancellationRequested);
                    Assert.Equal(sources[i].Token, exception.CancellationToken);
                    ends.Cancelled++;
                }
            }

            Assert.Equal(0, decoder.Batches.Sum(b => b.Count));
            var statistics = scheduler.Statistics;
            Assert.Equal((24, 0, 0), (statistics.Completed + statistics.Cancelled, statistics.Failed, statistics.Waiting));
            Array.ForEach(sources, s => s.Dispose());
        }

        Assert.True(ends is { Completed: > 200, Cancelled: > 200 }, $"{ends}");
    }

    [Fact]
    public async Task One_request_too_many_is_refused_and_a_cancelled_one_makes_room()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        using var started = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        decoder.OnPass = pass =>
        {
            if (pass == 0)
            {
                started.Set();
                goOn.Wait();
            }
        };
        using var scheduler = new BatchScheduler(decoder, Letters, new BatchOptions { MaxBatch = 1, QueueCapacity = 2 });
        var first = scheduler.RunAsync(Request(0));
        started.Wait();
        using var source = new CancellationTokenSource();
        var second = scheduler.RunAsync(Request(4), source.Token);
        var third = scheduler.RunAsync(Request(8));
        var refused = Assert.Throws<QueueFullException>(() => { _ = scheduler.RunAsync(Request(12)); });
        Assert.Equal(2, refused.Capacity);
        Assert.Contains("2 wait", refused.Message, StringComparison.Ordinal);

        source.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var fourth = scheduler.RunAsync(Request(12));
        goOn.Set();
        Assert.All(await Task.WhenAll(first, third, fourth), r => Assert.NotEmpty(r.Tokens));
        Assert.Equal((1, 1, 3), (scheduler.Statistics.Rejected, scheduler.Statistics.Cancelled, scheduler.Statistics.Completed));
    }

    [Fact]
    public async Task A_request_that_fails_fails_alone()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        using var scheduler = new BatchScheduler(decoder, Letters);
        var good = Enumerable.Range(0, 6).Select(i => scheduler.RunAsync(Request(i))).ToArray();
        var bad = scheduler.RunAsync(new GenerationRequest { Prompt = new[] { 0, 1 }, Processors = [new Failing()] });
        Assert.Equal("third token", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        for (var i = 0; i < good.Length; i++)
        {
            Assert.Equal(Alone(Request(i)).Tokens, (await good[i]).Tokens);
        }

        Assert.Equal((1, 0), (scheduler.Statistics.Failed, decoder.Batches.Single().Count));
    }

    [Fact]
    public async Task A_failed_pass_is_the_failure_of_those_who_took_part()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        decoder.OnPass = pass =>
        {
            if (pass == 12)
            {
                throw new InvalidOperationException("out of memory");
            }
        };
        using var scheduler = new BatchScheduler(decoder, Letters, new BatchOptions { MaxBatch = 4 });
        var tasks = Enumerable.Range(0, 12).Select(i => scheduler.RunAsync(Request(i))).ToArray();
        await Task.WhenAll(tasks.Select(t => t.ContinueWith(_ => { }, TaskScheduler.Default)));
        Assert.InRange(tasks.Count(t => t.IsFaulted), 1, 4);
        Assert.All(tasks.Where(t => t.IsFaulted), t => Assert.Equal("out of memory", t.Exception!.InnerException!.Message));
        Assert.Equal(12, tasks.Count(t => t.IsCompletedSuccessfully) + tasks.Count(t => t.IsFaulted));
        Assert.Equal(0, decoder.Batches.Single().Count);
    }

    [Fact]
    public async Task A_model_that_cannot_batch_runs_the_requests_of_a_step_one_by_one()
    {
        using var decoder = new TrackedDecoder(Letters, 3) { CanBatch = false };
        using var scheduler = new BatchScheduler(decoder, Letters);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => scheduler.RunAsync(Request(i))));
        Assert.Empty(decoder.Batches);
        for (var i = 0; i < results.Length; i++)
        {
            Assert.Equal(Alone(Request(i)).Tokens, results[i].Tokens);
        }
    }

    [Fact]
    public async Task Tokens_stream_as_they_are_chosen()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        using var scheduler = new BatchScheduler(decoder, Letters);
        var others = Enumerable.Range(20, 5).Select(i => scheduler.RunAsync(Request(i))).ToArray();
        var streamed = scheduler.Submit(Request(1), streams: true);
        var tokens = new List<GeneratedToken>();
        await foreach (var token in streamed.Tokens)
        {
            tokens.Add(token);
        }

        var result = await streamed.Completion;
        Assert.Equal(result.Tokens, tokens.Select(t => t.Id));
        Assert.Equal(Enumerable.Range(0, tokens.Count), tokens.Select(t => t.Position));
        await Task.WhenAll(others);
        Assert.Throws<InvalidOperationException>(() => scheduler.Submit(Request(1), streams: false).Tokens);
    }

    [Fact]
    public async Task Long_prompts_do_not_hold_up_those_who_generate()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        using var scheduler = new BatchScheduler(decoder, Letters, new BatchOptions { MaxBatch = 8, PromptTokensPerStep = 5 });
        using var started = new ManualResetEventSlim();
        decoder.OnPass = pass =>
        {
            if (pass == 1)
            {
                started.Wait(); // the first request generates; now the long ones come
            }
        };
        var first = scheduler.RunAsync(Long(1, 60));
        var others = Enumerable.Range(0, 4).Select(_ => scheduler.RunAsync(Long(100, 3))).ToArray();
        started.Set();
        await Task.WhenAll([first, .. others]);

        var between = 0;
        var most = 0;
        foreach (var tokens in decoder.Passes.Skip(1).SkipWhile(t => t > 0).Take(60))
        {
            between = tokens < 0 ? 0 : between + tokens;
            most = Math.Max(most, between);
        }

        Assert.InRange(most, 1, 5);
        GenerationRequest Long(int prompt, int tokens) => new()
        {
            Prompt = Enumerable.Repeat(1, prompt).ToArray(),
            Options = new() { MaxTokens = tokens },
            Processors = [new NoEnd(Letters)],
        };
    }

    [Fact]
    public async Task Disposing_cancels_what_is_left()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        var scheduler = new BatchScheduler(decoder, Letters, new BatchOptions { MaxBatch = 2 });
        using var started = new ManualResetEventSlim();
        decoder.OnPass = _ =>
        {
            started.Set();
            Thread.Sleep(1); // so that they cannot all come to their end before
        };
        var tasks = Enumerable.Range(0, 50).Select(_ => scheduler.RunAsync(new GenerationRequest
        {
            Prompt = new[] { 1 },
            Processors = [new NoEnd(Letters)],
        })).ToArray();
        started.Wait();
        scheduler.Dispose();
        scheduler.Dispose();
        foreach (var task in tasks)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }

        Assert.True(decoder.Batches.Single() is { IsDisposed: true, Count: 0 });
        Assert.Throws<ObjectDisposedException>(() => { _ = scheduler.RunAsync(Request(1)); });
    }

    [Fact]
    public void Bad_requests_are_refused_at_once()
    {
        using var decoder = new TrackedDecoder(Letters, 3);
        using var scheduler = new BatchScheduler(decoder, Letters);
        Assert.Throws<ArgumentException>(() => { _ = scheduler.RunAsync(new GenerationRequest { Prompt = Array.Empty<int>() }); });
        Assert.Throws<ContextOverflowException>(() => { _ = scheduler.RunAsync(new GenerationRequest { Prompt = new int[decoder.ContextLength] }); });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOptions { MaxBatch = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchOptions { QueueCapacity = -1 });
        Assert.Empty(decoder.Batches);
    }

    private static GenerationResult Alone(GenerationRequest request)
    {
        using var decoder = new FakeDecoder(Letters, 3);
        using var loop = new DecodeLoop(decoder, Letters, request);
        return loop.Run();
    }

    /// <summary>All kinds: greedy and sampled, with a grammar and without, with guesses and without, short and long prompts.</summary>
    private static GenerationRequest Request(int i)
    {
        var random = new Random(i);
        return new GenerationRequest
        {
            Prompt = Enumerable.Range(0, 1 + random.Next(i % 4 == 0 ? 2 : 20)).Select(_ => random.Next(6)).ToArray(),
            Grammar = i % 3 > 0 ? new FiniteAutomaton(Letters, Toy.Language(random)) : null,
            Options = new() { MaxTokens = 40 + (i % 3), Temperature = i % 2, Seed = i, TopK = i % 5 == 0 ? 4 : null, SkipForcedPasses = i % 7 > 0 },
            Proposers = i % 2 > 0 ? [new ForcedTokenProposer(new ToyTokenizer(Letters))] : [],
        };
    }

    private sealed class Failing : ILogitProcessor
    {
        private int _accepted;

        public ProcessorStage Stage => ProcessorStage.Penalty;

        public bool ChangesArgmax => true;

        public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
        {
            if (_accepted == 2)
            {
                throw new InvalidOperationException("third token");
            }

            row.Forbid(Letters.EndTokens[0]);
            row.Forbid(Letters.EndTokens[1]);
        }

        public void Accept(int token) => _accepted++;

        public void Rewind(int count) => _accepted -= count;

        public ILogitProcessor Fork() => new Failing();
    }

    private sealed class NoEnd(Vocabulary vocabulary) : ILogitProcessor
    {
        public ProcessorStage Stage => ProcessorStage.Mask;

        public bool ChangesArgmax => true;

        public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
        {
            foreach (var end in vocabulary.EndTokens)
            {
                row.Forbid(end);
            }
        }

        public void Accept(int token)
        {
        }

        public void Rewind(int count)
        {
        }

        public ILogitProcessor Fork() => this;
    }
}
