namespace Guided.Decoding.Sampling;

/// <summary>A sampled output with its score.</summary>
/// <param name="Result">The generation; its seed gives the same output again.</param>
/// <param name="LogProbability">The natural logarithm of its probability, the end included.</param>
/// <param name="Score">What it is ranked by.</param>
public sealed record ScoredGeneration(GenerationResult Result, double LogProbability, double Score);
