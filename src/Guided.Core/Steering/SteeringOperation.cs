namespace Guided.Steering;

/// <summary>What an edit does to a feature with activation a and decoder d: which multiple of d is added to the residual stream h.</summary>
/// <remarks>The stream becomes <c>h + (g(a) − a)·d</c>, so the rest of it, an autoencoder's error included, is kept.</remarks>
public sealed record SteeringOperation
{
    private SteeringOperation(SteeringOperationKind kind, float value, ReadOnlyMemory<float> values = default, long seed = 0)
    {
        if (!float.IsFinite(value))
        {
            throw new SteeringException($"{kind} needs a finite number but got {value}.");
        }

        (Kind, Value, Values, Seed) = (kind, value, values, seed);
    }

    /// <summary>The activation becomes 0.</summary>
    public static SteeringOperation Ablate { get; } = new(SteeringOperationKind.SetTo, 0);

    /// <summary>Takes a direction out of the stream: <c>h − (h·d̂)·d̂</c>, for a feature made by <see cref="SteeringFeature.FromDirection"/>.</summary>
    public static SteeringOperation ProjectOut => Ablate;

    /// <summary>The kind.</summary>
    public SteeringOperationKind Kind { get; }

    /// <summary>The number that belongs to the kind.</summary>
    public float Value { get; }

    /// <summary>The activations that <see cref="SteeringOperationKind.Resample"/> draws from.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The seed of <see cref="SteeringOperationKind.Resample"/>.</summary>
    public long Seed { get; }

    /// <summary>Adds <c>strength·d</c>.</summary>
    public static SteeringOperation Add(float strength) => new(SteeringOperationKind.Add, strength);

    /// <summary>Adds <c>share·‖h‖·d/‖d‖</c>: a strength relative to the norm of the stream. Needs <see cref="SteeringCapabilities.ResidualNorm"/>.</summary>
    public static SteeringOperation AddRelative(float share) => new(SteeringOperationKind.AddRelative, share);

    /// <summary>The activation becomes a value (a "clamp"): <c>g(a) = value</c>, active or not.</summary>
    public static SteeringOperation SetTo(float value) => new(SteeringOperationKind.SetTo, value);

    /// <summary>The activation becomes at least a value: <c>g(a) = max(a, value)</c>.</summary>
    public static SteeringOperation AtLeast(float value) => new(SteeringOperationKind.AtLeast, value);

    /// <summary>The activation becomes at most a value: <c>g(a) = min(a, value)</c>. On a direction, a cap of the projection.</summary>
    public static SteeringOperation AtMost(float value) => new(SteeringOperationKind.AtMost, value);

    /// <summary>The activation is multiplied: <c>g(a) = factor·a</c>.</summary>
    public static SteeringOperation ScaleBy(float factor) => new(SteeringOperationKind.ScaleBy, factor);

    /// <summary>The activation becomes its mean over a data set.</summary>
    public static SteeringOperation AblateToMean(float mean) => new(SteeringOperationKind.SetTo, mean);

    /// <summary>The activation becomes one of a data set's, drawn anew at each position.</summary>
    /// <param name="values">The activations to draw from.</param>
    /// <param name="seed">What the draws depend on, with the position: the same seed gives the same values.</param>
    public static SteeringOperation Resample(ReadOnlyMemory<float> values, long seed = 0)
    {
        foreach (var value in values.Span)
        {
            if (!float.IsFinite(value))
            {
                throw new SteeringException($"The activations to resample from hold {value}; all must be finite numbers.");
            }
        }

        return values.IsEmpty
            ? throw new SteeringException("There are no activations to resample from.")
            : new SteeringOperation(SteeringOperationKind.Resample, 0, values, seed);
    }

    /// <inheritdoc/>
    public override string ToString() => Kind == SteeringOperationKind.Resample
        ? FormattableString.Invariant($"Resample({Values.Length} values, seed {Seed})")
        : FormattableString.Invariant($"{Kind}({Value:R})");
}

/// <summary>The kinds of <see cref="SteeringOperation"/>.</summary>
public enum SteeringOperationKind
{
    /// <summary>A multiple of the decoder is added.</summary>
    Add,

    /// <summary>A vector along the decoder is added whose length is a share of the stream's.</summary>
    AddRelative,

    /// <summary>The activation becomes a value.</summary>
    SetTo,

    /// <summary>The activation becomes at least a value.</summary>
    AtLeast,

    /// <summary>The activation becomes at most a value.</summary>
    AtMost,

    /// <summary>The activation is multiplied.</summary>
    ScaleBy,

    /// <summary>The activation becomes a random one of some values.</summary>
    Resample,
}
