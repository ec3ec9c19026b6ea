using Guided.Decoding.Batching;
using Guided.Testing;
using Guided.Typed;

namespace Guided.Generation;

public class BatchTests
{
    private static readonly string[] Prompts =
    [
        .. new[] { "Dana Kelly", "Tom Baker", "Ana Silva", "Ben Carter", "Eva Lind", "Max Roth" }.Select((name, i) =>
            $"Read the order.\nMy name is {name}. Please send {i + 2} red chairs."),
    ];

    [ModelFact]
    public async Task Many_prompts_give_what_each_gives_alone()
    {
        var reports = new List<ManyProgress>();
        var many = await TestModel.Shared.GenerateManyAsync<GenerateTests.Order>(Prompts, progress: new Recorder(reports));
        Assert.Equal(Prompts.Length, many.Count);
        for (var i = 0; i < Prompts.Length; i++)
        {
            var alone = await TestModel.Shared.GenerateResultAsync<GenerateTests.Order>(Prompts[i]);
            Assert.Equal((alone.Text, alone.Value), (many[i].Text, many[i].Value));
        }

        Assert.Equal(Enumerable.Range(1, Prompts.Length), reports.Select(r => r.Completed));
        Assert.Equal(Enumerable.Range(0, Prompts.Length), reports.Select(r => r.Index).Order());
        Assert.All(reports, r => Assert.Equal(Prompts.Length, r.Total));
        Assert.Equal(many.Sum(m => m.Statistics.GeneratedTokens), reports[^1].GeneratedTokens);
        Assert.Equal(TimeSpan.Zero, reports[^1].Remaining);
    }

    [ModelFact]
    public async Task A_prompt_that_fails_does_not_end_the_others()
    {
        string[] prompts = [Prompts[0], new string('x', 20_000), Prompts[1]];
        var results = new List<ManyResult<GenerateTests.Order>>();
        await foreach (var result in TestModel.Shared.StreamManyAsync<GenerateTests.Order>(prompts))
        {
            results.Add(result);
        }

        Assert.Equal([0, 1, 2], results.Select(r => r.Index).Order());
        var failed = Assert.Single(results, r => !r.IsSuccess);
        Assert.Equal(1, failed.Index);
        Assert.Throws<Decoding.ContextOverflowException>(() => failed.Value);
        await Assert.ThrowsAsync<Decoding.ContextOverflowException>(() => TestModel.Shared.GenerateManyAsync<GenerateTests.Order>(prompts));
    }

    [ModelFact]
    public async Task Many_prompts_can_be_cancelled_or_left()
    {
        using var source = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TestModel.Shared.GenerateManyAsync<GenerateTests.Order>(
            [.. Prompts, .. Prompts, .. Prompts], progress: new Recorder([], source.Cancel), cancellationToken: source.Token));
        await foreach (var result in TestModel.Shared.StreamManyTextAsync([.. Prompts, .. Prompts], Formats.OutputFormat.Regex("[a-z]{5}")))
        {
            Assert.Equal(5, result.Value.Text.Length);
            break;
        }
    }

    [ModelFact]
    public async Task Requests_made_at_the_same_time_share_passes_when_that_is_wanted()
    {
        using var model = GuidedModel.Load(ShippedModel.Folder!, new GuidedModelOptions { Batching = new BatchOptions { MaxBatch = 4 } });
        var tasks = Prompts.Select(p => model.GenerateResultAsync<GenerateTests.Order>(p)).ToArray();
        var text = "";
        await foreach (var update in model.StreamAsync<GenerateTests.Order>(Prompts[2]))
        {
            text += update.Text;
        }

        var results = await Task.WhenAll(tasks);
        for (var i = 0; i < Prompts.Length; i++)
        {
            Assert.Equal((await TestModel.Shared.GenerateResultAsync<GenerateTests.Order>(Prompts[i])).Text, results[i].Text);
        }

        Assert.Equal(results[2].Text, text);
        await foreach (var update in model.StreamAsync<GenerateTests.Order>(Prompts[3]))
        {
            break; // the place is given back
        }

        while (model.BatchStatistics!.Active > 0)
        {
            await Task.Delay(1);
        }

        Assert.Equal((8, 0), (model.BatchStatistics.Completed + model.BatchStatistics.Cancelled, model.BatchStatistics.Failed));
        Assert.True(model.BatchStatistics.MeanBatch > 1);
        Assert.Null(TestModel.Shared.BatchStatistics);
    }

    [ModelFact]
    public async Task Sixteen_mixed_requests_survive_the_cancellation_of_any_of_them()
    {
        var rows = new[] { "a_entities", "b_records", "c_labels", "d_arithmetic", "e_tools" }.SelectMany(t => TestModel.Rows(t, 4)).Take(16).ToArray();
        using var model = GuidedModel.Load(ShippedModel.Folder!, new GuidedModelOptions { Batching = new BatchOptions { MaxBatch = 16 } });
        var expected = new List<string>();
        foreach (var row in rows)
        {
            expected.Add((await Run(TestModel.Shared, row, default)).Text);
        }

        var cancelled = 0;
        for (var round = 0; round < 3; round++)
        {
            var random = new Random(round);
            CancellationTokenSource[] sources = [.. rows.Select(_ => new CancellationTokenSource())];
            var tasks = rows.Select((row, i) => Run(model, row, sources[i].Token)).ToArray();
            if (round < 2)
            {
                sources[round].Cancel();
            }

            var canceller = Task.Run(async () =>
            {
                // The others one after another as passes go by; the last round cancels none.
                foreach (var source in sources.Where(_ => round < 2 && random.Next(2) == 0).OrderBy(_ => random.Next()))
                {
                    var passes = model.BatchStatistics!.SharedPasses;
                    while (model.BatchStatistics.SharedPasses == passes && !tasks.All(t => t.IsCompleted))
                    {
                        await Task.Yield();
                    }

                    await source.CancelAsync();
                }
            });
            for (var i = 0; i < tasks.Length; i++)
            {
                try
                {
                    Assert.Equal(expected[i], (await tasks[i]).Text);
                }
                catch (OperationCanceledException)
                {
                    Assert.True(sources[i].IsCancellationRequested);
                    cancelled++;
                }
            }

            await canceller;
            Assert.Equal((0, 0), (model.BatchStatistics!.Waiting, model.BatchStatistics.Failed));
            Array.ForEach(sources, s => s.Dispose());
        }

        Assert.InRange(model.BatchStatistics!.Completed, 16, 48);
        Assert.InRange(cancelled, 2, 32);
        Assert.InRange(model.BatchStatistics.Completed + cancelled, 48, 48);
    }

    private static Task<Generated<string>> Run(GuidedModel model, TestRow row, CancellationToken cancellationToken) => model.GenerateTextAsync(
        row.Prompt,
        row.Schema is { } schema ? Formats.OutputFormat.Json(schema) : Formats.OutputFormat.Choice(row.Labels),
        new RequestOptions { Generation = new() { MaxTokens = 120 } },
        cancellationToken);

    private sealed class Recorder(List<ManyProgress> reports, Action? first = null) : IProgress<ManyProgress>
    {
        public void Report(ManyProgress value)
        {
            reports.Add(value);
            first?.Invoke();
        }
    }
}
