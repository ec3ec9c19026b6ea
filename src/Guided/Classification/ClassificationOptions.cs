namespace Guided.Classification;

/// <summary>How the probabilities of labels are worked out.</summary>
public sealed record ClassificationOptions
{
    /// <summary>The replacements of a prompt's content that Zhao et al. 2021 ("Calibrate Before Use") average over.</summary>
    public static IReadOnlyList<string> ContentFreeTexts { get; } = ["N/A", "[MASK]", ""];

    /// <summary>Which token sequences count as a label; <see cref="Classification.Tokenisations.All"/> by default.</summary>
    public Tokenisations Tokenisations { get; init; }

    /// <summary>
    /// The greatest error of a probability that is allowed for not looking at improbable tokenisations, 0 to 0.1; 1e-5 by default. 0 looks
    /// at every tokenisation. Each label's own tokenisation is always looked at.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 … 0.1.</exception>
    public double Tolerance
    {
        get;
        init => field = value is >= 0 and <= 0.1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(Tolerance), value, $"{nameof(Tolerance)} must be from 0 to 0.1.");
    } = 1e-5;

    /// <summary>
    /// The most tokens that go through the model after the prompt, beyond those of the labels' own tokenisations; 1,024 by default. When it is
    /// used up, <see cref="Classification{TLabel}.UnexploredMass"/> may exceed the tolerance.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxEvaluations
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxEvaluations), value, $"{nameof(MaxEvaluations)} must not be negative.");
    } = 1024;

    /// <summary>The most label prefixes that share a pass, each with a copy of the prompt's KV cache; 64 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxBatch
    {
        get;
        init => field = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MaxBatch), value, $"{nameof(MaxBatch)} must be at least 1.");
    } = 64;

    /// <summary>
    /// Prompts like the one to be classified but without content, for contextual calibration: each label's probability is divided by its
    /// mean probability after these, and the quotients by their sum (Zhao et al. 2021, "Calibrate Before Use", W = diag(p)⁻¹, b = 0). Empty,
    /// the default, for none. A model works them out once for the same labels and options.
    /// </summary>
    /// <seealso cref="ContentFree"/>
    public IReadOnlyList<string> ContentFreePrompts { get; init; } = [];

    /// <summary>Prompts for <see cref="ContentFreePrompts"/>: what a template makes of each of <see cref="ContentFreeTexts"/>.</summary>
    /// <param name="template">Makes the prompt for a text, as for the texts to be classified.</param>
    public static IReadOnlyList<string> ContentFree(Func<string, string> template)
    {
        ArgumentNullException.ThrowIfNull(template);
        return [.. ContentFreeTexts.Select(template)];
    }
}
