using System.CommandLine;
using System.Globalization;
using Guided.Onnx.Decoders;
using Guided.Steering;
using Guided.SteeringBench;

var folder = new Argument<DirectoryInfo>("model") { Description = "A model folder" };
var rounds = new Option<int>("--rounds") { Description = "How often each variant is timed", DefaultValueFactory = _ => 40 };
var steps = new Option<int>("--steps") { Description = "One-token steps a round", DefaultValueFactory = _ => 100 };
var layer = new Option<int>("--layer") { Description = "The layer with the port", DefaultValueFactory = _ => 2 };
var command = new RootCommand("What steering ports cost in a one-token step: medians of pairs in one run.") { folder, rounds, steps, layer };
command.SetAction(parsed =>
{
    var model = parsed.GetRequiredValue(folder).FullName;
    var at = parsed.GetValue(layer);
    const SteeringCapabilities standard = SteeringCapabilities.Conditions | SteeringCapabilities.ResidualNorm;
    Variant[] variants =
    [
        new("no port", OnnxDecoder.Load(model), null),
        new("no port again (the noise)", OnnxDecoder.Load(model), null),
        Variant.Load("port, unused", model, [at], standard, 0),
        Variant.Load("port, 16 features, features only", model, [at], SteeringCapabilities.None, 16),
        Variant.Load("port, 16 features, with conditions and norm", model, [at], standard, 16),
        Variant.Load("port, 16 features, all capabilities", model, [at], standard | SteeringCapabilities.Renormalize, 16),
        Variant.Load("port, 256 features, with conditions and norm", model, [at], standard, 256),
    ];
    var times = StepTimes.Measure(variants, parsed.GetValue(rounds), parsed.GetValue(steps));
    Console.WriteLine("| variant | µs a step, median | µs a step, least | over no port, median of pairs | over no port, least |");
    Console.WriteLine("|---|---:|---:|---:|---:|");
    for (var i = 0; i < variants.Length; i++)
    {
        var ratio = Median(times[i].Select((time, round) => time / times[0][round]));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {variants[i].Name} | {Median(times[i]):F0} | {times[i].Min():F0} | {ratio - 1:+0.0 %;−0.0 %} | {(times[i].Min() / times[0].Min()) - 1:+0.0 %;−0.0 %} |"));
    }
});
return command.Parse(args).Invoke();

static double Median(IEnumerable<double> values)
{
    var sorted = values.Order().ToArray();
    return sorted[sorted.Length / 2];
}
