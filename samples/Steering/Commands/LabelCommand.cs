using System.CommandLine;
using System.Globalization;
using Guided.Samples.Steering.Experiments;
using Guided.Steering;
using Spectre.Console;

namespace Guided.Samples.Steering.Commands;

/// <summary>The golden gate: one label's direction is clamped until the model sees that label in everything, and taken out until it sees it nowhere.</summary>
internal static class LabelCommand
{
    public static Command Create()
    {
        var model = Shared.ModelOption();
        var limit = Shared.LimitOption(200);
        var layer = new Option<int>("--layer") { Description = "The layer to steer, from 0", DefaultValueFactory = _ => 2 };
        var clamp = new Option<float>("--clamp") { Description = "The value the direction is clamped to, in mean differences", DefaultValueFactory = _ => 2 };
        var save = new Option<string?>("--save") { Description = "Writes the learned directions to this safetensors file" };
        var command = new Command("label", "Learns a label's direction from pairs of prompts, adds it, clamps it, and takes it out.") { model, limit, layer, clamp, save };
        command.SetAction((arguments, cancellationToken) => SampleHost.RunAsync(async () =>
        {
            var at = arguments.GetValue(layer);
            using var guided = Shared.Load(arguments.GetValue(model), routers: false, at);
            var directions = await LabelTest.LearnAsync(guided, at, cancellationToken);
            if (arguments.GetValue(save) is { } file)
            {
                directions.Save(file, new Dictionary<string, string> { ["model"] = guided.Name, ["meaning"] = LabelTest.Target });
            }

            var direction = directions[at].ToFeature(LabelTest.Target);
            var value = arguments.GetValue(clamp);
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"layer {at}: direction {Norm(directions[at].Mean):F1} long, stream {directions[at].TypicalNorm:F1}, {directions[at].ExplainedShare:P0} along the first component");
            var test = new LabelTest(guided, LabelTest.Messages(ModelFolder.Find(arguments.GetValue(model)), arguments.GetValue(limit)));
            var table = ScoreTable.Create("steering");
            foreach (var (name, operation) in new (string, SteeringOperation?)[]
            {
                ("none", null), ("direction added", SteeringOperation.Add(value)), ("clamped", SteeringOperation.SetTo(value)), ("taken out", SteeringOperation.ProjectOut),
            })
            {
                var edit = operation is null ? null : new SteeringEdit(at, direction, operation) { Scope = SteeringScope.Generated };
                var score = await test.RunAsync(edit is null ? null : new SteeringSpecification(edit), generates: true, cancellationToken);
                ScoreTable.Add(table, name, score);
            }

            AnsiConsole.Write(table);
        }));
        return command;
    }

    private static float Norm(ReadOnlyMemory<float> vector) => MathF.Sqrt(vector.ToArray().Sum(x => x * x));
}
