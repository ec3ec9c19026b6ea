using Guided.Onnx.Graphs;
using Guided.Onnx.Models;

namespace Guided.Onnx.Decoders;

/// <summary>How a model runs.</summary>
public sealed class OnnxDecoderOptions
{
    /// <summary>The threads of one operator; 0 for one per physical core. When <c>null</c>, what the model's configuration says, else 0.</summary>
    public int? Threads { get; init; }

    /// <summary>
    /// The execution providers, preferred ones first; the CPU takes what none of them can. When <c>null</c>, those the model's configuration
    /// names, and the CPU when it names none.
    /// </summary>
    public IReadOnlyList<ExecutionProvider>? ExecutionProviders { get; init; }

    /// <summary>How far the graph is optimised at loading.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>
    /// The tokens a new sequence's KV cache has room for. A sequence that grows past it gets a cache of twice the size, up to the context
    /// length, and its contents are copied once; set it to the expected length to avoid that.
    /// </summary>
    public int InitialCapacity { get; init; } = 256;

    /// <summary>
    /// The most tokens in one forward pass; a longer prompt takes several. 0 chooses it so that the logits of a pass take about 32 MB:
    /// a graph computes them for every token.
    /// </summary>
    public int PrefillChunk { get; init; }

    /// <summary>What is added to the graph so that the model's inside can be read and steered; nothing when <c>null</c>.</summary>
    public DecoderPorts? Ports { get; init; }

    /// <summary>Further session settings by their ONNX Runtime keys, for example <c>session.intra_op.allow_spinning</c>.</summary>
    public IReadOnlyDictionary<string, string>? SessionConfiguration { get; init; }
}
