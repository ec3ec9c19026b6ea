using System.Numerics.Tensors;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Onnx.Models;
using Guided.Onnx.Tests.Fixtures;
using Guided.Steering;

namespace Guided.Onnx.Tests.Steering;

public sealed class PortTests
{
    private const int Width = 64, Prompt = 9, Length = 14;
    private static readonly int[] Tokens = Steered.Tokens(96, Length);

    public static TheoryData<string> Operations => [.. Edits().Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void An_operation_does_to_the_stream_what_it_says(string name)
    {
        var edit = Edits()[name];
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        var before = Record(decoder, null);
        var after = Record(decoder, Steered.Program(decoder, Prompt, edit));
        for (var position = 0; position < Length; position++)
        {
            var expected = Apply(edit, before[(1, position)], position);
            AssertNear(expected, after[(1, position)]);
            AssertNear(before[(0, position)], after[(0, position)]);
        }
    }

    [Fact]
    public void Edits_of_several_features_read_the_same_stream_and_add_up()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        SteeringEdit[] edits = [Edits()["set"], Edits()["add"], Edits()["scale"]];
        var before = Record(decoder, null);
        var after = Record(decoder, Steered.Program(decoder, Prompt, edits));
        var stream = before[(1, 3)];
        var expected = stream.ToArray();
        foreach (var edit in edits)
        {
            var changed = Apply(edit, stream, 3);
            for (var i = 0; i < Width; i++)
            {
                expected[i] += changed[i] - stream[i];
            }
        }

        AssertNear(expected, after[(1, 3)]);
    }

