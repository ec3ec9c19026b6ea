using System.Diagnostics;
using System.Globalization;
using System.Text;
using Guided.Classification;
using Guided.Formats;

namespace Guided.BatchBench;

/// <summary>What a posterior over twenty labels costs, against decoding one label greedily.</summary>
internal static class LabelBench
{
    private const int LabelCount = 20;
    private const int MostTokens = 4;

    public static async Task<string> RunAsync(string folder, int messages)
    {
        using var model = GuidedModel.Load(folder);
        await model.WarmUp;
        var labels = Labels(model, folder);
        var prompts = BenchRow.Load(folder).Select(r => r.Prompt).Take(messages).ToArray();
        var canonical = new RequestOptions { Classification = new() { Tokenisations = Tokenisations.Canonical } };
        var greedy = new Timing("one label, greedy");
        var alone = new Timing("posterior, the tokenizer's own tokens");
        var all = new Timing("posterior, every tokenisation (tolerance 1e-5)");
        var (unexplored, same) = (0.0, 0);
        var (ownTokens, allTokens) = (0, 0);
        for (var i = -20; i < prompts.Length; i++)
        {
            // A few rounds go first to warm up; then the three take turns at being first.
            var prompt = prompts[Math.Max(i, 0)];
            var text = "";
            var label = "";
            Func<Task>[] runs =
            [
                () => greedy.TimeAsync(i, async () => text = (await model.GenerateTextAsync(prompt, OutputFormat.Choice(labels))).Text),
                () => alone.TimeAsync(i, async () =>
                {
                    var result = await model.ClassifyAsync(prompt, labels, canonical);
                    ownTokens += i >= 0 ? result.Evaluations : 0;
                    return result;
                }),
                () => all.TimeAsync(i, async () =>
                {
                    var result = await model.ClassifyAsync(prompt, labels);
                    unexplored = Math.Max(unexplored, result.UnexploredMass / result.Mass);
                    label = result.Label;
                    allTokens += i >= 0 ? result.Evaluations : 0;
                    return result;
                }),
            ];
            for (var j = 0; j < runs.Length; j++)
            {
                await runs[(i + 20 + j) % runs.Length]();
            }

            same += i >= 0 && text == label ? 1 : 0;
        }

        var table = new StringBuilder();
        table.AppendLine(CultureInfo.InvariantCulture, $"{prompts.Length} messages, {LabelCount} labels of up to {MostTokens} tokens: {string.Join(", ", labels)}.\n");
        table.AppendLine("| | mean ms | median ms | relative to greedy | mean ms of CPU time | relative to greedy | tokens through the model after the prompt |");
        table.AppendLine("|---|---|---|---|---|---|---|");
        foreach (var (timing, tokens) in new[] { (greedy, ""), (alone, Mean(ownTokens)), (all, Mean(allTokens)) })
        {
            table.AppendLine(CultureInfo.InvariantCulture, $"| {timing.Name} | {timing.Mean:F1} | {timing.Median:F1} | {timing.Mean / greedy.Mean:F2} | {timing.Cpu:F1} | {timing.Cpu / greedy.Cpu:F2} | {tokens} |");
        }

        table.AppendLine(CultureInfo.InvariantCulture, $"\nGreatest share of mass not looked at: {unexplored:E1}. The greedy label is the most probable one for {same} messages.");
        return table.ToString();

        string Mean(int sum) => ((double)sum / prompts.Length).ToString("F1", CultureInfo.InvariantCulture);
    }

    private static string[] Labels(GuidedModel model, string folder)
    {
        var tokens = new List<int>();
        return [.. BenchRow.Load(folder, "c_labels").SelectMany(r => r.Labels!).Distinct().Order(StringComparer.Ordinal).Where(l =>
        {
            tokens.Clear();
            model.Tokenizer.Encode(l, tokens);
            return tokens.Count <= MostTokens;
        }).Where((_, i) => i % 2 == 0).Take(LabelCount)];
    }

    private sealed class Timing(string name)
    {
        private readonly List<double> _times = [];
        private readonly List<double> _cpuTimes = [];

        public string Name => name;

        public double Mean => _times.Average();

        /// <summary>Of all threads; says more than the clock on a machine that has other things to do.</summary>
        public double Cpu => _cpuTimes.Average();

        public double Median => _times.Order().ElementAt(_times.Count / 2);

        public async Task TimeAsync<T>(int round, Func<Task<T>> run)
        {
            var cpu = Environment.CpuUsage.TotalTime;
            var start = Stopwatch.GetTimestamp();
            await run();
            if (round >= 0)
            {
                _cpuTimes.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
                _times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }
    }
}
