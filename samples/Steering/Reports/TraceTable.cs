using System.Globalization;
using Guided.Onnx.Steering.Autoencoders.Reading;
using Spectre.Console;

namespace Guided.Samples.Steering.Reports;

/// <summary>Prints the strongest features of each token of an answer.</summary>
internal static class TraceTable
{
    private const int Shown = 4;

    public static void Print(GuidedModel model, FeatureTrace trace, FeatureCatalog? catalog, int start, string answer)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.WriteLine(answer);
        var table = new Table().AddColumns("token read", "active", "error", "strongest features");
        foreach (var token in trace.Tokens.Where(token => token.Position >= start))
        {
            var features = token.Top.Take(Shown).Select(top => string.Create(CultureInfo.InvariantCulture, $"{NameOf(top.Feature, catalog)} {top.Value:F1}"));
            table.AddRow(
                new Text(TraceFiles.TextOf(model, token.Token)),
                new Text(token.Active.ToString(CultureInfo.InvariantCulture)),
                new Text(token.Error.ToString("P0", CultureInfo.InvariantCulture)),
                new Text(string.Join(", ", features)));
        }

        AnsiConsole.Write(table);
    }

    private static string NameOf(int feature, FeatureCatalog? catalog) =>
        catalog?.Find(feature)?.Name is { } name ? $"[{name}]" : feature.ToString(CultureInfo.InvariantCulture);
}
