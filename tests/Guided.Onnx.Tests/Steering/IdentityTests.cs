using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Onnx.Tests.Fixtures;
using Guided.Steering;
using Guided.Testing;

namespace Guided.Onnx.Tests.Steering;

/// <summary>Ports that do nothing change nothing, to the last bit.</summary>
public sealed class IdentityTests
{
    private const int Prompt = 20, Length = 32;

    [ModelTheory]
    [InlineData(GraphOptimization.None)]
    [InlineData(GraphOptimization.All)]
    public void Unused_and_zero_ports_leave_the_shipped_model_as_it_is(GraphOptimization optimization)
    {
        var tokens = Steered.Tokens(4096, Length);
        using var plain = OnnxDecoder.Load(ShippedModel.Folder!, new OnnxDecoderOptions { Optimization = optimization });
        using var expected = plain.CreateSequence();
        var logits = Steered.Run(expected, tokens, Prompt);

        using var ported = OnnxDecoder.Load(ShippedModel.Folder!, new OnnxDecoderOptions
        {
            Optimization = optimization,
            Ports = new DecoderPorts { Steered = [0, 1, 2, 3], HiddenStates = [0, 3], RouterLogits = true, Capabilities = Steered.Everything },
        });
        AssertSame(logits, ported, tokens);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Unused_and_zero_ports_leave_a_model_as_it_is(bool half, bool externalData)
    {
        using var model = new TinyModel(new TinyModelOptions { Half = half, ExternalData = externalData });
        var tokens = Steered.Tokens(96, Length);
        using var plain = OnnxDecoder.Load(model.Folder);
        using var expected = plain.CreateSequence();
        var logits = Steered.Run(expected, tokens, Prompt);

        using var ported = OnnxDecoder.Load(model.Folder, new OnnxDecoderOptions
        {
            Ports = new DecoderPorts { Steered = [0, 1], HiddenStates = [0, 1], RouterLogits = !half, Capabilities = Steered.Everything },
        });
        AssertSame(logits, ported, tokens);
    }

    private static void AssertSame(float[] logits, OnnxDecoder ported, int[] tokens)
    {
        using var unused = ported.CreateSequence();
        Assert.Equal(logits, Steered.Run(unused, tokens, Prompt));

        using var read = ported.CreateSequence(null, new Recorder(ported.Activations));
        Assert.Equal(logits, Steered.Run(read, tokens, Prompt));

        using var zero = ported.CreateSequence(Zero(ported));
        Assert.Equal(logits, Steered.Run(zero, tokens, Prompt));
    }

    // Every kind of edit, none of which acts at these positions or changes anything.
    private static SteeringProgram Zero(OnnxDecoder decoder)
    {
        var width = decoder.Port!.Width;
        var edits = decoder.Port.Layers.SelectMany(layer => new[]
        {
            new SteeringEdit(layer, Feature("add", 1), SteeringOperation.Add(0)),
            new SteeringEdit(layer, Feature("relative", 2), SteeringOperation.AddRelative(0)),
            new SteeringEdit(layer, Feature("scale", 3), SteeringOperation.ScaleBy(1)),
            new SteeringEdit(layer, Feature("set", 4), SteeringOperation.SetTo(9)) { Schedule = SteeringSchedule.Constant(0) },
            new SteeringEdit(layer, Feature("prompt", 5), SteeringOperation.SetTo(9)) { Scope = new SteeringScope { Phases = 0 } },
            new SteeringEdit(layer, Feature("bound", 6), SteeringOperation.AtLeast(-1e6f)),
            new SteeringEdit(layer, Feature("condition", 7), SteeringOperation.Add(5)) { Condition = SteeringCondition.ActivationAbove(Feature("never", 8), 1e6f) },
        });
        return Steered.Program(decoder, Prompt, new SteeringSpecification([.. edits]) { Renormalize = true });
        SteeringFeature Feature(string name, int seed) =>
            new(name, Steered.Vector(width, seed), 0.1f, 0, Steered.Vector(width, seed + 100));
    }
}
