namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>What an autoencoder's files may leave open.</summary>
public sealed record AutoencoderOptions
{
    /// <summary>
    /// The scale <c>√d / E‖x‖</c> of SAELens' <c>expected_average_only_in</c>, which its files do not hold. 1 treats the inputs as they are, as SAELens does
    /// when it does not know the factor. Refused for files that do not ask for it.
    /// </summary>
    public float? ActivationScale { get; init; }

    /// <summary>The number of features kept by a TopK autoencoder whose file does not say it (OpenAI's format).</summary>
    public int? TopK { get; init; }

    /// <summary>The place in the model, for files that do not say it (Gemma Scope, OpenAI), for example <c>blocks.2.hook_resid_post</c>.</summary>
    public string? HookName { get; init; }
}
