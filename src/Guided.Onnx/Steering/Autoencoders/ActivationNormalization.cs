namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>How an autoencoder's input is normalised, input by input, and its output scaled back.</summary>
/// <remarks>A constant scale (SAELens' <c>expected_average_only_in</c>) is not among these: it is folded into the weights when they are read.</remarks>
public enum ActivationNormalization
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>x · c</c> with <c>c = √d / ‖x‖</c>; the output is divided by <c>c</c>. SAELens: <c>constant_norm_rescale</c>.</summary>
    ConstantNorm,

    /// <summary><c>(x − mean) / (std + 1e-5)</c> with the unbiased std; the output is <c>y · std + mean</c>. SAELens: <c>layer_norm</c>; OpenAI's TopK.</summary>
    LayerNorm,
}