    [Fact]
    public void A_renormalised_stream_has_the_norm_it_had()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        var before = Record(decoder, null)[(1, 3)];
        var plain = Apply(Edits()["add"], before, 3);
        var after = Record(decoder, Steered.Program(decoder, Prompt, new SteeringSpecification(Edits()["add"]) { Renormalize = true }))[(1, 3)];
        var factor = TensorPrimitives.Norm<float>(before) / TensorPrimitives.Norm<float>(plain);
        AssertNear([.. plain.Select(x => x * factor)], after);
        Assert.NotInRange(factor, 0.99, 1.01);
    }

    [Fact]
    public void Edits_act_where_their_scope_says_and_with_the_strength_of_the_step()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        var feature = Feature("f", 1);
        var edit = new SteeringEdit(1, feature, SteeringOperation.Add(1))
        {
            Scope = SteeringScope.Generated with { ExcludedPositions = [new PositionRange(11, 12)] },
            Schedule = SteeringSchedule.Linear(1, 3, 2),
        };
        var before = Record(decoder, null);
        var after = Record(decoder, Steered.Program(decoder, Prompt, edit));
        float[] strengths = [0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 3, 3];
        for (var position = 0; position < Length; position++)
        {
            AssertNear([.. before[(1, position)].Select((x, i) => x + (strengths[position] * feature.Decoder.Span[i]))], after[(1, position)]);
        }
    }

    [Fact]
    public void Steering_a_layer_changes_what_follows_and_forks_and_rewinds_go_with_it()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        var program = Steered.Program(decoder, Prompt, new SteeringEdit(0, Feature("f", 1), SteeringOperation.Add(4)) { Scope = SteeringScope.Generated });
        using var sequence = decoder.CreateSequence(program);
        var logits = Steered.Run(sequence, Tokens, Prompt);
        using var plain = decoder.CreateSequence();
        Assert.NotEqual(Steered.Run(plain, Tokens, Prompt)[^1], logits[^1]);

        sequence.Rewind(Prompt + 2);
        using var fork = sequence.Fork();
        var width = decoder.VocabularySize;
        Assert.Equal(logits.AsSpan((Prompt + 2) * width, width), sequence.Append([Tokens[Prompt + 2]]));
        Assert.Equal(logits.AsSpan((Prompt + 2) * width, width), fork.Append([Tokens[Prompt + 2]]));
    }

    [Fact]
    public void A_steered_step_allocates_nothing()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        var edits = Edits().Values.Where(edit => edit.Condition is null).Select((edit, i) => edit with { Gate = i == 0 ? SteeringGate.JsonPath("$.a") : null });
        using var sequence = decoder.CreateSequence(
            Steered.Program(decoder, Prompt, new SteeringSpecification([.. edits]) { Conflicts = SteeringConflicts.Priority }));
        Steered.Run(sequence, Tokens, Prompt);
        int[] one = [7];
        for (var step = 0; step < 40; step++)
        {
            sequence.Append(one);
        }

        sequence.Rewind(Length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 20; step++)
        {
            sequence.Append(one);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_reason()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, SteeringCapabilities.None, 1);
        Assert.Contains("layer 0", Refused(new SteeringEdit(0, Feature("f", 1), SteeringOperation.Add(1))));
        Assert.Contains("belongs to another model", Refused(new SteeringEdit(1, SteeringFeature.FromDirection("short", new float[] { 1, 2 }), SteeringOperation.Add(1))));
        Assert.Contains("without ResidualNorm", Refused(new SteeringEdit(1, Feature("f", 1), SteeringOperation.AddRelative(1))));
        Assert.Contains("without Conditions", Refused(new SteeringEdit(1, Feature("f", 1), SteeringOperation.Add(1)) { Condition = SteeringCondition.ActivationAbove(Feature("g", 2)) }));
        Assert.Contains("change the feature 'f'", Refused(
            new SteeringEdit(1, Feature("f", 1), SteeringOperation.SetTo(1)), new SteeringEdit(1, Feature("f", 1), SteeringOperation.ScaleBy(2))));
        Assert.Throws<SteeringException>(() => SteeringFeature.FromDirection("NaN", new[] { 1, float.NaN }));
        Assert.Throws<SteeringException>(() => SteeringFeature.FromDirection("zero", new float[4]));
        Assert.Throws<SteeringException>(() => SteeringOperation.Add(float.PositiveInfinity));
        Assert.Throws<SteeringException>(() => decoder.CreateSequence(null, new Recorder(new ActivationPort([0], Width, []))));
        string Refused(params SteeringEdit[] edits) => Assert.Throws<SteeringException>(() => Steered.Program(decoder, Prompt, edits)).Message;
    }

    [Fact]
    public void A_graph_without_the_expected_nodes_is_refused()
    {
        using var unnamed = new TinyModel(new TinyModelOptions { Named = false });
        Assert.Contains("no norm named", Assert.Throws<ModelLoadException>(() => Steered.Load(unnamed.Folder, 0)).Message);
        using var named = new TinyModel();
        Assert.Contains("layers 0 to 1", Assert.Throws<ModelLoadException>(() => Steered.Load(named.Folder, 2)).Message);
        File.WriteAllText(named.GraphPath, "not a graph");
        Assert.Throws<ModelLoadException>(() => Steered.Load(named.Folder, 0));
    }

    [Fact]
    public void Router_logits_are_those_that_choose_the_experts()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0);
        Assert.Equal([new ExpertLayer(0, 4, 2), new ExpertLayer(1, 4, 2)], decoder.Activations.Routers);
        var recorder = new Recorder(decoder.Activations);
        using var sequence = decoder.CreateSequence(null, recorder);
        Steered.Run(sequence, Tokens, Prompt);
        Assert.Equal(2 * Length, recorder.Logits.Count);
        Assert.All(recorder.Logits.Values, logits => Assert.Equal(4, logits.Distinct().Count()));
    }

    private static Dictionary<string, SteeringEdit> Edits() => new()
    {
        ["add"] = new(1, Feature("a", 1), SteeringOperation.Add(2)),
        ["relative"] = new(1, Feature("b", 2), SteeringOperation.AddRelative(0.5f)),
        ["set"] = new(1, Feature("c", 3), SteeringOperation.SetTo(3)),
        ["least"] = new(1, Feature("d", 4), SteeringOperation.AtLeast(0.5f)),
        ["most"] = new(1, Feature("e", 5), SteeringOperation.AtMost(0.5f)),
        ["scale"] = new(1, Feature("f", 6), SteeringOperation.ScaleBy(3)),
        ["ablate"] = new(1, Feature("g", 7), SteeringOperation.Ablate),
        ["mean"] = new(1, Feature("h", 8), SteeringOperation.AblateToMean(0.7f)),
        ["project"] = new(1, SteeringFeature.FromDirection("i", Steered.Vector(Width, 9)), SteeringOperation.ProjectOut),
        ["resample"] = new(1, Feature("j", 10), SteeringOperation.Resample(new[] { 1f, 2, 4, 8 }, 3)),
        ["active"] = new(1, Feature("k", 11), SteeringOperation.Add(2)) { Condition = SteeringCondition.ActivationAbove(Feature("l", 12), 0.4f) },
        ["cosine"] = new(1, Feature("m", 13), SteeringOperation.Add(2)) { Condition = SteeringCondition.CosineAbove(Feature("n", 14), 0.02f) },
    };

    private static SteeringFeature Feature(string name, int seed) =>
        new(name, Steered.Vector(Width, seed, 0.3), 0.05f, 0.2f, Steered.Vector(Width, seed + 100));

    // The definition of the operations, without the port's way of computing them.
    private static float[] Apply(SteeringEdit edit, float[] stream, int position)
    {
        var feature = edit.Feature;
        var a = (double)feature.ActivationOf(stream);
        var norm = TensorPrimitives.Norm<float>(stream);
        var value = edit.Operation.Value;
        var strength = edit.Operation.Kind switch
        {
            SteeringOperationKind.Add => value,
            SteeringOperationKind.AddRelative => value * norm / TensorPrimitives.Norm(feature.Decoder.Span),
            SteeringOperationKind.SetTo => value - a,
            SteeringOperationKind.AtLeast => Math.Max(a, value) - a,
            SteeringOperationKind.AtMost => Math.Min(a, value) - a,
            SteeringOperationKind.ScaleBy => (value * a) - a,
            SteeringOperationKind.Resample => new PortColumnProbe(edit).ValueAt(position) - a,
            _ => throw new InvalidOperationException(),
        };
        var holds = edit.Condition is not { } condition
            || (condition.IsCosine
                ? TensorPrimitives.CosineSimilarity(stream, condition.Feature.Encoder.Span) > condition.Threshold
                : condition.Feature.ActivationOf(stream) > condition.Threshold);
        return [.. stream.Select((x, i) => (float)(x + (holds ? strength * feature.Decoder.Span[i] : 0)))];
    }

    private static Dictionary<(int Layer, int Position), float[]> Record(OnnxDecoder decoder, SteeringProgram? program)
    {
        var recorder = new Recorder(decoder.Activations);
        using var sequence = decoder.CreateSequence(program, recorder);
        Steered.Run(sequence, Tokens, Prompt);
        return recorder.States;
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, 1e-4);
        }
    }

    /// <summary>The values that a resampling edit draws, which must be among those given and the same every time.</summary>
    private sealed class PortColumnProbe(SteeringEdit edit)
    {
        public double ValueAt(int position)
        {
            var program = SteeringProgram.Compile(
                new SteeringSpecification(edit), new SteeringPort([1], Width, SteeringCapabilities.None), new SteeringContext(Steered.Letters(96), Prompt));
            float[] scales = [0], offsets = [0];
            program.Begin().Fill(program.Layers[0], [7], position, scales, offsets);
            Assert.Contains(offsets[0], edit.Operation.Values.ToArray());
            Assert.Equal(-1, scales[0]);
            return offsets[0];
        }
    }
}
