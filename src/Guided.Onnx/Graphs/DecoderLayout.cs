using System.Globalization;
using System.Text.RegularExpressions;
using Guided.Onnx.Interop;

namespace Guided.Onnx.Graphs;

/// <summary>Finds the parts of a decoder's graph by the names that the ONNX Runtime GenAI model builder gives.</summary>
internal sealed partial class DecoderLayout(OnnxModelFile file, int layers)
{
    private static readonly string[] Norms =
        ["SkipSimplifiedLayerNormalization", "SkipLayerNormalization", "SimplifiedLayerNormalization", "LayerNormalization"];

    /// <summary>Finds the residual stream behind a layer.</summary>
    /// <exception cref="InvalidDataException">The layer does not exist, or the graph does not have the node.</exception>
    public ResidualStream StreamOf(int layer)
    {
        if (layer < 0 || layer >= layers)
        {
            throw new InvalidDataException(Invariant($"there is no layer {layer} to steer or read: the model has layers 0 to {layers - 1}."));
        }

        var prefix = layer < layers - 1
            ? Invariant($"/model/layers.{layer + 1}/input_layernorm/")
            : Invariant($"/model/layers.{layers}/final_norm_layernorm/");
        var norm = file.Nodes.Find(node => node.Name.StartsWith(prefix, StringComparison.Ordinal) && Norms.Contains(node.Operation))
            ?? throw new InvalidDataException(
                $"layer {layer} can be neither steered nor read: the graph has no norm named '{prefix}…' behind it. "
                + "Ports need a graph with the node names of the ONNX Runtime GenAI model builder.");
        var fused = norm.Operation.StartsWith("Skip", StringComparison.Ordinal);
        if (fused && norm.Inputs.Skip(4).Any(input => input.Length > 0))
        {
            throw new InvalidDataException($"layer {layer} can be neither steered nor read: {norm} adds a bias of its own to the stream.");
        }

        var gammaName = norm.Inputs[fused ? 2 : 1];
        var gamma = file.FindInitializer(gammaName);
        if (gamma is not { Shape.Count: 1, Type: TensorElementType.Float or TensorElementType.Float16 or TensorElementType.BFloat16 })
        {
            throw new InvalidDataException($"layer {layer} can be neither steered nor read: the weight '{gammaName}' of {norm} is not a constant vector.");
        }

        return new ResidualStream(layer, norm, (int)gamma.Shape[0], gamma.Type);
    }

    /// <summary>Makes the logits of all routers outputs.</summary>
    /// <exception cref="InvalidDataException">The graph has no mixture-of-experts layers.</exception>
    public IReadOnlyList<RouterPort> ExposeRouters()
    {
        var routers = new List<RouterPort>();
        foreach (var node in file.Nodes.Where(node => node.Operation is "MoE" or "QMoE").ToList())
        {
            var match = LayerName().Match(node.Name);
            var experts = file.FindInitializer(node.Inputs[2]);
            if (!match.Success || experts is not { Shape.Count: > 0 })
            {
                throw new InvalidDataException(
                    $"the router of {node} cannot be read: it needs a name such as '/model/layers.0/moe/…' and constant expert weights, "
                    + "as the ONNX Runtime GenAI model builder makes them.");
            }

            var layer = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
            var type = layer < layers ? StreamOf(layer).Type : throw new InvalidDataException($"{node} is behind the last layer.");
            ExposeRouter(node, layer, type, (int)experts.Shape[0]);
            routers.Add(new RouterPort(layer, (int)experts.Shape[0], (int)(node.Integer("k") ?? 1)));
        }

        return routers.Count > 0
            ? [.. routers.OrderBy(router => router.Layer)]
            : throw new InvalidDataException("no router can be read: the graph has no MoE or QMoE operator.");
    }

    // The output is in fp32 in any graph.
    private void ExposeRouter(OnnxNode node, int layer, TensorElementType type, int experts)
    {
        var present = node.Inputs[1];
        if (type != TensorElementType.Float)
        {
            var prefix = Invariant($"/guided/router.{layer}/Float");
            file.Nodes.Insert(
                file.Nodes.IndexOf(node), new OnnxNode("Cast", prefix, [present], RouterPort.Name(layer)).With("to", (long)TensorElementType.Float));
        }
        else
        {
            foreach (var other in file.Nodes)
            {
                Replace(other.Inputs, present, RouterPort.Name(layer));
                Replace(other.Outputs, present, RouterPort.Name(layer));
            }
        }

        file.AddOutput(RouterPort.Name(layer), TensorElementType.Float, ["router_tokens", experts]);
    }

    private static void Replace(List<string> names, string present, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            names[i] = names[i] == present ? name : names[i];
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    [GeneratedRegex(@"^/model/layers\.(\d+)/", RegexOptions.CultureInvariant)]
    private static partial Regex LayerName();
}
