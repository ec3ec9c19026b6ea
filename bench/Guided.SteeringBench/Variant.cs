using Guided.Decoding;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Steering;
using Guided.Vocabularies;

namespace Guided.SteeringBench;

/// <summary>One way of running the model: a row of the table.</summary>
internal sealed class Variant(string name, OnnxDecoder decoder, SteeringProgram? program)
{
    public string Name => name;

    public IDecoderSequence CreateSequence() => decoder.CreateSequence(program);

    /// <summary>Loads the model with a port, and steers it or not.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="folder">The model.</param>
    /// <param name="layers">The layers with a port.</param>
    /// <param name="capabilities">What the ports can do.</param>
    /// <param name="features">How many features are set; 0 leaves the ports unused.</param>
    public static Variant Load(string name, string folder, int[] layers, SteeringCapabilities capabilities, int features)
    {
        var ports = new DecoderPorts { Steered = layers, Capabilities = capabilities };
        var decoder = OnnxDecoder.Load(folder, new OnnxDecoderOptions { Ports = ports });
        if (features == 0)
        {
            return new Variant(name, decoder, null);
        }

        var random = new Random(1);
        float[] Vector() => [.. Enumerable.Range(0, decoder.Port!.Width).Select(_ => (float)(random.NextDouble() - 0.5))];
        var edits = layers.SelectMany(layer => Enumerable.Range(0, features).Select(i =>
            new SteeringEdit(layer, new SteeringFeature($"{layer}/{i}", Vector(), 0, 0, Vector()), SteeringOperation.SetTo(0.01f))));
        var vocabulary = new Vocabulary("bench", [.. Enumerable.Repeat(new byte[] { 97 }, decoder.VocabularySize)], [], [2]);
        return new Variant(name, decoder, SteeringProgram.Compile(new SteeringSpecification([.. edits]), decoder.Port!, new SteeringContext(vocabulary, 64)));
    }
}
