using System.Text;
using Guided.Onnx.Steering.Autoencoders.Reading;
using Spectre.Console;

namespace Guided.Samples.Steering.Reports;

/// <summary>Writes a trace as a page, a picture and data.</summary>
internal static class TraceFiles
{
    public static void Write(string folder, GuidedModel model, FeatureTrace trace, FeatureCatalog? catalog, int start, string answer)
    {
        Directory.CreateDirectory(folder);
        string Text(int token) => TextOf(model, token);
        File.WriteAllText(Path.Combine(folder, "trace.html"), trace.ToHtml(answer, Text, catalog, start));
        File.WriteAllText(Path.Combine(folder, "trace.svg"), trace.ToSvg(Text, catalog, start));
        using var data = File.Create(Path.Combine(folder, "trace.json"));
        trace.WriteJson(data, Text, catalog);
        AnsiConsole.WriteLine($"trace.html, trace.svg and trace.json are in {Path.GetFullPath(folder)}");
    }

    /// <summary>A token's text; the marks around special tokens, which no text holds, are left out.</summary>
    public static string TextOf(GuidedModel model, int token) => Encoding.UTF8.GetString(model.Tokenizer.Vocabulary.ReadableBytesOf(token)).Trim('\uFFFD');
}
