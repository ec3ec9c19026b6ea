using System.CommandLine;
using System.Globalization;
using System.Text;
using Guided.DecodeBench.Throughput;
using Guided.Onnx.Decoders;
using Guided.Testing;

namespace Guided.DecodeBench;

/// <summary>What the decode loop and the grammar cost beside a forward pass, with a vocabulary of 128k tokens.</summary>
internal static class ThroughputCommand
{
    public static Command Create()
    {
        var steps = new Option<int>("--steps") { Description = "Tokens per round", DefaultValueFactory = _ => 64 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds", DefaultValueFactory = _ => 7 };
        var threads = new Option<int>("--threads") { Description = "Threads of the model", DefaultValueFactory = _ => 1 };
        var output = new Option<FileInfo?>("--out") { Description = "Writes the results as Markdown to this file too" };
        var command = new Command("throughput", "The cost of the loop and of the grammar beside a generated model's forward pass") { steps, rounds, threads, output };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var folder = Directory.CreateTempSubdirectory("guided-throughput");
            try
            {
                var vocabulary = VocabularyFile.Load("llama3");
                GeneratedModel.Write(folder.FullName, vocabulary.Size, parsed.GetValue(threads));
                using var decoder = OnnxDecoder.Load(folder.FullName);
                var run = new ThroughputRun(decoder, vocabulary, parsed.GetValue(steps));
                run.Run(parsed.GetValue(rounds), cancellationToken);
                var page = Page(run, vocabulary.Size, parsed.GetValue(steps), parsed.GetValue(rounds), parsed.GetValue(threads));
                Console.Write(page);
                if (parsed.GetValue(output) is { } target)
                {
                    await File.WriteAllTextAsync(target.FullName, page, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                folder.Delete(recursive: true);
            }
        });
        return command;
    }

    private static string Page(ThroughputRun run, int vocabulary, int steps, int rounds, int threads)
    {
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"""
            # The cost of a step at a vocabulary of 128k tokens

            Made by `dotnet run -c Release --project bench/Guided.DecodeBench -- throughput --out docs/results/throughput.md`.

            A generated model with random weights: {GeneratedModel.Describe(vocabulary)}; {threads} thread. *ONNX Runtime alone* binds
            what changes (the mask), runs one token and does nothing with the logits. Steps of all rows are made in turn, at the same lengths; {rounds} rounds
            of {steps} steps. *Cost* is the median over rounds of the ratio of median steps (and of mean steps, in which rare dear ones count) less one,
            by the clock; below it by the processor time of the thread. Random weights never want what a grammar allows, so the guided
            rows are the worst case: nearly every greedy choice is refused and masked. Rows with a *new grammar* begin each round with an automaton that has
            computed no masks of its own.

            | row | step, ms | cost of the median step | cost of the mean step | by processor time: median | mean |
            |---|---:|---:|---:|---:|---:|
            """);
        var bare = run.Times[0];
        foreach (var times in run.Times)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {times.Name} | {times.Milliseconds(cpu: false):F2} | {times.MedianRatio(bare, cpu: false) - 1:P1} | {times.MeanRatio(bare, cpu: false) - 1:P1} | {times.MedianRatio(bare, cpu: true) - 1:P1} | {times.MeanRatio(bare, cpu: true) - 1:P1} |");
        }

        return page.ToString();
    }
}
