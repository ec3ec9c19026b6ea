namespace Guided.Onnx.Steering.Autoencoders.Evaluation;

/// <summary>A text to measure on.</summary>
/// <param name="Tokens">The prompt and the right answer behind it.</param>
/// <param name="AnswerStart">The place of the answer's first token, 1 or more.</param>
public sealed record EvaluationText(IReadOnlyList<int> Tokens, int AnswerStart);
