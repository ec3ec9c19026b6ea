using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>OpenAI's sparse_autoencoder, its state dictionary saved as safetensors.</summary>
/// <remarks>
/// The published files are PyTorch archives; converted, they hold <c>encoder.weight [features, d]</c>, <c>decoder.weight [d, features]</c>, <c>latent_bias</c> and
/// <c>pre_bias</c>. Source: the repository openai/sparse_autoencoder (model.py): <c>latents = act(encoder(LN(x) − pre_bias) + latent_bias)</c>, output
/// <c>(decoder(latents) + pre_bias) · std + mean</c>, where the layer norm (epsilon added to the unbiased std) is there with TopK only.
/// The number k is part of the file's metadata (<c>k</c>) or of <see cref="AutoencoderOptions.TopK"/>; without either the activation is relu.
/// </remarks>
internal static class OpenAiFormat
{
    private static readonly string[] Names = ["encoder.weight", "decoder.weight", "latent_bias", "pre_bias", "stats_last_nonzero"];

    /// <exception cref="ModelLoadException">The file or a key is missing, damaged or inconsistent.</exception>
    public static SparseAutoencoder Load(string path, AutoencoderOptions options)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Tensors.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } other)
        {
            throw new ModelLoadException(
                path, $"'{other}' does not belong to OpenAI's format, which has {string.Join(", ", Names)}. SAELens and sparsify files keep their names, beside their {SaeLensFormat.ConfigFile}.");
        }

        var shape = file.Get("encoder.weight").Shape;
        if (shape is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue])
        {
            throw new ModelLoadException(path, $"{file.Get("encoder.weight")} should have two axes.");
        }

        var (features, inputs) = ((int)shape[0], (int)shape[1]);
        var k = TopKOf(file, options, features);
        var encoder = file.ReadFinite("encoder.weight", features, inputs);
        var biases = file.ReadFinite("latent_bias", features);
        var preBias = file.ReadFinite("pre_bias", inputs);
        WeightBuilder.SubtractFromInput(preBias, encoder, biases);
        if (k is not null)
        {
            WeightBuilder.CenterRows(encoder, inputs);
        }

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
            Decoder = WeightBuilder.Transpose(file.ReadFinite("decoder.weight", inputs, features), inputs, features),
            DecoderBias = preBias,
        })
        {
            Source = path,
            Architecture = k is null ? AutoencoderArchitecture.Standard : AutoencoderArchitecture.TopK,
            TopK = k,
            Normalization = k is null ? ActivationNormalization.None : ActivationNormalization.LayerNorm,
            Hook = options.HookName is { } hook ? HookPoint.Parse(hook) : null,
        };
    }

    private static int? TopKOf(SafetensorsFile file, AutoencoderOptions options, int features)
    {
        var k = options.TopK;
        if (k is null && file.Metadata.TryGetValue("k", out var text))
        {
            k = int.TryParse(text, out var stated) ? stated : throw new ModelLoadException(file.Path, $"'__metadata__.k' is '{text}', which is not a number.");
        }

        return k is null or > 0 && !(k > features)
            ? k
            : throw new ModelLoadException(file.Path, $"k is {k}; it should be 1 to {features}, the number of features.");
    }
}
