using System.Text.RegularExpressions;
using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>Gemma Scope: <c>layer_L/width_W/average_l0_N/params.npz</c>, a JumpReLU autoencoder.</summary>
/// <remarks>
/// The keys are <c>W_enc [d, features]</c>, <c>W_dec [features, d]</c>, <c>b_enc</c>, <c>b_dec</c> and <c>threshold</c>, in early files <c>w_enc</c> and <c>w_dec</c>.
/// The decoder bias is not subtracted from the input. Which place in the model is meant is in the repository's name only: it is known when the path
/// holds <c>gemma-scope-…-res</c>, or when <see cref="AutoencoderOptions.HookName"/> gives it.
/// </remarks>
internal static partial class GemmaScopeFormat
{
    public const string WeightsFile = "params.npz";

    private static readonly string[] Names = ["W_enc", "w_enc", "W_dec", "w_dec", "b_enc", "b_dec", "threshold"];

    /// <exception cref="ModelLoadException">The file or a key is missing, damaged or inconsistent.</exception>
    public static SparseAutoencoder Load(string path, AutoencoderOptions options)
    {
        using var file = NpzFile.Open(path);
        if (file.Tensors.Keys.FirstOrDefault(name => !Names.Contains(name)) is { } other)
        {
            throw new ModelLoadException(path, $"'{other}' does not belong to this format, which has W_enc, W_dec, b_enc, b_dec and threshold.");
        }

        var encoderName = file.NameOf("W_enc", "w_enc") ?? "W_enc";
        var decoderName = file.NameOf("W_dec", "w_dec") ?? "W_dec";
        var (inputs, features) = SizesOf(path, file.Get(encoderName));
        var outputs = SizesOf(path, file.Get(decoderName)).Columns;
        return new SparseAutoencoder(new AutoencoderWeights
        {
            InputWidth = inputs,
            OutputWidth = outputs,
            FeatureCount = features,
            Encoder = WeightBuilder.Transpose(file.ReadFinite(encoderName, inputs, features), inputs, features),
            Biases = file.ReadFinite("b_enc", features),
            Thresholds = file.ReadFinite("threshold", features),
            Scales = WeightBuilder.Repeat(1, features),
            Shifts = new float[features],
            Decoder = file.ReadFinite(decoderName, features, outputs),
            DecoderBias = file.ReadFinite("b_dec", outputs),
        })
        {
            Source = path,
            Architecture = AutoencoderArchitecture.JumpRelu,
            IsTranscoder = inputs != outputs,
            Hook = options.HookName is { } hook ? HookPoint.Parse(hook) : ResidualOf(path),
        };
    }

    private static (int Rows, int Columns) SizesOf(string path, StoredTensor tensor) =>
        tensor.Shape is [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue]
            ? ((int)tensor.Shape[0], (int)tensor.Shape[1])
            : throw new ModelLoadException(path, $"{tensor} should have two axes.");

    // gemma-scope-*-res holds residual streams; the repositories -mlp and -att hold other places under the same folder names.
    private static HookPoint? ResidualOf(string path) =>
        ResidualFolder().Match(path.Replace('\\', '/')) is { Success: true } match ? HookPoint.Parse($"blocks.{match.Groups[1].Value}.hook_resid_post") : null;

    [GeneratedRegex(@"gemma-scope-[^/]*-res(?:-canonical)?/(?:.*/)?layer_(\d+)/", RegexOptions.CultureInvariant)]
    private static partial Regex ResidualFolder();
}
