using Guided.Steering;

namespace Guided.Onnx.Graphs;

/// <summary>What is added to a model's graph when it is loaded, so that its inside can be read and steered.</summary>
/// <remarks>
/// Only the graph's small file is rewritten, in memory; weights stay where they are. A graph with ports computes what it did without them,
/// bit for bit, as long as nothing is steered. Nothing added costs nothing.
/// </remarks>
public sealed record DecoderPorts
{
    /// <summary>
    /// The layers whose residual stream can be steered, from 0. A layer means the stream behind the whole block, that is what the
    /// norm in front of the next block reads (the final norm, for the last layer).
    /// </summary>
    public IReadOnlyList<int> Steered { get; init; } = [];

    /// <summary>What the steered layers can do beside adding and changing features: each part costs a few small operators a step.</summary>
    public SteeringCapabilities Capabilities { get; init; } = SteeringCapabilities.Conditions | SteeringCapabilities.ResidualNorm;

    /// <summary>The layers whose residual stream can be read, from 0: the output <c>hidden_states.L</c>, behind the layer's steering.</summary>
    public IReadOnlyList<int> HiddenStates { get; init; } = [];

    /// <summary>Whether the routers' logits of mixture-of-experts layers can be read: the outputs <c>router_logits.L</c>.</summary>
    /// <remarks>
    /// In an fp16 graph whose operators the CPU runs in fp32, a tensor that is read is rounded to fp16 where it otherwise would not be: there this
    /// port alone changes results in their last bits.
    /// </remarks>
    public bool RouterLogits { get; init; }

    /// <summary>Whether nothing is to be added.</summary>
    internal bool IsEmpty => Steered.Count == 0 && HiddenStates.Count == 0 && !RouterLogits;
}
