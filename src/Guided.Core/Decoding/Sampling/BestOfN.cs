using Guided.Vocabularies;

namespace Guided.Decoding.Sampling;

/// <summary>Samples several outputs and ranks them by their probability.</summary>
public static class BestOfN
{
    /// <summary>Samples and ranks.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="request">What to generate; its temperature is above 0.</param>
    /// <param name="options">How many, and how they are ranked; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work; KV caches are freed.</param>
    /// <returns>All samples, the best first.</returns>
    /// <exception cref="ArgumentException">The request is greedy, so that all samples would be alike, or it is not fit for the model.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ScoredGeneration> Run(
        IDecoder decoder,
        Vocabulary vocabulary,
        GenerationRequest request,
        BestOfOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        options ??= new BestOfOptions();
        using var samples = new Samples(decoder, vocabulary, request);
        using var scorer = new OutputScorer(vocabulary, samples.Request, options.Under);
        var scored = new List<ScoredGeneration>();
        for (var i = 0; i < options.Samples; i++)
        {
            var result = samples.Generate(i, cancellationToken);
            using var sequence = samples.ForkPrompt(cancellationToken);
            var (sum, choices) = scorer.Measure(sequence, result, cancellationToken);
            scored.Add(new ScoredGeneration(result, sum, options.Score == OutputScore.Sum ? sum : sum / Math.Max(choices, 1)));
        }

        return [.. scored.OrderByDescending(s => s.Score)];
    }
}
