using Guided.Vocabularies;

namespace Guided.Steering;

/// <summary>What a steering specification is turned into a program for: one request.</summary>
/// <param name="Vocabulary">The model's vocabulary, to follow the output's text.</param>
/// <param name="PromptEnd">The place in the sequence, from 0, at which the output begins: the number of tokens before it.</param>
public sealed record SteeringContext(Vocabulary Vocabulary, int PromptEnd);
