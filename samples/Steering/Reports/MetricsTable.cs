using System.Globalization;
using Guided.Onnx.Steering.Autoencoders;
using Guided.Onnx.Steering.Autoencoders.Evaluation;
using Guided.Onnx.Steering.Autoencoders.Reading;
using Spectre.Console;

namespace Guided.Samples.Steering.Reports;

/// <summary>Prints how well an autoencoder stands for the stream, and how often its features are active.</summary>
internal static class MetricsTable
{
    private const int LeastExponent = -5;

    public static void Print(SparseAutoencoder autoencoder, AutoencoderMetrics metrics, int texts, FeatureCatalog? catalog)
    {
        var table = new Table { Title = new TableTitle($"{autoencoder.Architecture}, {autoencoder.FeatureCount} features at {autoencoder.Hook}") }.AddColumns("measure", "value");
        table.AddRow("texts, tokens", Text($"{texts}, {metrics.Tokens}"));
        table.AddRow("active features a token (L0)", Text($"{metrics.ActiveFeatures:F1}"));
        table.AddRow("features never active", Text($"{metrics.DeadFeatures} of {metrics.Features}"));
        table.AddRow("explained variance", Text($"{metrics.ExplainedVariance:F4}"));
        table.AddRow("shrinkage (1 is none)", Text($"{metrics.Shrinkage:F3}"));
        table.AddRow("answer loss of the model", Text($"{metrics.Loss:F4}"));
        table.AddRow("… with the reconstruction in the stream", Text($"{metrics.SplicedLoss:F4}"));
        table.AddRow("… with nothing in the stream", Text($"{metrics.ZeroLoss:F3}"));
        table.AddRow("loss recovered", Text($"{metrics.LossRecovered:P2}"));
        AnsiConsole.Write(table);

        var chart = new BarChart { Label = "features by how often they are active", Width = 80 };
        foreach (var group in metrics.Frequencies.Where(f => f > 0).GroupBy(f => Math.Max(LeastExponent, (int)Math.Floor(Math.Log10(f)))).OrderBy(g => g.Key))
        {
            chart.AddItem(Text($"{Math.Pow(10, group.Key):0.#####} to {Math.Pow(10, group.Key + 1):0.#####}"), group.Count());
        }

        AnsiConsole.Write(chart);
        if (catalog is not null)
        {
            AnsiConsole.WriteLine(string.Join("; ", catalog.Named.Select(feature => Text($"{feature.Index} {feature.Name} ({metrics.Frequencies[feature.Index]:P1})"))));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
