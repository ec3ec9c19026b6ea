using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Guided.Telemetry;

/// <summary>What Guided tells about itself: an <see cref="ActivitySource"/> and a <see cref="Meter"/> of one name. See docs/telemetry.md.</summary>
/// <remarks>Without listeners nothing is measured for it and nothing allocated.</remarks>
public static class GuidedTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string Name = "Guided";

    /// <summary>The activity of one generation.</summary>
    public const string GenerationActivity = "guided.generate";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> PromptTokens = Meter.CreateCounter<long>(
        "guided.tokens.prompt", "{token}", "Tokens of prompts.");

    internal static readonly Counter<long> GeneratedTokens = Meter.CreateCounter<long>(
        "guided.tokens.generated", "{token}", "Tokens of outputs, end tokens not counted.");

    internal static readonly Counter<long> ForcedTokens = Meter.CreateCounter<long>(
        "guided.tokens.forced", "{token}", "Generated tokens that the grammar left no choice about.");

    internal static readonly Counter<long> ProposedTokens = Meter.CreateCounter<long>(
        "guided.tokens.proposed", "{token}", "Tokens guessed ahead.");

    internal static readonly Counter<long> AcceptedTokens = Meter.CreateCounter<long>(
        "guided.tokens.accepted", "{token}", "Tokens guessed ahead that were also chosen.");

    internal static readonly Counter<long> ForwardPasses = Meter.CreateCounter<long>(
        "guided.forward_passes", "{pass}", "Forward passes of the model.");

    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "guided.generation.duration", "s", "Time of all steps of a generation.");

    internal static readonly Histogram<double> TimeToFirstToken = Meter.CreateHistogram<double>(
        "guided.generation.time_to_first_token", "s", "Time of the steps up to the first token.");

    internal static readonly Histogram<double> ModelTime = Meter.CreateHistogram<double>(
        "guided.generation.model_time", "s", "Time of a generation in the model.");

    internal static readonly Histogram<double> MaskTime = Meter.CreateHistogram<double>(
        "guided.generation.mask_time", "s", "Time of a generation for computing and applying masks.");

    private static readonly Histogram<double> MaskedMass = Meter.CreateHistogram<double>(
        "guided.masked_mass", "1", "Share of the model's probability that the grammar's mask took away, at each position.");

    /// <summary>Whether somebody listens to the masked probability, which must be measured for them.</summary>
    internal static bool WantsMaskedMass => MaskedMass.Enabled;

    /// <summary>Whether somebody listens to whole generations.</summary>
    internal static bool IsListenedTo =>
        Source.HasListeners() || GeneratedTokens.Enabled || PromptTokens.Enabled || ForcedTokens.Enabled || ProposedTokens.Enabled
        || AcceptedTokens.Enabled || ForwardPasses.Enabled || Duration.Enabled || TimeToFirstToken.Enabled || ModelTime.Enabled || MaskTime.Enabled;

    internal static void RecordMaskedMass(double share) => MaskedMass.Record(share);
}
