using System.CommandLine;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Steering.Autoencoders;
using Guided.Onnx.Steering.Autoencoders.Evaluation;
using Guided.Onnx.Steering.Autoencoders.Reading;
using Guided.Samples.Steering.Reports;
using Guided.Steering;
using Spectre.Console;

namespace Guided.Samples.Steering.Commands;

/// <summary>How well a sparse autoencoder stands for a layer of the model, and what its features say while the model answers.</summary>
internal static class ReportCommand
{
    private const string Message = "Here is the new customer: Dana Kelly, 34 years old. She lives in Porto and works for Fabrikam.";

    public static Command Create()
    {
        var model = Shared.ModelOption();
        var autoencoder = new Option<string?>("--sae") { Description = "An autoencoder of the model; by default sae/layer1 in the model's folder." };
        var limit = new Option<int>("--limit") { Description = "The rows of each task's validation set to measure on", DefaultValueFactory = _ => 8 };
        var message = new Option<string>("--message") { Description = "The text whose contact is read while features are noted", DefaultValueFactory = _ => Message };
        var output = new Option<string?>("--out") { Description = "A folder for trace.html, trace.svg and trace.json" };
        var command = new Command("report", "Measures a sparse autoencoder on the running model and shows the features of each generated token.") { model, autoencoder, limit, message, output };
        command.SetAction((arguments, cancellationToken) => SampleHost.RunAsync(async () =>
        {
            var folder = ModelFolder.Find(arguments.GetValue(model));
            var source = arguments.GetValue(autoencoder) ?? Path.Combine(folder, "sae", "layer1");
            var sae = SparseAutoencoder.Load(source);
            var catalog = File.Exists(Path.Combine(source, FeatureCatalog.FileName)) ? FeatureCatalog.Load(source) : null;
            var layer = sae.Hook?.ResidualLayer ?? throw new InvalidDataException($"{source} does not say which layer's residual stream it reads.");
            using var guided = Shared.Load(folder, routers: false, layer);

            var texts = EvaluationRows.Read(guided, Path.Combine(folder, "tests", "validation"), arguments.GetValue(limit));
            var decoder = (ISteerableDecoder)guided.Decoder;
            var metrics = await Task.Run(() => new AutoencoderEvaluation(decoder, guided.Tokenizer.Vocabulary, sae).Measure(texts, cancellationToken), cancellationToken);
            MetricsTable.Print(sae, metrics, texts.Count, catalog);

            var trace = new FeatureTrace(sae);
            var options = new RequestOptions
            {
                Listener = trace,
                Speculation = SpeculationKinds.None, // so that the trace holds the tokens of the answer and nothing that was only tried
                Types = new() { Whitespace = JsonWhitespace.Compact, Escapes = JsonEscapes.Shortest },
            };
            var answer = await guided.GenerateResultAsync<Contact>($"Extract the data from this message.\n{arguments.GetValue(message)}", options, cancellationToken);
            var start = answer.Statistics.PromptTokens - 1; // the token that predicts the first one of the answer
            TraceTable.Print(guided, trace, catalog, start, answer.Text);
            if (arguments.GetValue(output) is { } target)
            {
                TraceFiles.Write(target, guided, trace, catalog, start, answer.Text);
            }
        }));
        return command;
    }

    /// <summary>What the message tells of a person.</summary>
    private sealed record Contact(string Name, string? Company, string? City, int? Age);
}
