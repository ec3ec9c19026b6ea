using System.Numerics.Tensors;
using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>SAELens: <c>cfg.json</c> and <c>sae_weights.safetensors</c> in a folder.</summary>
/// <remarks>Source: the repository SAELens (sae_lens/saes and sae_lens/loading), versions 3 to 6.</remarks>
internal static class SaeLensFormat
{
    public const string ConfigFile = "cfg.json";
    public const string WeightsFile = "sae_weights.safetensors";

    private const string Known = "standard, gated, jumprelu, topk, batchtopk, matryoshka_batchtopk, transcoder, skip_transcoder, jumprelu_transcoder, jumprelu_skip_transcoder";

    /// <exception cref="ModelLoadException">A file or key is missing, damaged, inconsistent or not supported.</exception>
    public static SparseAutoencoder Load(string folder, AutoencoderOptions options)
    {
        var config = new SaeLensConfig(Formats.ConfigFile.Load(Path.Combine(folder, ConfigFile)));
        var architecture = ArchitectureOf(config);
        using var file = SafetensorsFile.Open(Path.Combine(folder, WeightsFile));
        RefuseOthers(file, config, architecture);
        var hook = options.HookName ?? config.HookName;
        return new SparseAutoencoder(ReadWeights(file, config, architecture, ScaleOf(config, options)))
        {
            Source = folder,
            Architecture = architecture,
            TopK = config.TopK,
            Normalization = config.Normalization,
            IsTranscoder = config.IsTranscoder,
            Hook = hook is null ? null : HookPoint.Parse(hook),
            OutputHook = config.OutputHookName is { } output ? HookPoint.Parse(output) : null,
            ModelName = config.ModelName,
        };
    }

    private static AutoencoderArchitecture ArchitectureOf(SaeLensConfig config) => config.Architecture switch
    {
        "standard" or "transcoder" or "skip_transcoder" => AutoencoderArchitecture.Standard,
        "jumprelu" or "jumprelu_transcoder" or "jumprelu_skip_transcoder" or "batchtopk" or "matryoshka_batchtopk" => AutoencoderArchitecture.JumpRelu,
        "gated" => AutoencoderArchitecture.Gated,
        "topk" when config.TopK > config.FeatureCount => throw config.Error("k", $"is {config.TopK}, but there are {config.FeatureCount} features (d_sae)."),
        "topk" => AutoencoderArchitecture.TopK,
        var other => throw config.Error("architecture", $"is '{other}', which is not supported; supported are {Known}."),
    };

    private static float ScaleOf(SaeLensConfig config, AutoencoderOptions options)
    {
        if (options.ActivationScale is { } given)
        {
            return !config.IsScaled ? throw config.Error("normalize_activations", $"does not ask for a scale, but {nameof(options.ActivationScale)} gives one.")
                : given > 0 && float.IsFinite(given) ? given
                : throw new ArgumentOutOfRangeException(nameof(options), given, "The scale must be a finite number above 0.");
        }

        return !config.IsScaled ? 1 : throw config.Error(
            "normalize_activations",
            $"is expected_average_only_in: inputs are multiplied with sqrt(d_in) / mean norm, a factor that the files do not hold. Give it as "
            + $"{nameof(AutoencoderOptions)}.{nameof(options.ActivationScale)} (1 to go without it).");
    }

    private static void RefuseOthers(SafetensorsFile file, SaeLensConfig config, AutoencoderArchitecture architecture)
    {
        List<string> expected = ["W_enc", "W_dec", "b_dec", "scaling_factor"];
        expected.AddRange(architecture == AutoencoderArchitecture.Gated ? ["b_gate", "b_mag", "r_mag"] : ["b_enc"]);
        expected.AddRange(architecture == AutoencoderArchitecture.JumpRelu ? ["threshold", "log_threshold", "topk_threshold"] : []);
        expected.AddRange(HasSkip(config) ? ["W_skip"] : []);
        if (file.Tensors.Keys.FirstOrDefault(name => !expected.Contains(name)) is { } other)
        {
            throw new ModelLoadException(
                file.Path, $"'{other}' does not belong to the architecture '{config.Architecture}' that {ConfigFile} gives: that has {string.Join(", ", expected)}.");
        }
    }

