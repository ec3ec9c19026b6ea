using System.Numerics.Tensors;

namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>What one feature of a sparse autoencoder needs in order to be read and steered: its part of the encoder and of the decoder.</summary>
/// <remarks>
/// One equation covers all architectures. With <c>p = s(x) · (Encoder · x) + Bias</c> the activation is
/// <c>f = max(0, Scale · p + Shift)</c> where <c>p &gt; Threshold</c> (strictly) and 0 elsewhere:
/// standard has threshold 0, scale 1, shift 0; JumpReLU its threshold; gated threshold 0, scale <c>exp(r)</c> and
/// shift <c>b_mag − exp(r) · b_gate</c>. For TopK it gives the activation before the choice of the k largest, which needs all features
/// (<see cref="DependsOnOtherFeatures"/>). The decoder bias that is subtracted from the input is folded into <see cref="Bias"/>.
/// <para>
/// <c>s(x)</c> is 1 without normalisation. With <see cref="ActivationNormalization.ConstantNorm"/> it is <c>√d / ‖x‖</c>, with the layer norm
/// <c>1 / (std + 1e-5)</c>, and then the mean's part is already subtracted from <see cref="Encoder"/>. Changing the activation from f to v changes the
/// reconstruction by <c>(v − f) · Decoder · r(x)</c>, where r is 1, <c>‖x‖ / √d</c> or <c>std</c>: the mean, the decoder bias and the reconstruction error cancel.
/// </para>
/// </remarks>
public sealed class AutoencoderFeature
{
    internal AutoencoderFeature(SparseAutoencoder autoencoder, int index)
    {
        Autoencoder = autoencoder;
        Index = index;
    }

    /// <summary>Where the feature comes from.</summary>
    public SparseAutoencoder Autoencoder { get; }

    /// <summary>Its number, from 0.</summary>
    public int Index { get; }

    /// <summary>The direction read, <c>[InputWidth]</c>: the encoder's column, with what can be folded in folded in.</summary>
    public ReadOnlyMemory<float> Encoder => Autoencoder.Weights.EncoderRow(Index);

    /// <summary>Added to the product with the encoder.</summary>
    public float Bias => Autoencoder.Weights.Biases[Index];

    /// <summary>The pre-activation must be above this, strictly.</summary>
    public float Threshold => Autoencoder.Weights.Thresholds[Index];

    /// <summary>What the pre-activation is multiplied with.</summary>
    public float Scale => Autoencoder.Weights.Scales[Index];

    /// <summary>What is added after <see cref="Scale"/>.</summary>
    public float Shift => Autoencoder.Weights.Shifts[Index];

    /// <summary>The direction written, <c>[OutputWidth]</c>: the decoder's row, not normalised.</summary>
    public ReadOnlyMemory<float> Decoder => Autoencoder.Weights.DecoderRow(Index);

    /// <summary>Whether being active depends on the other features too (TopK), so that the whole encoder is needed to know it.</summary>
    public bool DependsOnOtherFeatures => Autoencoder.Architecture == AutoencoderArchitecture.TopK;

    /// <summary>The activation for one residual, the choice of the k largest left out.</summary>
    /// <param name="residual"><c>[InputWidth]</c>.</param>
    /// <exception cref="ArgumentException">The residual has another width.</exception>
    public float Activate(ReadOnlySpan<float> residual)
    {
        Autoencoder.RequireWidth(residual.Length, Autoencoder.InputWidth, nameof(residual));
        var statistics = InputStatistics.Of(residual, Autoencoder.Normalization);
        var sum = statistics.Multiplier * TensorPrimitives.Dot(Encoder.Span, residual) + Bias;
        return sum > Threshold ? Math.Max(0, Scale * sum + Shift) : 0;
    }
}
