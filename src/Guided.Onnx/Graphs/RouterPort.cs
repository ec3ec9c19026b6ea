namespace Guided.Onnx.Graphs;

/// <summary>A router of a mixture-of-experts layer that can be read.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Experts">How many experts there are.</param>
/// <param name="Chosen">How many of them each token goes to.</param>
internal sealed record RouterPort(int Layer, int Experts, int Chosen)
{
    /// <summary>The output with the logits, fp32 <c>[tokens, experts]</c>.</summary>
    public static string Name(int layer) => FormattableString.Invariant($"router_logits.{layer}");
}
