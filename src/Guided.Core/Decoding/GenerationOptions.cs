using Guided.Processors;

namespace Guided.Decoding;

/// <summary>How one sequence is generated. The defaults decode greedily.</summary>
public sealed record GenerationOptions
{
    /// <summary>The most tokens generated, end tokens not counted; <c>null</c> for as many as the model's context holds.</summary>
    /// <remarks>Under a grammar the output closes within the limit.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxTokens
    {
        get;
        init => field = value is null or >= 1 ? value : throw OutOfRange(nameof(MaxTokens), value, "at least 1");
    }

    /// <summary>The divisor of the logits; 0, the default, decodes greedily and makes the other sampling options irrelevant.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is neither 0 nor from 0.001 to 1000.</exception>
    public float Temperature
    {
        get;
        init => field = value is 0 or (>= TemperatureOptions.Min and <= TemperatureOptions.Max)
            ? value
            : throw OutOfRange(nameof(Temperature), value, $"0 (greedy) or from {TemperatureOptions.Min} to {TemperatureOptions.Max}");
    }

    /// <summary>Samples from the k most likely tokens; <c>null</c> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? TopK
    {
        get;
        init => field = value is null or >= 1 ? value : throw OutOfRange(nameof(TopK), value, "at least 1");
    }

    /// <summary>Samples from the fewest tokens whose probabilities reach p; <c>null</c> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and at most 1.</exception>
    public float? TopP
    {
        get;
        init => field = value is null or (> 0 and <= 1) ? value : throw OutOfRange(nameof(TopP), value, "above 0 and at most 1");
    }

    /// <summary>Samples from the tokens whose probability is at least this share of the greatest; <c>null</c> for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and at most 1.</exception>
    public float? MinP
    {
        get;
        init => field = value is null or (> 0 and <= 1) ? value : throw OutOfRange(nameof(MinP), value, "above 0 and at most 1");
    }

    /// <summary>
    /// Samples from the fewest tokens of the most typical information content whose probabilities reach p; <c>null</c> for all. See
    /// <see cref="TypicalPProcessor"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0 and at most 1.</exception>
    public float? TypicalP
    {
        get;
        init => field = value is null or (> 0 and <= 1) ? value : throw OutOfRange(nameof(TypicalP), value, "above 0 and at most 1");
    }

    /// <summary>What is added to the logits of tokens, −∞ to forbid one; <c>null</c> for nothing. See <see cref="LogitBiasProcessor"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A bias is NaN or +∞, or a token negative.</exception>
    public IReadOnlyDictionary<int, float>? LogitBias
    {
        get;
        init => field = value is null ? null : new LogitBiasOptions(value).Biases;
    }

    /// <summary>Texts and runs of tokens that must not occur; <c>null</c> for none. See <see cref="BadWordsProcessor"/>.</summary>
    /// <remarks>Under a grammar, see <see cref="TokenConstraint"/>.</remarks>
    public BadWordsOptions? BadWords { get; init; }

    /// <summary>No run of this many tokens occurs twice; <c>null</c> for no such rule. See <see cref="NoRepeatNgramProcessor"/>.</summary>
    /// <remarks>Under a grammar, see <see cref="TokenConstraint"/>.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? NoRepeatNgram
    {
        get;
        init => field = value is null or >= 1 ? value : throw OutOfRange(nameof(NoRepeatNgram), value, "at least 1");
    }

    /// <summary>
    /// The factor by which tokens that occurred become less likely, as in Hugging Face; <c>null</c> or 1 for none. See
    /// <see cref="RepetitionPenaltyProcessor"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 0.01 to 100.</exception>
    public float? RepetitionPenalty
    {
        get;
        init => field = value is null ? null : new RepetitionPenaltyOptions(value.Value).Penalty;
    }

    /// <summary>What is taken off a token's logit for each time it was generated, as in OpenAI's API; 0 for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number.</exception>
    public float FrequencyPenalty
    {
        get;
        init => field = new FrequencyPenaltyOptions(value).Penalty;
    }

    /// <summary>What is taken off the logit of a token that was generated, as in OpenAI's API; 0 for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a finite number.</exception>
    public float PresencePenalty
    {
        get;
        init => field = new PresencePenaltyOptions(value).Penalty;
    }

