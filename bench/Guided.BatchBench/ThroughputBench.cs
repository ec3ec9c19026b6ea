using System.Diagnostics;
using System.Globalization;
using System.Text;
using Guided.Decoding.Batching;
using Guided.Typed;

namespace Guided.BatchBench;

/// <summary>Many requests with different grammars, one by one and in shared passes.</summary>
internal static class ThroughputBench
{
    public static async Task<string> RunAsync(string folder, int requests, int repeats)
    {
        // Other rows in each run: guesses learn from what was generated before, and would know the same requests by heart.
        var runs = BenchRow.Load(folder).Chunk(requests).Take(repeats + 1).ToArray();
        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{requests} requests of all five test sets, each with a grammar of its own; greedy; median of {runs.Length - 1} runs over different requests, the first one not counted.\n");
        table.AppendLine("| | tokens/s | relative | tokens per s of CPU time | relative | requests a shared pass | mean wait for a place, ms | outputs that differ |");
        table.AppendLine("|---|---|---|---|---|---|---|---|");
        string[]? expected = null;
        var (single, singleCpu) = (0.0, 0.0);
        foreach (var (name, batching, speculation) in Modes())
        {
            using var model = GuidedModel.Load(folder, new GuidedModelOptions { Batching = batching });
            await model.WarmUp;
            var speeds = new List<double>();
            var cpuSpeeds = new List<double>();
            var all = new List<Generated<string>>();
            foreach (var rows in runs)
            {
                var cpu = Environment.CpuUsage.TotalTime;
                var start = Stopwatch.GetTimestamp();
                var results = batching is null ? await OneByOneAsync(model, rows, speculation) : await Task.WhenAll(rows.Select(r => Run(model, r, speculation)));
                if (rows != runs[0])
                {
                    var tokens = results.Sum(r => r.Statistics.GeneratedTokens);
                    speeds.Add(tokens / Stopwatch.GetElapsedTime(start).TotalSeconds);
                    cpuSpeeds.Add(tokens / (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
                }

                all.AddRange(results);
            }

            expected ??= [.. all.Select(r => r.Text)];
            var speed = speeds.Order().ElementAt(speeds.Count / 2);
            var cpuSpeed = cpuSpeeds.Order().ElementAt(speeds.Count / 2);
            (single, singleCpu) = single == 0 ? (speed, cpuSpeed) : (single, singleCpu);
            var wait = all.Average(r => r.Statistics.QueueTime.TotalMilliseconds);
            table.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {speed:F0} | {speed / single:F2} | {cpuSpeed:F0} | {cpuSpeed / singleCpu:F2} | {model.BatchStatistics?.MeanBatch ?? 1:F1} | {wait:F1} | {all.Zip(expected).Count(p => p.First.Text != p.Second)} |");
        }

        return table.ToString();
    }

    private static IEnumerable<(string, BatchOptions?, SpeculationKinds)> Modes()
    {
        yield return ("one by one", null, SpeculationKinds.None);
        yield return ("one by one, text guessed ahead", null, SpeculationKinds.All);
        foreach (var size in (int[])[1, 4, 8, 16])
        {
            yield return ($"up to {size} share passes", new BatchOptions { MaxBatch = size }, SpeculationKinds.All);
        }
    }

    private static async Task<Generated<string>[]> OneByOneAsync(GuidedModel model, BenchRow[] rows, SpeculationKinds speculation)
    {
        var results = new List<Generated<string>>();
        foreach (var row in rows)
        {
            results.Add(await Run(model, row, speculation));
        }

        return [.. results];
    }

    private static Task<Generated<string>> Run(GuidedModel model, BenchRow row, SpeculationKinds speculation) => model.GenerateTextAsync(
        row.FullPrompt, row.Format, new RequestOptions { DescribeFormat = false, Speculation = speculation, Generation = new() { MaxTokens = 384 } });
}
