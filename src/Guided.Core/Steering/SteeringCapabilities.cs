namespace Guided.Steering;

/// <summary>What a steering port can do beside changing features. Each part costs a few small operators in every step.</summary>
[Flags]
public enum SteeringCapabilities
{
    /// <summary>Features are added, set, bounded and scaled, and nothing else.</summary>
    None = 0,

    /// <summary>An edit may depend on whether a feature is active (<see cref="SteeringEdit.Condition"/>).</summary>
    Conditions = 1,

    /// <summary>Strengths may be relative to the norm of the residual stream, and conditions to the cosine.</summary>
    ResidualNorm = 2,

    /// <summary>The steered stream may be given the norm it had before (<see cref="SteeringSpecification.Renormalize"/>).</summary>
    Renormalize = 4,
}
