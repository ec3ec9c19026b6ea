namespace Guided.Steering;

/// <summary>One change of the residual stream: what is done to which feature behind which layer, and where.</summary>
public sealed record SteeringEdit
{
    /// <summary>Makes an edit that acts everywhere, with full strength.</summary>
    /// <param name="layer">The layer, from 0, behind which the stream is changed.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="operation">What is done to it.</param>
    public SteeringEdit(int layer, SteeringFeature feature, SteeringOperation operation)
    {
        ArgumentNullException.ThrowIfNull(feature);
        ArgumentNullException.ThrowIfNull(operation);
        (Layer, Feature, Operation) = (layer, feature, operation);
    }

    /// <summary>The layer, from 0, behind which the stream is changed.</summary>
    public int Layer { get; }

    /// <summary>The feature.</summary>
    public SteeringFeature Feature { get; }

    /// <summary>What is done to it.</summary>
    public SteeringOperation Operation { get; init; }

    /// <summary>The positions at which the edit may act; all by default.</summary>
    public SteeringScope Scope { get; init; } = SteeringScope.All;

    /// <summary>The part of the output while which the edit acts; null for no such limit. With a gate the prompt is left alone but for its last token.</summary>
    public SteeringGate? Gate { get; init; }

    /// <summary>What must hold of the stream for the edit to act; null for nothing. Needs <see cref="SteeringCapabilities.Conditions"/>.</summary>
    public SteeringCondition? Condition { get; init; }

    /// <summary>A factor on the edit's effect, by step.</summary>
    public SteeringSchedule Schedule { get; init; } = SteeringSchedule.Full;

    /// <summary>Which edit of a feature wins under <see cref="SteeringConflicts.Priority"/>: the one with the greatest number.</summary>
    public int Priority { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Operation} of '{Feature}' behind layer {Layer}";
}
