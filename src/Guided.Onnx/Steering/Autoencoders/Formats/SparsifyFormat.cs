using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>EleutherAI's sparsify: <c>cfg.json</c> and <c>sae.safetensors</c> in a folder named after the place in the model.</summary>
/// <remarks>
/// TopK with relu. Source: the repository EleutherAI/sparsify (sparse_coder.py): <c>encoder.weight [features, d]</c>, <c>encoder.bias</c>,
/// <c>W_dec [features, d]</c>, <c>b_dec</c> and, with a skip connection, <c>W_skip [d, d]</c>. The decoder bias is subtracted from the input, except in transcoders.
/// </remarks>
internal static class SparsifyFormat
{
    public const string WeightsFile = "sae.safetensors";

    private static readonly string[] Names = ["encoder.weight", "encoder.bias", "W_dec", "b_dec", "W_skip"];

    /// <exception cref="ModelLoadException">A file or key is missing, damaged, inconsistent or not supported.</exception>
    public static SparseAutoencoder Load(string folder, AutoencoderOptions options)
    {
        var config = ConfigFile.Load(Path.Combine(folder, SaeLensFormat.ConfigFile));
        var inputs = config.Integer("d_in", least: 1);
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        if (file.Tensors.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } other)
        {
            throw new ModelLoadException(file.Path, $"'{other}' does not belong to this format, which has {string.Join(", ", Names)}.");
        }

        var encoderShape = file.Get("encoder.weight").Shape;
        var features = encoderShape.Length == 2 ? (int)Math.Min(encoderShape[0], int.MaxValue) : 0;
        if (config.OptionalInteger("num_latents", int.MaxValue) is { } stated and > 0 && stated != features)
        {
            throw config.Error("num_latents", $"is {stated}, but encoder.weight has {features} rows.");
        }

        var k = config.Integer("k", least: 1);
        if (k > features)
        {
            throw config.Error("k", $"is {k}, but there are {features} features.");
        }

        if (config.OptionalString("activation") is { } activation and not "topk")
        {
            throw config.Error("activation", $"is '{activation}'; only topk is supported.");
        }

        var isTranscoder = config.OptionalBoolean("transcode") ?? false;
        var biases = file.ReadFinite("encoder.bias", features);
        var encoder = file.ReadFinite("encoder.weight", features, inputs);
        var decoderBias = file.ReadFinite("b_dec", inputs);
        if (!isTranscoder)
        {
            WeightBuilder.SubtractFromInput(decoderBias, encoder, biases);
        }

        var hook = options.HookName ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new SparseAutoencoder(new AutoencoderWeights
        {
            InputWidth = inputs,
            OutputWidth = inputs,
            FeatureCount = features,
            Encoder = encoder,
            Biases = biases,
            Thresholds = new float[features],
            Scales = WeightBuilder.Repeat(1, features),
            Shifts = new float[features],
            Decoder = file.ReadFinite("W_dec", features, inputs),
            DecoderBias = decoderBias,
            Skip = file.Tensors.ContainsKey("W_skip") ? file.ReadFinite("W_skip", inputs, inputs) : null,
        })
        {
            Source = folder,
            Architecture = AutoencoderArchitecture.TopK,
            TopK = k,
            IsTranscoder = isTranscoder,
            Hook = HookPoint.Parse(hook),
        };
    }
}
