namespace Guided.Steering;

/// <summary>What of a model can be steered.</summary>
/// <param name="Layers">The layers, from 0, ascending: the residual stream behind each.</param>
/// <param name="Width">The number of elements of one token's residual stream.</param>
/// <param name="Capabilities">What the port can do.</param>
public sealed record SteeringPort(IReadOnlyList<int> Layers, int Width, SteeringCapabilities Capabilities)
{
    /// <inheritdoc/>
    public override string ToString() => $"layers {string.Join(", ", Layers)} of width {Width} ({Capabilities})";
}
