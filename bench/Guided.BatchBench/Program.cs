using System.CommandLine;
using Guided.BatchBench;

var folder = new Argument<DirectoryInfo>("model") { Description = "A model folder with its test sets in tests/*.jsonl" };
var output = new Option<FileInfo?>("--out") { Description = "Writes the table as Markdown to this file too" };
var messages = new Option<int>("--messages") { Description = "How many messages are classified", DefaultValueFactory = _ => 1000 };
var requests = new Option<int>("--requests") { Description = "How many requests are made at the same time", DefaultValueFactory = _ => 16 };
var repeats = new Option<int>("--repeats") { Description = "Runs of each way", DefaultValueFactory = _ => 5 };

var command = new RootCommand("What label posteriors cost, how well they are calibrated, and what sharing passes gains.");
Add("labels", "The time of a posterior over twenty labels against that of one greedy label", [messages], r => LabelBench.RunAsync(Model(r), r.GetValue(messages)));
Add("calibration", "Accuracy and calibration error of the labels test set", [], r => CalibrationBench.RunAsync(Model(r)));
Add("throughput", "Mixed requests one by one and in shared passes", [requests, repeats], r => ThroughputBench.RunAsync(Model(r), r.GetValue(requests), r.GetValue(repeats)));
return await command.Parse(args).InvokeAsync();

string Model(ParseResult result) => result.GetRequiredValue(folder).FullName;

void Add(string name, string description, Option[] options, Func<ParseResult, Task<string>> run)
{
    var bench = new Command(name, description) { folder, output };
    foreach (var option in options)
    {
        bench.Add(option);
    }

    bench.SetAction(async (result, cancellationToken) =>
    {
        var table = await run(result);
        Console.Write(table);
        if (result.GetValue(output) is { } file)
        {
            await File.WriteAllTextAsync(file.FullName, table, cancellationToken);
        }
    });
    command.Add(bench);
}
