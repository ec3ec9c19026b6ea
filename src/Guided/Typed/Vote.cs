namespace Guided.Typed;

/// <summary>What several samples for one prompt agree on.</summary>
/// <param name="Winner">The answer that most samples give; of equally many the one that came first.</param>
/// <param name="Share">The share of the samples that give it, above 0 and at most 1.</param>
/// <param name="Answers">The different answers, the most frequent first.</param>
/// <param name="Samples">Every sample in order.</param>
public sealed record Vote<T>(T Winner, double Share, IReadOnlyList<VotedAnswer<T>> Answers, IReadOnlyList<VoteSample<T>> Samples);

/// <summary>An answer and how many samples give it.</summary>
/// <param name="Answer">The answer, as the first of these samples gives it.</param>
/// <param name="Count">How many samples give it.</param>
/// <param name="Share">The share of all samples.</param>
public sealed record VotedAnswer<T>(T Answer, int Count, double Share);

/// <summary>One sample of a vote.</summary>
/// <param name="Answer">Its answer.</param>
/// <param name="Text">The whole generated text.</param>
/// <param name="Seed">The seed that gives the same text again.</param>
public sealed record VoteSample<T>(T Answer, string Text, long Seed);
