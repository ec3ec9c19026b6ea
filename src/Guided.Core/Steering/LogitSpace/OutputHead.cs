using System.Numerics.Tensors;

namespace Guided.Steering;

/// <summary>The end of a model: the final RMS norm and the output matrix. <c>logits = W·(γ ⊙ h / rms(h))</c>, <c>rms(h) = √(mean(h²) + ε)</c>.</summary>
public sealed class OutputHead
{
    private readonly ReadOnlyMemory<float> _weights;

    /// <summary>Makes a head.</summary>
    /// <param name="weights">The output matrix W, row-major <c>[vocabulary, width]</c>.</param>
    /// <param name="gamma">The final norm's weights γ, <c>[width]</c>.</param>
    /// <param name="epsilon">The final norm's ε.</param>
    /// <exception cref="SteeringException">The sizes do not fit.</exception>
    public OutputHead(ReadOnlyMemory<float> weights, ReadOnlyMemory<float> gamma, float epsilon)
    {
        if (gamma.IsEmpty || weights.IsEmpty || weights.Length % gamma.Length != 0)
        {
            throw new SteeringException($"An output matrix of {weights.Length} elements does not have rows of {gamma.Length}, the length of the final norm.");
        }

        (_weights, Gamma, Epsilon) = (weights, gamma, epsilon);
    }

    /// <summary>The final norm's weights.</summary>
    public ReadOnlyMemory<float> Gamma { get; }

    /// <summary>The final norm's ε.</summary>
    public float Epsilon { get; }

    /// <summary>The width of the stream.</summary>
    public int Width => Gamma.Length;

    /// <summary>The number of tokens.</summary>
    public int VocabularySize => _weights.Length / Width;

    /// <summary>The root mean square of a stream, as the final norm takes it.</summary>
    public float RootMeanSquare(ReadOnlySpan<float> stream) => MathF.Sqrt((TensorPrimitives.SumOfSquares(stream) / Width) + Epsilon);

    /// <summary>What a direction does to the logits of a stream whose root mean square is 1: <c>W·(γ ⊙ d)</c>.</summary>
    /// <exception cref="SteeringException">The direction has another width.</exception>
    public float[] LogitsOf(ReadOnlySpan<float> direction)
    {
        if (direction.Length != Width)
        {
            throw new SteeringException($"The direction has {direction.Length} elements but the model's stream has {Width}.");
        }

        var scaled = new float[Width];
        TensorPrimitives.Multiply(direction, Gamma.Span, scaled);
        var logits = new float[VocabularySize];
        for (var token = 0; token < logits.Length; token++)
        {
            logits[token] = TensorPrimitives.Dot(_weights.Span.Slice(token * Width, Width), scaled);
        }

        return logits;
    }
}
