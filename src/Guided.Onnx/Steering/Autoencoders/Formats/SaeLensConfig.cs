using System.Globalization;
using Guided.Onnx.Models;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>What <c>cfg.json</c> of SAELens says, from version 6 and before.</summary>
/// <remarks>
/// Before version 6 the keys stood at the top, some had other names, and the architecture was optional. The version is
/// <c>sae_lens_version</c>, at the top or under <c>metadata</c>; a file without it counts as an old one, as in SAELens.
/// <c>dtype</c> and <c>device</c> are where SAELens would compute; here the numbers are computed in fp32 from what the file stores.
/// </remarks>
internal sealed class SaeLensConfig
{
    private const int FirstNewVersion = 6;

    private readonly JsonSection _root;

    /// <exception cref="ModelLoadException">A key is missing, wrong, or asks for what is not supported.</exception>
    public SaeLensConfig(JsonSection root)
    {
        _root = root;
        var metadata = root.OptionalSection("metadata");
        var isOld = MajorVersion(root.OptionalString("sae_lens_version") ?? metadata?.OptionalString("sae_lens_version")) < FirstNewVersion;
        InputWidth = root.Integer("d_in", least: 1);
        FeatureCount = root.Integer("d_sae", least: 1);
        var oldTopK = isOld ? OldTopK() : null;
        Architecture = oldTopK is not null ? "topk" : isOld ? root.String("architecture", "standard") : root.String("architecture");
        IsTranscoder = Architecture.EndsWith("transcoder", StringComparison.Ordinal);
        OutputWidth = IsTranscoder ? root.Integer("d_out", least: 1) : InputWidth;
        TopK = Architecture == "topk" ? oldTopK ?? root.Integer("k", least: 1) : null;
        SubtractsDecoderBias = root.OptionalBoolean("apply_b_dec_to_input") ?? !IsTranscoder;
        if (IsTranscoder && SubtractsDecoderBias)
        {
            throw root.Error("apply_b_dec_to_input", "is true, which a transcoder cannot do: its decoder bias belongs to another place than its input.");
        }

        RescalesByDecoderNorm = root.OptionalBoolean("rescale_acts_by_decoder_norm") ?? false;
        HasScalingFactor = root.OptionalBoolean("finetuning_scaling_factor") ?? false;
        HookName = metadata?.OptionalString("hook_name") ?? root.OptionalString("hook_name") ?? root.OptionalString("hook_point");
        OutputHookName = metadata?.OptionalString("hook_name_out") ?? root.OptionalString("hook_name_out");
        ModelName = metadata?.OptionalString("model_name") ?? root.OptionalString("model_name");
        (Normalization, IsScaled) = ReadNormalization();
        if (root.OptionalString("reshape_activations") is { } reshape and not ("none" or "hook_z"))
        {
            throw root.Error("reshape_activations", $"is '{reshape}'; known are none and hook_z.");
        }
    }

    public string Architecture { get; }

    public int InputWidth { get; }

    public int OutputWidth { get; }

    public int FeatureCount { get; }

    public int? TopK { get; }

    public bool IsTranscoder { get; }

    public bool SubtractsDecoderBias { get; }

    public bool RescalesByDecoderNorm { get; }

    /// <summary>Whether the weights hold a factor a feature that finetuning has found.</summary>
    public bool HasScalingFactor { get; }

    public ActivationNormalization Normalization { get; }

    /// <summary>Whether inputs are multiplied with a constant that the files do not hold.</summary>
    public bool IsScaled { get; }

    public string? HookName { get; }

    public string? OutputHookName { get; }

    public string? ModelName { get; }

    public ModelLoadException Error(string name, string problem) => _root.Error(name, problem);

    private static int MajorVersion(string? version) =>
        version is not null && int.TryParse(version.AsSpan(0, Math.Max(version.IndexOf('.'), 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var major) ? major : 0;

    private int? OldTopK()
    {
        var activation = _root.OptionalString("activation_fn") ?? _root.OptionalString("activation_fn_str") ?? "relu";
        return activation switch
        {
            "topk" => _root.Section("activation_fn_kwargs").Integer("k", least: 1),
            "relu" => null,
            _ => throw _root.Error("activation_fn", $"is '{activation}'; supported are relu and topk."),
        };
    }

    private (ActivationNormalization Normalization, bool IsScaled) ReadNormalization()
    {
        const string Key = "normalize_activations";
        if (_root.Names.Contains(Key) && _root.IsBoolean(Key))
        {
            return (ActivationNormalization.None, _root.OptionalBoolean(Key) == true);
        }

        return _root.OptionalString(Key) switch
        {
            null or "none" => (ActivationNormalization.None, false),
            "expected_average_only_in" => (ActivationNormalization.None, true),
            "constant_norm_rescale" => (ActivationNormalization.ConstantNorm, false),
            "layer_norm" => (ActivationNormalization.LayerNorm, false),
            var other => throw _root.Error(Key, $"is '{other}'; known are none, expected_average_only_in, constant_norm_rescale and layer_norm."),
        };
    }
}
