namespace Guided.Steering;

/// <summary>What <see cref="LogitSteeringProcessor"/> needs.</summary>
public sealed record LogitSteeringOptions
{
    /// <summary>The end of the model.</summary>
    public required OutputHead Head { get; init; }

    /// <summary>The direction d in the stream behind the last layer.</summary>
    public required ReadOnlyMemory<float> Direction { get; init; }

    /// <summary>The strength α: the stream becomes <c>h + αd</c>.</summary>
    public required float Strength { get; init; }

    /// <summary>A factor on the strength, by step.</summary>
    public SteeringSchedule Schedule { get; init; } = SteeringSchedule.Full;

    /// <summary>
    /// The streams behind the last layer, before the final norm. With them steering is exact; null where they are not to be had, and then
    /// <see cref="RootMeanSquare"/> stands for all of them and the norm is held fixed.
    /// </summary>
    public ResidualReader? Streams { get; init; }

    /// <summary>
    /// Whether the final norm is held at the unsteered stream's: <c>logits + α·W(γ⊙d)/rms(h)</c>. An approximation whose error grows with
    /// the edit: <see cref="LogitSteeringProcessor"/> tells how.
    /// </summary>
    public bool FreezesNorm { get; init; }

    /// <summary>The root mean square to use in place of each stream's own where <see cref="Streams"/> is null.</summary>
    public float RootMeanSquare { get; init; } = 1;

    /// <summary>The number of tokens before the output; needed with <see cref="Streams"/>.</summary>
    public int PromptEnd { get; init; }
}
