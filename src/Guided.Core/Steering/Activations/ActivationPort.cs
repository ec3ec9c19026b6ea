namespace Guided.Steering;

/// <summary>What of a model's inside can be read.</summary>
/// <param name="HiddenStates">The layers whose residual stream can be read, from 0, ascending.</param>
/// <param name="Width">The number of elements of one token's residual stream; 0 when none can be read.</param>
/// <param name="Routers">The mixture-of-experts layers whose routing can be read, ascending.</param>
public sealed record ActivationPort(IReadOnlyList<int> HiddenStates, int Width, IReadOnlyList<ExpertLayer> Routers)
{
    /// <summary>Nothing.</summary>
    public static ActivationPort None { get; } = new([], 0, []);
}

/// <summary>A mixture-of-experts layer.</summary>
/// <param name="Layer">The layer, from 0.</param>
/// <param name="Experts">How many experts it has.</param>
/// <param name="Chosen">How many of them each token goes to: those with the greatest logits.</param>
public readonly record struct ExpertLayer(int Layer, int Experts, int Chosen);
