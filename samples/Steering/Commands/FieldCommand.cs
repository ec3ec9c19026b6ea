using System.CommandLine;
using System.Globalization;
using Guided.Samples.Steering.Experiments;
using Guided.Steering;
using Spectre.Console;

namespace Guided.Samples.Steering.Commands;

/// <summary>Steering that is on only while one field's value is generated, against steering that is on all the time.</summary>
internal static class FieldCommand
{
    public static Command Create()
    {
        var model = Shared.ModelOption();
        var limit = Shared.LimitOption(60);
        var layer = new Option<int>("--layer") { Description = "The layer to steer, from 0", DefaultValueFactory = _ => 3 };
        var strength = new Option<float>("--strength") { Description = "The strength, in mean differences", DefaultValueFactory = _ => 3 };
        var command = new Command("field", "Steers one field of a record: all the time, and only where its value is generated.") { model, limit, layer, strength };
        command.SetAction((arguments, cancellationToken) => SampleHost.RunAsync(async () =>
        {
            var at = arguments.GetValue(layer);
            var alpha = arguments.GetValue(strength);
            using var guided = Shared.Load(arguments.GetValue(model), routers: false, at);
            var directions = await FieldTest.LearnAsync(guided, at, cancellationToken);
            var direction = directions[at].ToFeature(FieldTest.Target);
            var random = SteeringFeature.FromDirection("random", Random(direction.Decoder.Span));
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"layer {at}: direction {System.Numerics.Tensors.TensorPrimitives.Norm(direction.Decoder.Span):F1} long, stream {directions[at].TypicalNorm:F1}, {directions[at].ExplainedShare:P0} along the first component");
            var test = new FieldTest(guided, FieldTest.Tickets(arguments.GetValue(limit)));
            var table = new Table().AddColumns("edit", $"P({FieldTest.Target})", "target written", "other fields exact");
            foreach (var (name, edit, gated) in new (string, SteeringEdit?, bool)[]
            {
                ("none", null, false),
                ("added, all generated positions", Edit(direction, SteeringOperation.Add(alpha)), false),
                ("added, only while the field's value is generated", Edit(direction, SteeringOperation.Add(alpha)), true),
                ("random direction of the same norm, all generated positions", Edit(random, SteeringOperation.Add(alpha)), false),
                ("clamped, all generated positions", Edit(direction, SteeringOperation.SetTo(alpha)), false),
                ("clamped, only while the field's value is generated", Edit(direction, SteeringOperation.SetTo(alpha)), true),
            })
            {
                var score = await test.RunAsync(edit, gated, cancellationToken);
                table.AddRow(name, Number(score.Probability), Number(score.Wins), Number(score.OthersExact));
            }

            AnsiConsole.Write(table);
            SteeringEdit Edit(SteeringFeature feature, SteeringOperation operation) => new(at, feature, operation) { Scope = SteeringScope.Generated };
        }));
        return command;
    }

    private static float[] Random(ReadOnlySpan<float> like)
    {
        var random = new Random(1);
        var vector = new float[like.Length];
        for (var i = 0; i < vector.Length; i++)
        {
            vector[i] = (float)(random.NextDouble() - 0.5);
        }

        var factor = System.Numerics.Tensors.TensorPrimitives.Norm(like) / System.Numerics.Tensors.TensorPrimitives.Norm<float>(vector);
        System.Numerics.Tensors.TensorPrimitives.Multiply(vector, factor, vector);
        return vector;
    }

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);
}
