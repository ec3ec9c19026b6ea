using Guided.Onnx.Interop;

namespace Guided.Onnx.Graphs;

/// <summary>Where the residual stream behind a layer is in a graph: at the norm that reads it.</summary>
/// <remarks>
/// A norm with a skip input adds the stream and the last sub-layer's output itself, and hands the sum on as its output 3; a norm without
/// one reads the sum.
/// </remarks>
internal sealed class ResidualStream(int layer, OnnxNode norm, int width, TensorElementType type)
{
    private const int SumOutput = 3;

    private string? _steered;

    public int Layer => layer;

    /// <summary>The norm that reads the stream.</summary>
    public OnnxNode Norm => norm;

    /// <summary>The number of elements of one token's vector.</summary>
    public int Width => width;

    public TensorElementType Type => type;

    /// <summary>Whether the norm adds the last sub-layer's output to the stream itself.</summary>
    public bool IsFused => norm.Operation.StartsWith("Skip", StringComparison.Ordinal);

    /// <summary>The output with the stream, <c>[batch, tokens, width]</c>.</summary>
    public static string Name(int layer) => FormattableString.Invariant($"hidden_states.{layer}");

    /// <summary>Adds what the given nodes compute from the stream to the stream.</summary>
    /// <param name="file">The graph.</param>
    /// <param name="prefix">The beginning of the names of new nodes.</param>
    /// <param name="build">Makes the nodes: given the tensor with the stream, gives them in order, the last one with the change.</param>
    public void Change(OnnxModelFile file, string prefix, Func<string, IReadOnlyList<OnnxNode>> build)
    {
        if (IsFused)
        {
            // The change goes into the skip input, so that the norm's own sum, which the graph goes on with, is that of the unchanged
            // graph where the change is zero.
            var sum = new OnnxNode("Add", prefix + "Hidden", [norm.Inputs[0], norm.Inputs[1]], prefix + "hidden");
            var nodes = build(sum.Outputs[0]);
            var skip = new OnnxNode("Add", prefix + "Skip", [norm.Inputs[1], nodes[^1].Outputs[0]], prefix + "skip");
            file.Nodes.InsertRange(file.Nodes.IndexOf(norm), [sum, .. nodes, skip]);
            norm.Inputs[1] = skip.Outputs[0];
            return;
        }

        var stream = norm.Inputs[0];
        var made = build(stream);
        var steered = new OnnxNode("Add", prefix + "Steered", [stream, made[^1].Outputs[0]], prefix + "steered");
        Rename(file, stream, steered.Outputs[0]);
        file.Nodes.InsertRange(1 + file.Nodes.FindIndex(node => node.Outputs.Contains(stream)), [.. made, steered]);
        _steered = steered.Outputs[0];
    }

    /// <summary>Makes the stream an output of the graph.</summary>
    public void Expose(OnnxModelFile file)
    {
        var name = Name(layer);
        var present = IsFused ? norm.EnsureOutput(SumOutput, name) : _steered ?? norm.Inputs[0];
        foreach (var node in file.Nodes)
        {
            Replace(node.Outputs, present, name);
            Replace(node.Inputs, present, name);
        }

        file.AddOutput(name, type, ["batch_size", "sequence_length", width]);
    }

    private static void Rename(OnnxModelFile file, string present, string name) => file.Nodes.ForEach(node => Replace(node.Inputs, present, name));

    private static void Replace(List<string> names, string present, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == present ? name : names[i];
        }
    }
}
