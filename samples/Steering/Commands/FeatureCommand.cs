using System.CommandLine;
using System.Globalization;
using Guided.Onnx.Steering;
using Guided.Onnx.Steering.Autoencoders;
using Guided.Onnx.Steering.Autoencoders.Reading;
using Guided.Samples.Steering.Experiments;
using Guided.Steering;
using Spectre.Console;

namespace Guided.Samples.Steering.Commands;

/// <summary>The golden gate with a feature of the shipped autoencoder: set to multiples of its largest activation, and ablated.</summary>
internal static class FeatureCommand
{
    public static Command Create()
    {
        var model = Shared.ModelOption();
        var limit = Shared.LimitOption(200);
        var multiples = new Option<float[]>("--times")
        {
            Description = "What the feature is set to, in multiples of its largest activation",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 2, 4, 8],
        };
        var command = new Command("feature", "Sets the feature of a label to multiples of its largest activation, and ablates it.") { model, limit, multiples };
        command.SetAction((arguments, cancellationToken) => SampleHost.RunAsync(async () =>
        {
            var folder = ModelFolder.Find(arguments.GetValue(model));
            var source = Path.Combine(folder, "sae", "layer1");
            var sae = SparseAutoencoder.Load(source);
            var known = FeatureCatalog.Load(source).Get($"label: {LabelTest.Target}");
            var feature = sae.Feature(known.Index).ToSteeringFeature(known.Name);
            var layer = sae.Hook?.ResidualLayer ?? throw new InvalidDataException($"{source} does not say which layer's residual stream it reads.");
            using var guided = Shared.Load(folder, routers: false, layer);
            var test = new LabelTest(guided, LabelTest.Messages(folder, arguments.GetValue(limit)));
            var rows = arguments.GetValue(multiples)!
                .Select(times => ($"set to {times.ToString("0.#", CultureInfo.InvariantCulture)} × {known.Largest.ToString(CultureInfo.InvariantCulture)}",
                    SteeringOperation.SetTo(times * known.Largest), SteeringScope.Generated))
                .Append(("ablated where the label is chosen", SteeringOperation.Ablate, SteeringScope.Generated))
                .Append(("ablated everywhere", SteeringOperation.Ablate, SteeringScope.All))
                .Select(row => (row.Item1, Edit: (SteeringEdit?)new SteeringEdit(layer, feature, row.Item2) { Scope = row.Item3 }))
                .Prepend(("none", null));
            var table = ScoreTable.Create($"feature {known.Index} ({known.Name})");
            foreach (var (name, edit) in rows)
            {
                ScoreTable.Add(table, name, await test.RunAsync(edit is null ? null : new SteeringSpecification(edit), generates: true, cancellationToken));
            }

            AnsiConsole.Write(table);
        }));
        return command;
    }
}
