namespace Guided.Onnx.Steering.Contrastive;

/// <summary>Two prompts that differ in what is to be steered.</summary>
/// <param name="Positive">A prompt for which the model should be in the wanted state.</param>
/// <param name="Negative">A prompt for which it should not.</param>
/// <param name="PositiveAnswer">The beginning of an answer, at whose last token the state is read; null to read it at the prompt's end.</param>
/// <param name="NegativeAnswer">Likewise for the negative prompt.</param>
public sealed record ContrastivePair(string Positive, string Negative, string? PositiveAnswer = null, string? NegativeAnswer = null);
