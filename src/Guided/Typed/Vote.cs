using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;

namespace Guided.Typed;

/// <summary>What several samples for one prompt agree on.</summary>
/// <param name="Winner">The answer that most samples give; of equally many the one that came first.</param>
/// <param name="Share">The share of the samples that give it among those that count, above 0 and at most 1.</param>
/// <param name="Answers">The different answers, the most frequent first.</param>
/// <param name="Samples">Every sample in order. Those that failed a check count only with <see cref="Formats.FailedCheck.Report"/>.</param>
public sealed record Vote<T>(T Winner, double Share, IReadOnlyList<VotedAnswer<T>> Answers, IReadOnlyList<VoteSample<T>> Samples);

/// <summary>An answer and how many samples give it.</summary>
/// <param name="Answer">The answer, as the first of these samples gives it.</param>
/// <param name="Count">How many samples give it.</param>
/// <param name="Share">The share of all samples that count.</param>
public sealed record VotedAnswer<T>(T Answer, int Count, double Share);

/// <summary>One sample of a vote.</summary>
/// <param name="Answer">Its answer.</param>
/// <param name="Text">The whole generated text.</param>
/// <param name="Seed">The seed that gives the same text again.</param>
public sealed record VoteSample<T>(T Answer, string Text, long Seed)
{
    /// <summary>What a check of the whole text found, where keywords were left to it by <see cref="JsonSchemaOptions.CheckedAfterwards"/>; else null.</summary>
    public JsonSchemaCheck? Check { get; init; }
}
