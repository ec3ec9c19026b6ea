using Guided.Onnx.Chat;
using Guided.Onnx.Steering.Autoencoders.Evaluation;
using Guided.Samples.Steering.Experiments;

namespace Guided.Samples.Steering.Reports;

/// <summary>Rows of a model's task files, as the tokens of the prompt with the right answer behind them.</summary>
internal static class EvaluationRows
{
    public static IReadOnlyList<EvaluationText> Read(GuidedModel model, string folder, int rowsOfEach) =>
        [.. Directory.GetFiles(folder, "*.jsonl").Order().SelectMany(file => JsonLines.Read<Row>(file, rowsOfEach)).Select(row => TextOf(model, row))];

    private static EvaluationText TextOf(GuidedModel model, Row row)
    {
        var format = row.Labels is { } labels ? "Answer with one of: " + string.Join(", ", labels) : "Answer with JSON: " + row.Type;
        var tokens = model.EncodePrompt([new ChatTemplateMessage("user", $"{row.Prompt}\n{format}")]).ToList();
        var start = tokens.Count;
        model.Tokenizer.Encode(row.Answer, tokens);
        tokens.Add(model.Tokenizer.Vocabulary.EndTokens[0]);
        return new EvaluationText(tokens, start);
    }

    private sealed record Row(string Prompt, string? Type, string[]? Labels, string Answer);
}
