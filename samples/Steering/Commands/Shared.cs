using System.CommandLine;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Steering;

namespace Guided.Samples.Steering.Commands;

/// <summary>What all commands need: the model's option, and a model whose inside is open.</summary>
internal static class Shared
{
    public static Option<string?> ModelOption() => new("--model") { Description = "A model folder; by default models/guided-tiny-moe of the repository." };

    public static Option<int> LimitOption(int rows) => new("--limit") { Description = "The rows of the test set to use", DefaultValueFactory = _ => rows };

    /// <summary>Loads a model with a steering port behind each of some layers, which can also be read.</summary>
    public static GuidedModel Load(string? folder, bool routers, params int[] layers) => GuidedModel.Load(ModelFolder.Find(folder), new GuidedModelOptions
    {
        Decoder = new OnnxDecoderOptions
        {
            Ports = new DecoderPorts { Steered = layers, HiddenStates = layers, RouterLogits = routers, Capabilities = SteeringCapabilities.None },
        },
    });

    public static string DataFile(string name) => Path.Combine(AppContext.BaseDirectory, "data", name);
}