    /// <summary>
    /// Whether the prompt's tokens count for penalties and n-grams. By default, <c>null</c>, as where each comes from: for the repetition penalty
    /// and repeated n-grams (Hugging Face) they do, for the frequency and presence penalties (OpenAI) they do not.
    /// </summary>
    public bool? PenaltiesCountPrompt { get; init; }

    /// <summary>Texts that end the output where they first occur, across tokens too; they and what follows them are cut off. None by default.</summary>
    /// <remarks>
    /// Under a grammar a stop sequence counts only where the text before it is complete, so that the output is always well formed. The
    /// generated tokens reach to the end of the stop sequence; <see cref="GenerationResult.Stop"/> tells where the text ends.
    /// </remarks>
    /// <exception cref="ArgumentException">A sequence is empty.</exception>
    public IReadOnlyList<string> StopSequences
    {
        get;
        init => field = value is not null && value.All(s => !string.IsNullOrEmpty(s))
            ? value
            : throw new ArgumentException("A stop sequence is empty; every output begins with the empty text.", nameof(StopSequences));
    } = [];

    /// <summary>
    /// Whether the end of the prompt is healed: tokens that a longer token could replace are taken back, and the output is made to begin with
    /// their text. For prompts that end in the middle of a text; a chat prompt ends in a special token and needs none. False by default.
    /// </summary>
    /// <remarks>
    /// The generated tokens then begin with the healed text, which <see cref="GenerationResult.HealedBytes"/> measures. The limit
    /// <see cref="MaxTokens"/> counts them.
    /// </remarks>
    public bool HealPrompt { get; init; }

    /// <summary>
    /// Whether the share of probability that the grammar's mask takes away is measured at each position, for
    /// <see cref="GeneratedToken.MaskedMass"/> and <see cref="GenerationStatistics.MaskedMass"/>. False by default: it costs a softmax and a mask
    /// a token. The output is the same either way.
    /// </summary>
    public bool MeasureMaskedMass { get; init; }

    /// <summary>
    /// What the random numbers depend on: the same seed, model and options give the same tokens, with speculation and without.
    /// <c>null</c> draws a seed, which <see cref="DecodeLoop.Seed"/> tells.
    /// </summary>
    public long? Seed { get; init; }

    /// <summary>The most tokens that are guessed ahead for one forward pass; 16 by default.</summary>
    /// <remarks>How many are guessed each time depends on how sure they are and on what a wider pass costs, which is measured.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxProposedTokens
    {
        get;
        init => field = value >= 1 ? value : throw OutOfRange(nameof(MaxProposedTokens), value, "at least 1");
    } = 16;

    /// <summary>
    /// Whether a token that is the only one the grammar allows is taken without a forward pass of its own; it then goes through the
    /// model together with the next. True by default; the output is the same either way.
    /// </summary>
    public bool SkipForcedPasses { get; init; } = true;

    /// <summary>
    /// Whether a token is first chosen from the unmasked logits and the grammar's mask computed only when that token is not allowed. True by
    /// default, and used only where it is exact; otherwise the mask comes first.
    /// </summary>
    /// <remarks>
    /// It is exact for greedy decoding, where the tokens are the same either way, and for sampling with a temperature alone, where the
    /// probabilities are the same and the tokens for a given seed differ: with allowed tokens A, p(t) + (1 − p(A)) · p(t) / p(A) = p(t) / p(A).
    /// It is not with top-k, top-p or min-p, nor with processors behind the mask that do not declare <see cref="ILogitProcessor.IsPointwise"/>.
    /// Beurer-Kellner et al. 2024, "Guiding LLMs The Right Way".
    /// </remarks>
    public bool OpportunisticMasking { get; init; } = true;

    /// <summary>
    /// Whether masks that the next tokens will need are computed on another thread while the model runs. True by default, and done only where
    /// it pays: for masks that are not at hand, are needed before a choice, and take longer than waking a thread, on machines with several
    /// processors. The output is the same either way.
    /// </summary>
    public bool OverlapMasks { get; init; } = true;

    /// <summary>Whether each token is the most likely one.</summary>
    public bool IsGreedy => Temperature == 0;

    private static ArgumentOutOfRangeException OutOfRange(string name, object? value, string range) =>
        new(name, value, $"{name} must be {range}.");
}
