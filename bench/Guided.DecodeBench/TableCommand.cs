using System.CommandLine;
using System.Diagnostics;
using Guided.DecodeBench.Tables;

namespace Guided.DecodeBench;

/// <summary>The table of all ways of decoding.</summary>
internal static class TableCommand
{
    public static void AddTo(RootCommand command)
    {
        var folder = new Argument<DirectoryInfo>("model") { Description = "A model folder with its test sets in tests/*.jsonl" };
        var rows = new Option<int>("--rows") { Description = "Rows per task", DefaultValueFactory = _ => int.MaxValue };
        var tasks = new Option<string?>("--tasks") { Description = "The tasks, by the beginnings of their names with commas between: a,b" };
        var groups = new Option<int>("--groups") { Description = "Groups of rows whose speeds are compared", DefaultValueFactory = _ => 5 };
        var workers = new Option<int>("--workers")
        {
            Description = "Tasks that run at a time",
            DefaultValueFactory = _ => Math.Min(2, Environment.ProcessorCount),
        };
        var output = new Option<FileInfo?>("--out") { Description = "Writes the tables as Markdown to this file too" };
        command.Add(folder);
        command.Options.Add(rows);
        command.Options.Add(tasks);
        command.Options.Add(groups);
        command.Options.Add(workers);
        command.Options.Add(output);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var start = Stopwatch.GetTimestamp();
            using var model = GuidedModel.Load(parsed.GetRequiredValue(folder).FullName);
            var wanted = parsed.GetValue(tasks)?.Split(',');
            var benches = Directory.GetFiles(Path.Combine(parsed.GetRequiredValue(folder).FullName, "tests"), "*.jsonl").Order()
                .Where(f => wanted is null || wanted.Any(w => Path.GetFileName(f).StartsWith(w, StringComparison.Ordinal)))
                .Select(f => new TaskBench(model, Path.GetFileNameWithoutExtension(f), TaskRow.Load(f, parsed.GetValue(rows)), parsed.GetValue(groups)))
                .ToList();

            // What runs first runs slowly until its code is compiled.
            new TaskBench(model, "warm-up", TaskRow.Load(WarmUpFile(parsed.GetRequiredValue(folder)), 3), 1).Run(cancellationToken);
            var options = new ParallelOptions { MaxDegreeOfParallelism = parsed.GetValue(workers), CancellationToken = cancellationToken };
            await Task.Run(() => Parallel.ForEach(benches, options, bench => bench.Run(cancellationToken)), cancellationToken).ConfigureAwait(false);

            var page = TablePage.Write(model.Name, $"dotnet run -c Release --project bench/Guided.DecodeBench -- models/{model.Name} --out docs/results/decoding.md", benches);
            Console.Write(page);
            Console.Error.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s");
            if (parsed.GetValue(output) is { } target)
            {
                await File.WriteAllTextAsync(target.FullName, page, cancellationToken).ConfigureAwait(false);
            }
        });
    }

    private static string WarmUpFile(DirectoryInfo model) => Directory.GetFiles(Path.Combine(model.FullName, "tests"), "*.jsonl").Order().First();
}
