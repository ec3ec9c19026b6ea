using System.Globalization;
using System.Text;
using Guided.Classification;

namespace Guided.BatchBench;

/// <summary>Accuracy and calibration of the labels test set, before and after contextual calibration.</summary>
internal static class CalibrationBench
{
    private const int Bins = 10;

    public static async Task<string> RunAsync(string folder)
    {
        using var model = GuidedModel.Load(folder);
        var table = new StringBuilder();
        table.AppendLine("| set | rows | probabilities | accuracy | expected calibration error (10 bins) | mean negative log likelihood |");
        table.AppendLine("|---|---|---|---|---|---|");
        foreach (var set in (string[])["c_labels", Path.Combine("validation", "c_labels")])
        {
            var rows = BenchRow.Load(Path.Combine(folder), set);
            foreach (var (name, listed, calibrated) in new[]
            {
                ("labels in the prompt", true, false), ("labels in the prompt, calibrated", true, true),
                ("labels not in the prompt", false, false), ("labels not in the prompt, calibrated", false, true),
            })
            {
                var outcomes = new List<(bool Right, double Confidence, double OfAnswer)>();
                foreach (var row in rows)
                {
                    var options = new RequestOptions
                    {
                        DescribeFormat = listed,
                        Classification = new() { ContentFreePrompts = calibrated ? ClassificationOptions.ContentFree(text => $"What is this text about?\n{text}") : [] },
                    };
                    var result = await model.ClassifyAsync(row.Prompt, row.Labels!, options);
                    outcomes.Add((result.Label == row.Answer, result.Probability, result.Labels.Single(l => l.Text == row.Answer).Probability));
                }

                table.AppendLine(CultureInfo.InvariantCulture, $"| {set} | {rows.Length} | {name} | {outcomes.Average(o => o.Right ? 1 : 0):P1} | {Error(outcomes):F3} | {outcomes.Average(o => -Math.Log(Math.Max(o.OfAnswer, 1e-12))):F3} |");
            }
        }

        return table.ToString();
    }

    private static double Error(List<(bool Right, double Confidence, double OfAnswer)> outcomes) =>
        outcomes.GroupBy(o => Math.Min(Bins - 1, (int)(o.Confidence * Bins))).Sum(bin =>
            (double)bin.Count() / outcomes.Count * Math.Abs(bin.Average(o => o.Right ? 1 : 0) - bin.Average(o => o.Confidence)));
}
