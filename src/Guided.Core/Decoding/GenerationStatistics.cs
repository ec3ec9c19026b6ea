using Guided.Decoding.Speculation;

namespace Guided.Decoding;

/// <summary>What a generation did and how long it took, kept up to date while it runs.</summary>
public sealed class GenerationStatistics
{
    /// <summary>The tokens of the prompt.</summary>
    public int PromptTokens { get; internal set; }

    /// <summary>The tokens of the output, an end token not counted.</summary>
    public int GeneratedTokens { get; internal set; }

    /// <summary>The generated tokens that the grammar left no choice about: only tokens, and accepted guesses of forced text.</summary>
    public int ForcedTokens { get; internal set; }

    /// <summary>What became of the guesses, by proposer in the request's order.</summary>
    public IReadOnlyList<ProposerStatistics> Proposers { get; internal set; } = [];

    /// <summary>The tokens guessed ahead.</summary>
    public int ProposedTokens { get; internal set; }

    /// <summary>The tokens guessed ahead that were also chosen.</summary>
    public int AcceptedTokens { get; internal set; }

    /// <summary>The positions at which a token was passed over because the output could not have closed within the limit.</summary>
    public int LimitedTokens { get; internal set; }

    /// <summary>
    /// The tokens, an end token included, that were chosen from the model's unmasked logits and found to be allowed; see
    /// <see cref="GenerationOptions.OpportunisticMasking"/>. 0 without a grammar.
    /// </summary>
    public int UnmaskedTokens { get; internal set; }

    /// <summary>The masks for which the choice of a token had to wait, because the grammar's automaton did not have them at hand.</summary>
    public int MasksComputed { get; internal set; }

    /// <summary>
    /// The tokens that bad words or repeated n-grams forbid and that were taken all the same, because the grammar and the token limit left no
    /// other; see <see cref="Processors.TokenConstraint"/>.
    /// </summary>
    public int OverriddenTokens { get; internal set; }

    /// <summary>The masks that were computed on another thread while the model ran; see <see cref="GenerationOptions.OverlapMasks"/>.</summary>
    public int MasksComputedAhead { get; internal set; }

    /// <summary>The model's forward passes, the prompt's included.</summary>
    public int ForwardPasses { get; internal set; }

    /// <summary>The time in the model.</summary>
    public TimeSpan ModelTime { get; internal set; }

    /// <summary>The time for computing and applying the grammar's masks.</summary>
    public TimeSpan MaskTime { get; internal set; }

    /// <summary>The time of all steps up to the first token; zero before it.</summary>
    public TimeSpan TimeToFirstToken { get; internal set; }

    /// <summary>The positions at which the masked probability was measured: see <see cref="GenerationOptions.MeasureMaskedMass"/>.</summary>
    public int MeasuredPositions { get; internal set; }

    /// <summary>
    /// The mean share of the model's probability that the grammar's mask took away, 0 to 1; <c>null</c> when nothing was measured. Near 0 the
    /// model writes the format by itself.
    /// </summary>
    public double? MaskedMass => MeasuredPositions > 0 ? MaskedMassSum / MeasuredPositions : null;

    internal double MaskedMassSum { get; set; }

    /// <summary>The time that the request waited for a place in a batch; zero outside of one.</summary>
    public TimeSpan QueueTime { get; internal set; }

    /// <summary>The time of all steps; what the caller does between two steps is not in it.</summary>
    public TimeSpan Elapsed { get; internal set; }

    /// <summary>The speed of the whole generation, the prompt's forward pass included; 0 before the first step.</summary>
    public double TokensPerSecond => Elapsed > TimeSpan.Zero ? GeneratedTokens / Elapsed.TotalSeconds : 0;

    /// <summary>The share of guesses that were chosen; 0 when nothing was guessed.</summary>
    public double AcceptanceRate => ProposedTokens > 0 ? (double)AcceptedTokens / ProposedTokens : 0;
}
