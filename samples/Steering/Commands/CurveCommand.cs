using System.CommandLine;
using System.Globalization;
using Guided.Samples.Steering.Charts;
using Guided.Samples.Steering.Experiments;
using Guided.Steering;

namespace Guided.Samples.Steering.Commands;

/// <summary>How the answer follows the strength of steering, as a picture.</summary>
internal static class CurveCommand
{
    public static Command Create()
    {
        var model = Shared.ModelOption();
        var limit = Shared.LimitOption(100);
        var layers = new Option<int[]>("--layers")
        {
            Description = "The layers to steer, each a curve of its own",
            DefaultValueFactory = _ => [2],
            AllowMultipleArgumentsPerToken = true,
        };
        var strengths = new Option<float[]>("--strengths")
        {
            Description = "The strengths, in mean differences",
            DefaultValueFactory = _ => [-2, -1.5f, -1, -0.5f, 0, 0.25f, 0.5f, 0.75f, 1, 1.5f, 2, 3],
            AllowMultipleArgumentsPerToken = true,
        };
        var output = new Option<FileInfo?>("--out") { Description = "Writes the picture to this SVG file" };
        var command = new Command("curve", "Runs the test messages over strengths and draws the label's probability and wins.") { model, limit, layers, strengths, output };
        command.SetAction((arguments, cancellationToken) => SampleHost.RunAsync(async () =>
        {
            var messages = LabelTest.Messages(ModelFolder.Find(arguments.GetValue(model)), arguments.GetValue(limit));
            var chart = new LineChart($"{LabelTest.Target}: {messages.Count} test messages", "strength in mean differences", "share");
            using var guided = Shared.Load(arguments.GetValue(model), routers: false, arguments.GetRequiredValue(layers));
            foreach (var layer in arguments.GetRequiredValue(layers))
            {
                var direction = (await LabelTest.LearnAsync(guided, layer, cancellationToken))[layer].ToFeature(LabelTest.Target);
                foreach (var strength in arguments.GetRequiredValue(strengths))
                {
                    var edit = new SteeringEdit(layer, direction, SteeringOperation.Add(strength)) { Scope = SteeringScope.Generated };
                    var score = await new LabelTest(guided, messages).RunAsync(new SteeringSpecification(edit), generates: false, cancellationToken);
                    chart.Add(string.Create(CultureInfo.InvariantCulture, $"P({LabelTest.Target}), layer {layer}"), strength, score.Probability);
                    chart.Add(string.Create(CultureInfo.InvariantCulture, $"{LabelTest.Target} wins, layer {layer}"), strength, (double)score.Wins / score.Rows);
                    chart.Add(string.Create(CultureInfo.InvariantCulture, $"accuracy on others, layer {layer}"), strength, score.OtherAccuracy);
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"layer {layer} strength {strength,5:F2}: P {score.Probability:F3}, wins {(double)score.Wins / score.Rows:F3}, accuracy on {LabelTest.Target} {score.TargetAccuracy:F2}, on others {score.OtherAccuracy:F2}"));
                }
            }

            if (arguments.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, chart.ToSvg(), cancellationToken);
            }
        }));
        return command;
    }
}
