using Guided.Onnx.Models;
using Guided.Onnx.Steering;
using Guided.Onnx.Steering.Contrastive;
using Guided.Onnx.Steering.ControlVectors;
using Guided.Onnx.Tests.Fixtures;
using Guided.Steering;

namespace Guided.Onnx.Tests.Steering;

public sealed class ContrastiveTests
{
    [Fact]
    public void Directions_are_the_mean_difference_and_its_main_component_at_the_last_tokens()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        (int[], int[])[] pairs = [.. Enumerable.Range(0, 6).Select(i => (Steered.Tokens(96, 5 + i, i), Steered.Tokens(96, 4 + i, 50 + i)))];
        var directions = ContrastiveCollector.Collect(decoder, [0, 1], pairs);
        Assert.Equal([0, 1], directions.Layers.Select(layer => layer.Layer));

        var expected = new float[64];
        foreach (var (positive, negative) in pairs)
        {
            var (a, b) = (Last(positive), Last(negative));
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += (a[i] - b[i]) / pairs.Length;
            }
        }

        Assert.All(expected.Zip(directions[1].Mean.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-4));
        var component = directions[1].PrincipalComponent.ToArray();
        Assert.Equal(1, component.Sum(x => x * x), 1e-4);
        Assert.True(component.Zip(expected).Sum(pair => pair.First * pair.Second) >= 0);
        Assert.InRange(directions[1].ExplainedShare, 1f / pairs.Length, 1f);

        // Adding the mean difference once moves the stream of a negative prompt by it.
        var steered = new Recorder(decoder.Activations);
        var program = Steered.Program(decoder, 4, new SteeringEdit(1, directions[1].ToFeature("difference"), SteeringOperation.Add(1)));
        using var sequence = decoder.CreateSequence(program, steered);
        sequence.Append(pairs[0].Item2);
        Assert.All(Last(pairs[0].Item2).Zip(expected), (pair, i) => Assert.Equal(
            pair.First + pair.Second, steered.States[(1, pairs[0].Item2.Length - 1)][i], 1e-3));

        float[] Last(int[] tokens)
        {
            var recorder = new Recorder(decoder.Activations);
            using var own = decoder.CreateSequence(null, recorder);
            own.Append(tokens);
            return recorder.States[(1, tokens.Length - 1)];
        }
    }

    [Fact]
    public void Saved_directions_come_back()
    {
        using var model = new TinyModel();
        using var decoder = Steered.Load(model.Folder, 0, 1);
        var directions = ContrastiveCollector.Collect(decoder, [0, 1], [(Steered.Tokens(96, 5, 1), Steered.Tokens(96, 5, 2))]);
        var path = Path.Combine(model.Folder, "directions.safetensors");
        directions.Save(path, new Dictionary<string, string> { ["meaning"] = "a test, with \"quotes\"" });
        var loaded = ContrastiveDirections.Load(path);
        Assert.Equal(directions[1].Mean.ToArray(), loaded[1].Mean.ToArray());
        Assert.Equal(directions[0].PrincipalComponent.ToArray(), loaded[0].PrincipalComponent.ToArray());
        Assert.Equal(directions[0].TypicalNorm, loaded[0].TypicalNorm);
        Assert.Throws<SteeringException>(() => loaded[3]);

        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^8]);
        Assert.Throws<ModelLoadException>(() => ContrastiveDirections.Load(path));
        Assert.Throws<SteeringException>(() => ContrastiveCollector.Collect(decoder, [0], []));
    }

    [Fact]
    public void A_control_vector_is_one_edit_a_layer()
    {
        var vector = new ControlVector([
            KeyValuePair.Create(1, (ReadOnlyMemory<float>)Steered.Vector(64, 1)), KeyValuePair.Create(2, (ReadOnlyMemory<float>)Steered.Vector(64, 2)),
            KeyValuePair.Create(3, (ReadOnlyMemory<float>)Steered.Vector(64, 3)),
        ]);
        var edits = vector.ToEdits(0.5f, firstLayer: 1, lastLayer: 2);
        Assert.Equal([1, 2], edits.Select(edit => edit.Layer));
        Assert.All(edits, edit => Assert.Equal(SteeringOperation.Add(0.5f), edit.Operation));
        Assert.Equal(Steered.Vector(64, 2), edits[1].Feature.Decoder.ToArray());
    }
}
