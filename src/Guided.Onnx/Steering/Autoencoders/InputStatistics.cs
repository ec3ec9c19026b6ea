using System.Numerics.Tensors;

namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>What an autoencoder's normalisation takes from one input, and what brings its output back.</summary>
/// <param name="Mean">Subtracted from the input, added to the output.</param>
/// <param name="Multiplier">What the input less the mean is multiplied with.</param>
/// <param name="Restoring">What the output is multiplied with before the mean is added.</param>
internal readonly record struct InputStatistics(float Mean, float Multiplier, float Restoring)
{
    private const float Epsilon = 1e-5f;

    public static InputStatistics Of(ReadOnlySpan<float> input, ActivationNormalization normalization)
    {
        switch (normalization)
        {
            case ActivationNormalization.None:
                return new InputStatistics(0, 1, 1);
            case ActivationNormalization.ConstantNorm:
                var coefficient = MathF.Sqrt(input.Length) / TensorPrimitives.Norm(input);
                return new InputStatistics(0, coefficient, 1 / coefficient);
            default:
                var mean = TensorPrimitives.Sum(input) / input.Length;
                var squares = 0.0;
                foreach (var value in input)
                {
                    squares += (value - mean) * (value - mean);
                }

                var deviation = (float)Math.Sqrt(squares / (input.Length - 1));
                return new InputStatistics(mean, 1 / (deviation + Epsilon), deviation);
        }
    }
}
