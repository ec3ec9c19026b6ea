using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Steering;
using Guided.Testing;

namespace Guided.Onnx.Tests.Steering;

/// <summary>The port on the shipped model against PyTorch with hooks (<c>training/steering_reference.py</c>).</summary>
public sealed class ReferenceTests
{
    private const double Tolerance = 1e-4;
    private static readonly JsonNode Fixture = Load();

    public static TheoryData<string> Cases => [.. Fixture["cases"]!.AsArray().Select(c => (string)c!["name"]!)];

    [ModelTheory]
    [MemberData(nameof(Cases))]
    public void The_port_computes_what_the_definition_says(string name)
    {
        var expected = Fixture["cases"]!.AsArray().First(c => (string)c!["name"]! == name)!;
        var layer = (int)expected["layer"]!;
        using var decoder = OnnxDecoder.Load(ShippedModel.Folder!, new OnnxDecoderOptions
        {
            Ports = new DecoderPorts { Steered = [0, 1, 2, 3], HiddenStates = [layer], Capabilities = Steered.Everything },
        });
        int[] tokens = [.. Fixture["tokens"]!.AsArray().Select(t => (int)t!)];
        var specification = new SteeringSpecification([.. expected["edits"]!.AsArray().Select(Edit)]) { Renormalize = (bool)expected["renormalize"]! };
        var recorder = new Recorder(decoder.Activations);
        using var sequence = decoder.CreateSequence(Steered.Program(decoder, tokens.Length, specification), recorder);

        // A part at once and the rest one by one, so that the KV cache has its share in what is compared.
        var logits = Steered.Run(sequence, tokens, tokens.Length / 2).AsSpan(^decoder.VocabularySize..).ToArray();
        var rows = (int)Fixture["rows"]!;
        var stream = Enumerable.Range(tokens.Length - rows, rows).SelectMany(position => recorder.States[(layer, position)]).ToArray();
        AssertNear(Floats(expected["stream"]!), stream);
        AssertNear(Floats(expected["logits"]!), [.. Fixture["logits"]!.AsArray().Select(id => logits[(int)id!])]);
    }

    private static void AssertNear(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(Math.Abs(expected[i] - actual[i]), 0, Tolerance);
        }
    }

    private static SteeringEdit Edit(JsonNode? edit)
    {
        var value = (float)edit!["value"]!;
        var operation = (string)edit["operation"]! switch
        {
            "add" => SteeringOperation.Add(value),
            "addRelative" => SteeringOperation.AddRelative(value),
            "setTo" => SteeringOperation.SetTo(value),
            "atLeast" => SteeringOperation.AtLeast(value),
            "atMost" => SteeringOperation.AtMost(value),
            "scaleBy" => SteeringOperation.ScaleBy(value),
            "ablate" => SteeringOperation.Ablate,
            var other => throw new InvalidDataException(other),
        };
        return new SteeringEdit((int)edit["layer"]!, Feature((string)edit["feature"]!), operation)
        {
            Condition = edit["condition"] is not { } condition ? null
                : (bool)condition["cosine"]! ? SteeringCondition.CosineAbove(Feature((string)condition["feature"]!), (float)condition["threshold"]!)
                : SteeringCondition.ActivationAbove(Feature((string)condition["feature"]!), (float)condition["threshold"]!),
        };
    }

    private static SteeringFeature Feature(string name)
    {
        var feature = Fixture["features"]!.AsArray().First(f => (string)f!["name"]! == name)!;
        var decoder = Floats(feature["decoder"]!);
        if ((string)feature["architecture"]! == "direction")
        {
            return SteeringFeature.FromDirection(name, decoder);
        }

        var encoder = Floats(feature["encoder"]!);
        var bias = (float)feature["bias"]!;
        switch ((string)feature["architecture"]!)
        {
            case "gated":
                // The gate and the magnitude share the encoder: the gate opens where p·e^r + b_mag > b_mag − e^r·b_gate.
                var factor = MathF.Exp((float)feature["rMag"]!);
                return new SteeringFeature(
                    name, encoder.Select(x => x * factor).ToArray(), bias, Math.Max(0, bias - (factor * (float)feature["bGate"]!)), decoder);
            case "jumprelu":
                return new SteeringFeature(name, encoder, bias, (float)feature["threshold"]!, decoder);
            default:
                return new SteeringFeature(name, encoder, bias, 0, decoder);
        }
    }

    private static float[] Floats(JsonNode text) => MemoryMarshal.Cast<byte, float>(Convert.FromBase64String((string)text!)).ToArray();

    private static JsonNode Load() => JsonNode.Parse(File.ReadAllText(
        Repository.PathOf("tests", "Guided.Onnx.Tests", "Steering", "Fixtures", "port_reference.json")))!;
}
