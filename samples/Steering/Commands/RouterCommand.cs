using System.CommandLine;
using System.Globalization;
using Guided.Decoding;
using Guided.Onnx.Steering.Routers;
using Guided.Steering;

namespace Guided.Samples.Steering.Commands;

/// <summary>Which expert handled which token.</summary>
internal static class RouterCommand
{
    private const string Example = "Hello support, this is Dana Kelly. The wifi drops since 3 May 2026. Error 4711, please hurry.\n"
        + "Answer with JSON: {name:string,error:integer,priority:\"low\"|\"normal\"|\"high\",category:\"hardware\"|\"software\"|\"network\"}";

    public static Command Create()
    {
        var model = Shared.ModelOption();
        var prompt = new Argument<string>("prompt") { Description = "What the user says", DefaultValueFactory = _ => Example };
        var output = new Option<FileInfo?>("--out") { Description = "Writes the picture to this SVG file" };
        var command = new Command("experts", "Shows which expert of each mixture-of-experts layer handled which token.") { prompt, model, output };
        command.SetAction((arguments, cancellationToken) => SampleHost.RunAsync(async () =>
        {
            using var guided = Shared.Load(arguments.GetValue(model), routers: true);
            var trace = new RouterTrace(((ISteerableDecoder)guided.Decoder).Activations);
            var options = new RequestOptions { DescribeFormat = false, Listener = trace, Generation = new GenerationOptions { MaxTokens = 200 } };
            var answer = await guided.GenerateTextAsync(arguments.GetRequiredValue(prompt), null, options, cancellationToken);
            Console.WriteLine(answer.Value);
            foreach (var layer in trace.Layers)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"layer {layer.Layer}: {string.Join("  ", trace.Loads(layer.Layer).Select((load, expert) => FormattableString.Invariant($"expert {expert} {load:P1}")))}"));
            }

            if (arguments.GetValue(output) is { } file)
            {
                await File.WriteAllTextAsync(file.FullName, RouterPicture.ToSvg(trace, guided.Tokenizer.Vocabulary), cancellationToken);
            }
        }));
        return command;
    }
}
