using Guided.Onnx.Interop;
using Guided.Onnx.Models;
using Guided.Steering;

namespace Guided.Onnx.Graphs;

/// <summary>A graph with the ports that were asked for.</summary>
/// <param name="Model">The graph's bytes.</param>
/// <param name="Steering">What can be steered; null for nothing.</param>
/// <param name="HiddenStates">The layers that can be read.</param>
/// <param name="HiddenType">The element type of the residual stream.</param>
/// <param name="Width">The width of the residual stream.</param>
/// <param name="Routers">The routers that can be read, by layer.</param>
internal sealed record PortedGraph(
    byte[] Model, SteeringPort? Steering, IReadOnlyList<int> HiddenStates, TensorElementType HiddenType, int Width, IReadOnlyList<RouterPort> Routers)
{
    /// <summary>Adds ports to a model's graph.</summary>
    /// <param name="path">The graph's file.</param>
    /// <param name="config">The model's configuration.</param>
    /// <param name="ports">What to add.</param>
    /// <exception cref="ModelLoadException">The file is no ONNX graph, a layer does not exist, or a node that must be changed is not there.</exception>
    public static PortedGraph Create(string path, GenAiConfig config, DecoderPorts ports)
    {
        try
        {
            var file = OnnxModelFile.Load(path);
            var layout = new DecoderLayout(file, config.Decoder.LayerCount);
            var read = ports.HiddenStates.Distinct().Order().ToArray();
            var steered = ports.Steered.Distinct().Order().ToArray();
            var streams = steered.Union(read).Order().Select(layout.StreamOf).ToArray();
            foreach (var stream in streams)
            {
                if (steered.Contains(stream.Layer))
                {
                    SteeringSurgery.Apply(file, stream, ports.Capabilities);
                }

                if (read.Contains(stream.Layer))
                {
                    stream.Expose(file);
                }
            }

            var routers = ports.RouterLogits ? layout.ExposeRouters() : [];
            var first = streams.FirstOrDefault();
            return new PortedGraph(
                file.ToArray(),
                steered.Length > 0 ? new SteeringPort(steered, first!.Width, ports.Capabilities) : null,
                read,
                first?.Type ?? TensorElementType.Undefined,
                first?.Width ?? 0,
                routers);
        }
        catch (InvalidDataException exception)
        {
            throw new ModelLoadException(path, exception.Message, exception);
        }
    }
}
