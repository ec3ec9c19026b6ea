using Guided.Decoding;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;

namespace Guided.Typed;

/// <summary>A typed value with the text it was read from and how it came about.</summary>
/// <param name="Value">The value.</param>
/// <param name="Text">The generated text.</param>
/// <param name="FinishReason">Why the generation ended; the text is complete in either case.</param>
/// <param name="Seed">The seed that gives the same text again.</param>
/// <param name="Statistics">Counts and times.</param>
public sealed record Generated<T>(T Value, string Text, FinishReason FinishReason, long Seed, GenerationStatistics Statistics)
{
    /// <summary>
    /// What a check of the whole text found, where keywords were left to it by <see cref="JsonSchemaOptions.CheckedAfterwards"/>; null where the grammar
    /// enforces all.
    /// </summary>
    public JsonSchemaCheck? Check { get; init; }
}
