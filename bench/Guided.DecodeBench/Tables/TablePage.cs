using System.Globalization;
using System.Text;

namespace Guided.DecodeBench.Tables;

/// <summary>Writes the results as Markdown.</summary>
internal static class TablePage
{
    /// <summary>The page in docs/ that holds the tables.</summary>
    public static string Write(string model, string command, IReadOnlyList<TaskBench> tasks)
    {
        var page = new StringBuilder();
        page.AppendLine(CultureInfo.InvariantCulture, $"""
            # Decoding of {model}'s test sets

            Made by `{command}`.

            Greedy decoding; the prompt is the same in all rows and names the type or the labels. *k* is the number of borders between JSON terminals
            (brackets, commas, colons, strings, numbers, words) that one token may cross: 0 is masking terminal by terminal, ∞ is exact and what Guided
            does. The *template* puts in text that must follow as tokens of its own. Guided rows write compact JSON, as the model does by itself,
            but for the last one. Speculation begins with empty tables and learns while it runs, each grammar is met for the first time. There is no
            smaller model over this vocabulary, so no row with a draft model.

            *Exact match* is equal JSON (or the same label); *well-formed* is a complete text of the row's schema or label set; *perplexity* is that of the
            output's tokens under the unconstrained model. *Calls* are forward passes per token of output, the prompt's included. *Speed* is tokens per
            time relative to unconstrained, prompt included: every row of a test set is decoded in all ways in turn, consecutive rows form groups, and the
            number is the median of the groups' ratios, by the processor time of the decoding thread and, in brackets, by the clock.
            """);
        page.AppendLine();
        foreach (var task in tasks)
        {
            AppendTask(page, task);
        }

        return page.ToString();
    }

    private static void AppendTask(StringBuilder page, TaskBench task)
    {
        page.AppendLine(CultureInfo.InvariantCulture, $"## {task.Name}, {task.Rows} rows");
        page.AppendLine();
        page.AppendLine("| decoding | exact match | well-formed | perplexity | calls | tokens/s | speed |");
        page.AppendLine("|---|---:|---:|---:|---:|---:|---:|");
        var unconstrained = task.Scores[DecodingMode.Unconstrained];
        foreach (var (mode, score) in task.Scores)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"| {mode.Name} | {score.ExactMatch:P1} | {score.WellFormed:P1} | {score.Perplexity:F3} | {score.PassesPerToken:F2} | {score.TokensPerSecond:F0} | {score.Relative(unconstrained, cpu: true):F2} ({score.Relative(unconstrained, cpu: false):F2}) |");
        }

        page.AppendLine();
        var all = task.Scores.First(s => s.Key.Kinds == SpeculationKinds.All && s.Key.Spelling == JsonSpelling.Compact).Value;
        var guesses = all.Proposers.Select(p => $"{p.Key} {p.Value.Accepted} of {p.Value.Proposed}");
        var different = task.Scores.Where(s => s.Key.MustEqualExact).Sum(s => s.Value.Different);
        page.AppendLine(CultureInfo.InvariantCulture, $"Guesses accepted with all: {string.Join(", ", guesses)}. Outputs that speculation changed: {different}.");
        page.AppendLine();
    }
}
