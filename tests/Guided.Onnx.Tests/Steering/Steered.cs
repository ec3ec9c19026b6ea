using Guided.Decoding;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Steering;
using Guided.Vocabularies;

namespace Guided.Onnx.Tests.Steering;

/// <summary>Short ways to load models with ports and to run them.</summary>
internal static class Steered
{
    public const SteeringCapabilities Everything = SteeringCapabilities.Conditions | SteeringCapabilities.ResidualNorm | SteeringCapabilities.Renormalize;

    public static OnnxDecoder Load(string folder, params int[] layers) => Load(folder, Everything, layers);

    public static OnnxDecoder Load(string folder, SteeringCapabilities capabilities, params int[] layers) => OnnxDecoder.Load(folder, new OnnxDecoderOptions
    {
        Ports = new DecoderPorts { Steered = layers, HiddenStates = layers, RouterLogits = true, Capabilities = capabilities },
    });

    /// <summary>A program for a prompt of some tokens.</summary>
    public static SteeringProgram Program(OnnxDecoder decoder, int promptEnd, params SteeringEdit[] edits) =>
        Program(decoder, promptEnd, new SteeringSpecification(edits));

    public static SteeringProgram Program(OnnxDecoder decoder, int promptEnd, SteeringSpecification specification) =>
        SteeringProgram.Compile(specification, decoder.Port!, new SteeringContext(Letters(decoder.VocabularySize), promptEnd));

    /// <summary>A vocabulary in which every token is a letter.</summary>
    public static Vocabulary Letters(int size) => new("letters", [.. Enumerable.Range(0, size).Select(i => new[] { (byte)('a' + (i % 26)) })], [], [2]);

    public static float[] Vector(int width, int seed, double scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, width).Select(_ => (float)(scale * ((2 * random.NextDouble()) - 1)))];
    }

    /// <summary>The logits of all tokens: some at once, the rest one by one.</summary>
    public static float[] Run(IDecoderSequence sequence, int[] tokens, int atOnce)
    {
        var logits = new List<float>();
        logits.AddRange(sequence.Append(tokens.AsSpan(0, atOnce), atOnce));
        foreach (var token in tokens.AsSpan(atOnce))
        {
            logits.AddRange(sequence.Append([token]));
        }

        return [.. logits];
    }

    public static int[] Tokens(int vocabulary, int count, int seed = 5)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(4, vocabulary))];
    }
}

/// <summary>Keeps all that is computed inside.</summary>
internal sealed class Recorder(ActivationPort port) : IActivationListener
{
    public IReadOnlyList<int> HiddenStates => port.HiddenStates;

    public IReadOnlyList<int> Routers => [.. port.Routers.Select(router => router.Layer)];

    public Dictionary<(int Layer, int Position), float[]> States { get; } = [];

    public Dictionary<(int Layer, int Position), float[]> Logits { get; } = [];

    public void OnPass(in ActivationPass pass)
    {
        foreach (var layer in HiddenStates)
        {
            Keep(States, layer, pass.Position, pass.Tokens.Length, pass.HiddenState(layer));
        }

        foreach (var layer in Routers)
        {
            Keep(Logits, layer, pass.Position, pass.Tokens.Length, pass.RouterLogits(layer));
        }
    }

    private static void Keep(Dictionary<(int Layer, int Position), float[]> target, int layer, int position, int count, ReadOnlySpan<float> rows)
    {
        var width = rows.Length / count;
        for (var i = 0; i < count; i++)
        {
            target[(layer, position + i)] = rows.Slice(i * width, width).ToArray();
        }
    }
}