    private static bool HasSkip(SaeLensConfig config) => config.Architecture.Contains("skip", StringComparison.Ordinal);

    private static AutoencoderWeights ReadWeights(SafetensorsFile file, SaeLensConfig config, AutoencoderArchitecture architecture, float scale)
    {
        var (inputs, outputs, features) = (config.InputWidth, config.OutputWidth, config.FeatureCount);
        var encoder = WeightBuilder.Transpose(file.ReadFinite("W_enc", inputs, features), inputs, features);
        var decoder = file.ReadFinite("W_dec", features, outputs);
        var decoderBias = file.ReadFinite("b_dec", outputs);
        var biases = file.ReadFinite(architecture == AutoencoderArchitecture.Gated ? "b_gate" : "b_enc", features);
        var thresholds = architecture == AutoencoderArchitecture.JumpRelu ? ReadThresholds(file, features) : new float[features];
        var scales = WeightBuilder.Repeat(1, features);
        var shifts = new float[features];
        if (architecture == AutoencoderArchitecture.Gated)
        {
            // The magnitude exp(r)·p + b_mag in terms of the gate's p + b_gate.
            TensorPrimitives.Exp(file.ReadFinite("r_mag", features), scales);
            TensorPrimitives.Multiply(scales, biases, shifts);
            TensorPrimitives.Subtract(file.ReadFinite("b_mag", features), shifts, shifts);
        }

        // The training file of a BatchTopK autoencoder is not folded yet; exported ones say jumprelu and are.
        if (config.RescalesByDecoderNorm)
        {
            WeightBuilder.FoldDecoderNorms(features, encoder, biases, decoder);
        }

        ApplyScalingFactor(file, config, decoder);
        if (scale != 1)
        {
            TensorPrimitives.Multiply(encoder, scale, encoder);
            TensorPrimitives.Divide(decoder, scale, decoder);
            TensorPrimitives.Divide(decoderBias, scale, decoderBias);
        }

        if (config.SubtractsDecoderBias)
        {
            WeightBuilder.SubtractFromInput(decoderBias, encoder, biases);
        }

        if (config.Normalization == ActivationNormalization.LayerNorm)
        {
            WeightBuilder.CenterRows(encoder, inputs);
        }

        return new AutoencoderWeights
        {
            InputWidth = inputs,
            OutputWidth = outputs,
            FeatureCount = features,
            Encoder = encoder,
            Biases = biases,
            Thresholds = thresholds,
            Scales = scales,
            Shifts = shifts,
            Decoder = decoder,
            DecoderBias = decoderBias,
            Skip = HasSkip(config) ? file.ReadFinite("W_skip", outputs, inputs) : null,
        };
    }

    private static float[] ReadThresholds(SafetensorsFile file, int features)
    {
        switch (file.NameOf("threshold", "log_threshold", "topk_threshold"))
        {
            case "log_threshold":
                var logarithms = file.ReadFinite("log_threshold", features);
                TensorPrimitives.Exp(logarithms, logarithms);
                return logarithms;
            case "topk_threshold":
                var single = file.Get("topk_threshold");
                return single.Count == 1
                    ? WeightBuilder.Repeat(file.ReadFinite(single)[0], features)
                    : throw new ModelLoadException(file.Path, $"{single} should be a single number.");
            default:
                return file.ReadFinite("threshold", features);
        }
    }

    // A factor a feature, applied between features and decoder.
    private static void ApplyScalingFactor(SafetensorsFile file, SaeLensConfig config, float[] decoder)
    {
        const string Name = "scaling_factor";
        const float Tolerance = 1e-5f;
        if (!file.Tensors.ContainsKey(Name))
        {
            return;
        }

        var factors = file.ReadFinite(Name, config.FeatureCount);
        if (factors.All(factor => Math.Abs(factor - 1) <= Tolerance))
        {
            return;
        }

        if (!config.HasScalingFactor)
        {
            throw new ModelLoadException(file.Path, $"'{Name}' is not all ones, but {ConfigFile} does not set finetuning_scaling_factor: it is not clear whether it should be used.");
        }

        for (var feature = 0; feature < factors.Length; feature++)
        {
            var row = decoder.AsSpan(feature * config.OutputWidth, config.OutputWidth);
            TensorPrimitives.Multiply(row, factors[feature], row);
        }
    }
}
