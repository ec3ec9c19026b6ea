namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>An autoencoder's numbers in the one form that all formats are brought to (see <see cref="AutoencoderFeature"/> for the equation).</summary>
internal sealed class AutoencoderWeights
{
    public required int InputWidth { get; init; }

    public required int OutputWidth { get; init; }

    public required int FeatureCount { get; init; }

    /// <summary><c>[features, inputs]</c>: a row is a feature's encoder.</summary>
    public required float[] Encoder { get; init; }

    public required float[] Biases { get; init; }

    public required float[] Thresholds { get; init; }

    public required float[] Scales { get; init; }

    public required float[] Shifts { get; init; }

    /// <summary><c>[features, outputs]</c>: a row is a feature's direction.</summary>
    public required float[] Decoder { get; init; }

    public required float[] DecoderBias { get; init; }

    /// <summary><c>[outputs, inputs]</c> of a skip transcoder, else null.</summary>
    public float[]? Skip { get; init; }

    public ReadOnlyMemory<float> EncoderRow(int feature) => Encoder.AsMemory(feature * InputWidth, InputWidth);

    public ReadOnlyMemory<float> DecoderRow(int feature) => Decoder.AsMemory(feature * OutputWidth, OutputWidth);
}
