namespace Guided.Steering;

/// <summary>A factor on an edit's effect that depends on how many tokens have been generated.</summary>
/// <remarks>Step 0 is the position that chooses the first token of the output, and holds for the prompt too.</remarks>
public sealed class SteeringSchedule
{
    private readonly Func<int, float> _strength;

    private SteeringSchedule(Func<int, float> strength, string key) => (_strength, Key) = (strength, key);

    /// <summary>The full effect at every step.</summary>
    public static SteeringSchedule Full { get; } = Constant(1);

    /// <summary>What makes two schedules the same.</summary>
    public string Key { get; }

    /// <summary>The same factor at every step.</summary>
    public static SteeringSchedule Constant(float strength) => new(_ => strength, FormattableString.Invariant($"constant {strength:R}"));

    /// <summary>From one factor to another in equal steps, and then that one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no step.</exception>
    public static SteeringSchedule Linear(float from, float to, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        return new(
            step => step >= steps ? to : from + ((to - from) * step / steps),
            FormattableString.Invariant($"linear {from:R} {to:R} {steps}"));
    }

    /// <summary>From a factor down, halved every so many steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The half-life is not positive.</exception>
    public static SteeringSchedule Decay(float from, float halfLife)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(halfLife);
        return new(step => from * MathF.Pow(0.5f, step / halfLife), FormattableString.Invariant($"decay {from:R} {halfLife:R}"));
    }

    /// <summary>Any factor by step.</summary>
    /// <param name="strength">Gives the factor for a step, the same whenever it is asked: steps may be taken back.</param>
    /// <param name="key">A name that no other schedule has.</param>
    public static SteeringSchedule Of(Func<int, float> strength, string key)
    {
        ArgumentNullException.ThrowIfNull(strength);
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new(strength, "custom " + key);
    }

    /// <summary>The factor at a step.</summary>
    /// <exception cref="SteeringException">It is not a finite number.</exception>
    public float At(int step)
    {
        var strength = _strength(step);
        return float.IsFinite(strength) ? strength : throw new SteeringException($"The steering schedule '{Key}' gives {strength} at step {step}.");
    }

    /// <inheritdoc/>
    public override string ToString() => Key;
}
