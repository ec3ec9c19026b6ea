using Guided.Decoding;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;

namespace Guided.Typed;

/// <summary>One of several values for one prompt, with what it is ranked by.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The generated text.</param>
/// <param name="LogProbability">The natural logarithm of the text's probability, as these tokens, the end included.</param>
/// <param name="Score">What it is ranked by; greater is better.</param>
/// <param name="FinishReason">Why the generation ended.</param>
/// <param name="Seed">The seed that gives the same text again; null for a beam.</param>
public sealed record Ranked<T>(T Value, string Text, double LogProbability, double Score, FinishReason FinishReason, long? Seed)
{
    /// <summary>What a check of the whole text found, where keywords were left to it by <see cref="JsonSchemaOptions.CheckedAfterwards"/>; else null.</summary>
    public JsonSchemaCheck? Check { get; init; }
}
