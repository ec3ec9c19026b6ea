using System.Diagnostics;
using Guided.Decoding;
using Guided.Vocabularies;

namespace Guided.Telemetry;

/// <summary>Tells of one generation: an activity from its making to its end, and measurements at the end.</summary>
internal sealed class GenerationTelemetry
{
    private readonly Activity? _activity;
    private readonly KeyValuePair<string, object?> _vocabulary;
    private bool _hasEnded;

    private GenerationTelemetry(GenerationRequest request, Vocabulary vocabulary)
    {
        _vocabulary = new("guided.vocabulary", vocabulary.Name);

        // The activity is a child of the caller's and does not become the caller's current one: generations interleave.
        var current = Activity.Current;
        _activity = GuidedTelemetry.Source.StartActivity(GuidedTelemetry.GenerationActivity);
        Activity.Current = current;
        _activity?.SetTag(_vocabulary.Key, _vocabulary.Value);
        _activity?.SetTag("guided.grammar", request.Grammar is not null);
        _activity?.SetTag("guided.temperature", request.Options.Temperature);
    }

    /// <summary>Begins to tell of a generation; null when nobody listens.</summary>
    public static GenerationTelemetry? Begin(GenerationRequest request, Vocabulary vocabulary) =>
        GuidedTelemetry.IsListenedTo ? new GenerationTelemetry(request, vocabulary) : null;

    /// <summary>The generation has finished. Further calls do nothing.</summary>
    public void End(GenerationStatistics statistics, FinishReason reason) => End(statistics, reason.ToString(), ActivityStatusCode.Ok);

    /// <summary>The generation was given up: cancelled, failed, or left early. Does nothing when it had finished.</summary>
    public void Abandon(GenerationStatistics statistics) => End(statistics, "Abandoned", ActivityStatusCode.Error);

    private void End(GenerationStatistics statistics, string reason, ActivityStatusCode status)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasEnded = true;
        var finish = new KeyValuePair<string, object?>("guided.finish_reason", reason);
        GuidedTelemetry.PromptTokens.Add(statistics.PromptTokens, _vocabulary, finish);
        GuidedTelemetry.GeneratedTokens.Add(statistics.GeneratedTokens, _vocabulary, finish);
        GuidedTelemetry.ForcedTokens.Add(statistics.ForcedTokens, _vocabulary, finish);
        GuidedTelemetry.ProposedTokens.Add(statistics.ProposedTokens, _vocabulary, finish);
        GuidedTelemetry.AcceptedTokens.Add(statistics.AcceptedTokens, _vocabulary, finish);
        GuidedTelemetry.ForwardPasses.Add(statistics.ForwardPasses, _vocabulary, finish);
        GuidedTelemetry.Duration.Record(statistics.Elapsed.TotalSeconds, _vocabulary, finish);
        GuidedTelemetry.ModelTime.Record(statistics.ModelTime.TotalSeconds, _vocabulary, finish);
        GuidedTelemetry.MaskTime.Record(statistics.MaskTime.TotalSeconds, _vocabulary, finish);
        if (statistics.TimeToFirstToken > TimeSpan.Zero)
        {
            GuidedTelemetry.TimeToFirstToken.Record(statistics.TimeToFirstToken.TotalSeconds, _vocabulary, finish);
        }

        EndActivity(statistics, finish, status);
    }

    private void EndActivity(GenerationStatistics statistics, KeyValuePair<string, object?> finish, ActivityStatusCode status)
    {
        if (_activity is null)
        {
            return;
        }

        _activity.SetTag(finish.Key, finish.Value);
        _activity.SetTag("guided.tokens.prompt", statistics.PromptTokens);
        _activity.SetTag("guided.tokens.generated", statistics.GeneratedTokens);
        _activity.SetTag("guided.tokens.forced", statistics.ForcedTokens);
        _activity.SetTag("guided.tokens.proposed", statistics.ProposedTokens);
        _activity.SetTag("guided.tokens.accepted", statistics.AcceptedTokens);
        _activity.SetTag("guided.forward_passes", statistics.ForwardPasses);
        _activity.SetTag("guided.masks_computed", statistics.MasksComputed);
        _activity.SetTag("guided.model_time", statistics.ModelTime.TotalSeconds);
        _activity.SetTag("guided.mask_time", statistics.MaskTime.TotalSeconds);
        _activity.SetTag("guided.time_to_first_token", statistics.TimeToFirstToken.TotalSeconds);
        if (statistics.MaskedMass is { } mass)
        {
            _activity.SetTag("guided.masked_mass", mass);
        }

        _activity.SetStatus(status);
        var current = Activity.Current;
        _activity.Dispose();
        Activity.Current = current;
    }
}
