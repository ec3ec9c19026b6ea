namespace Guided.Steering;

/// <summary>What must hold at a position for an edit to act there, decided from the residual stream itself.</summary>
public sealed record SteeringCondition
{
    private SteeringCondition(SteeringFeature feature, float threshold, bool isCosine)
    {
        ArgumentNullException.ThrowIfNull(feature);
        if (!float.IsFinite(threshold))
        {
            throw new SteeringException($"The condition on '{feature}' has the threshold {threshold}; it must be a finite number.");
        }

        (Feature, Threshold, IsCosine) = (feature, threshold, isCosine);
    }

    /// <summary>The feature that is looked at.</summary>
    public SteeringFeature Feature { get; }

    /// <summary>The edit acts where the activation, or the cosine, is above.</summary>
    public float Threshold { get; }

    /// <summary>Whether it is the cosine between the stream and the feature's encoder that is looked at.</summary>
    public bool IsCosine { get; }

    /// <summary>A feature's activation is above a threshold.</summary>
    public static SteeringCondition ActivationAbove(SteeringFeature feature, float threshold = 0) => new(feature, threshold, false);

    /// <summary>The cosine between the stream and a feature's encoder is above a threshold. Needs <see cref="SteeringCapabilities.ResidualNorm"/>.</summary>
    public static SteeringCondition CosineAbove(SteeringFeature feature, float threshold) => new(feature, threshold, true);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{(IsCosine ? "cos " : "")}{Feature} > {Threshold:R}");
}
