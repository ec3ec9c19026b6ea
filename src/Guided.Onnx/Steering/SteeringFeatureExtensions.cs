using Guided.Onnx.Steering.Autoencoders;
using Guided.Onnx.Steering.ControlVectors;
using Guided.Steering;

namespace Guided.Onnx.Steering;

/// <summary>Turns what files hold into what a steering port takes.</summary>
public static class SteeringFeatureExtensions
{
    /// <summary>A feature of a sparse autoencoder, to be steered at the layer that the autoencoder reads.</summary>
    /// <remarks>
    /// Standard, JumpReLU and gated autoencoders, BatchTopK ones exported as JumpReLU, and all whose input is normalised only by a constant.
    /// The activation is the autoencoder's, and edits leave its reconstruction error as it is.
    /// </remarks>
    /// <param name="feature">The feature.</param>
    /// <param name="name">A name for messages; by default its number.</param>
    /// <exception cref="SteeringException">
    /// Whether the feature is active depends on all others (TopK: steer its decoder row with <see cref="SteeringOperation.Add"/>, see
    /// <see cref="ToDirection"/>), the input is normalised token by token, or another stream is written than is read (a transcoder).
    /// </exception>
    public static SteeringFeature ToSteeringFeature(this AutoencoderFeature feature, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(feature);
        name ??= FormattableString.Invariant($"feature {feature.Index}");
        if (feature.DependsOnOtherFeatures)
        {
            throw new SteeringException(
                $"'{name}' belongs to a TopK autoencoder: whether it is active depends on all other features, and a port computes only chosen ones. "
                + $"Use a BatchTopK autoencoder exported as JumpReLU, or add its direction with {nameof(ToDirection)}.");
        }

        if (feature.Autoencoder.Normalization != ActivationNormalization.None)
        {
            throw new SteeringException($"'{name}' reads a stream that is normalised token by token ({feature.Autoencoder.Normalization}), which a port cannot do.");
        }

        if (feature.Encoder.Length != feature.Decoder.Length)
        {
            throw new SteeringException($"'{name}' reads {feature.Encoder.Length} elements and writes {feature.Decoder.Length}: it writes another stream than it reads.");
        }

        if (!(feature.Scale > 0))
        {
            throw new SteeringException($"'{name}' multiplies its activation with {feature.Scale}, which must be positive.");
        }

        // max(0, scale·p + shift) where p > threshold is q where q > max(0, scale·threshold + shift), with q = scale·p + shift.
        var encoder = new float[feature.Encoder.Length];
        System.Numerics.Tensors.TensorPrimitives.Multiply(feature.Encoder.Span, feature.Scale, encoder);
        return new SteeringFeature(
            name,
            encoder,
            (feature.Scale * feature.Bias) + feature.Shift,
            Math.Max(0, (feature.Scale * feature.Threshold) + feature.Shift),
            feature.Decoder);
    }

    /// <summary>The decoder row of a feature of any autoencoder, as a direction to add.</summary>
    /// <exception cref="SteeringException">The row is zero.</exception>
    public static SteeringFeature ToDirection(this AutoencoderFeature feature, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return SteeringFeature.FromDirection(name ?? FormattableString.Invariant($"feature {feature.Index}"), feature.Decoder);
    }

    /// <summary>The edits that a control vector stands for: its direction is added behind each of its layers.</summary>
    /// <param name="vector">The control vector; its layer N is the stream behind block N, from 0.</param>
    /// <param name="strength">The factor of the directions.</param>
    /// <param name="firstLayer">The first layer to steer.</param>
    /// <param name="lastLayer">The last layer to steer; null for no limit.</param>
    /// <param name="name">A name for messages.</param>
    public static IReadOnlyList<SteeringEdit> ToEdits(
        this ControlVector vector, float strength = 1, int firstLayer = 0, int? lastLayer = null, string name = "control vector")
    {
        ArgumentNullException.ThrowIfNull(vector);
        return [.. vector.Layers
            .Where(layer => layer >= firstLayer && layer <= (lastLayer ?? int.MaxValue))
            .Select(layer => new SteeringEdit(
                layer, SteeringFeature.FromDirection(FormattableString.Invariant($"{name}, layer {layer}"), vector[layer]), SteeringOperation.Add(strength)))];
    }
}
