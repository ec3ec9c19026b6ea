using System.Numerics.Tensors;

namespace Guided.Steering;

/// <summary>One feature of a residual stream h: how strongly it is active, and the direction in which it is changed.</summary>
/// <remarks>
/// The activation is <c>a = p</c> where <c>p = h·encoder + bias</c> exceeds <see cref="Threshold"/>, and 0 elsewhere. This is ReLU with the
/// threshold 0, JumpReLU with its own, a linear read-out with −∞, and a gated feature with its magnitude path as encoder and bias and the
/// threshold <c>max(0, b_mag − e^r·b_gate)</c>, because the gate opens exactly where the magnitude exceeds that. An edit adds a multiple of
/// <see cref="Decoder"/>, so that whatever an autoencoder does not explain about h stays as it is.
/// </remarks>
public sealed class SteeringFeature
{
    /// <summary>Makes a feature.</summary>
    /// <param name="name">A name for messages. Features with equal names are taken for the same one when edits conflict.</param>
    /// <param name="encoder">The direction whose product with the stream is the activation, as long as the stream is wide.</param>
    /// <param name="bias">What is added to the product.</param>
    /// <param name="threshold">The activation is 0 unless product and bias exceed it; −∞ for a feature that is always active.</param>
    /// <param name="decoder">The direction that edits add, as long as the stream is wide.</param>
    /// <exception cref="SteeringException">The lengths differ, or a number is NaN or infinite.</exception>
    public SteeringFeature(string name, ReadOnlyMemory<float> encoder, float bias, float threshold, ReadOnlyMemory<float> decoder)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (encoder.Length != decoder.Length || decoder.IsEmpty)
        {
            throw new SteeringException($"Feature '{name}' has an encoder of {encoder.Length} elements and a decoder of {decoder.Length}: both must be as long as the stream is wide.");
        }

        RequireFinite(name, "encoder", encoder.Span);
        RequireFinite(name, "decoder", decoder.Span);
        if (!float.IsFinite(bias) || float.IsNaN(threshold) || float.IsPositiveInfinity(threshold))
        {
            throw new SteeringException($"Feature '{name}' has the bias {bias} and the threshold {threshold}; both must be numbers.");
        }

        Name = name;
        Encoder = encoder;
        Bias = bias;
        Threshold = threshold;
        Decoder = decoder;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The direction whose product with the stream is the activation.</summary>
    public ReadOnlyMemory<float> Encoder { get; }

    /// <summary>What is added to the product.</summary>
    public float Bias { get; }

    /// <summary>The activation is 0 unless product and bias exceed it.</summary>
    public float Threshold { get; }

    /// <summary>The direction that edits add.</summary>
    public ReadOnlyMemory<float> Decoder { get; }

    /// <summary>The number of elements of the stream.</summary>
    public int Width => Decoder.Length;

    /// <summary>Makes a feature of a direction d alone: its activation is the multiple of d that the stream contains, (h·d)/‖d‖².</summary>
    /// <param name="name">A name for messages.</param>
    /// <param name="direction">The direction, of any length but 0.</param>
    /// <exception cref="SteeringException">The direction is zero, or holds a NaN or an infinity.</exception>
    public static SteeringFeature FromDirection(string name, ReadOnlyMemory<float> direction)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        RequireFinite(name, "direction", direction.Span);
        var square = TensorPrimitives.SumOfSquares(direction.Span);
        if (direction.IsEmpty || !(square > 0) || !float.IsFinite(square))
        {
            throw new SteeringException($"Direction '{name}' is zero or too long: there is nothing to steer towards.");
        }

        var encoder = new float[direction.Length];
        TensorPrimitives.Divide(direction.Span, square, encoder);
        return new SteeringFeature(name, encoder, 0, float.NegativeInfinity, direction);
    }

    /// <summary>The activation for one token's stream.</summary>
    public float ActivationOf(ReadOnlySpan<float> stream)
    {
        var product = TensorPrimitives.Dot(stream, Encoder.Span) + Bias;
        return product > Threshold ? product : 0;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static void RequireFinite(string name, string part, ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                throw new SteeringException($"Element {i} of the {part} of '{name}' is {values[i]}; all must be finite numbers.");
            }
        }
    }
}
