using System.Numerics.Tensors;
using Guided.Vocabularies;

namespace Guided.Classification;

/// <summary>Logarithms of probabilities from a row of logits.</summary>
internal static class RowMass
{
    /// <summary>The logarithm of the sum of the end tokens' exponentials.</summary>
    public static double LogSumOfEnds(ReadOnlySpan<float> row, Vocabulary vocabulary)
    {
        var ends = vocabulary.EndTokens;
        Span<float> values = ends.Length <= 64 ? stackalloc float[ends.Length] : new float[ends.Length];
        for (var i = 0; i < ends.Length; i++)
        {
            values[i] = row[ends[i]];
        }

        return LogSumExp(values);
    }

    /// <summary>The logarithm of the sum of exponentials.</summary>
    /// <exception cref="Processors.InvalidLogitsException">A logit is NaN or +∞.</exception>
    public static double LogSumExp(ReadOnlySpan<float> values)
    {
        var greatest = TensorPrimitives.Max(values);
        if (!float.IsFinite(greatest))
        {
            var at = values.IndexOfAnyExcept(float.NegativeInfinity);
            return at < 0 ? double.NegativeInfinity
                : throw new Processors.InvalidLogitsException(values.IndexOf(greatest) is >= 0 and var i ? i : at, greatest);
        }

        Span<float> block = stackalloc float[256];
        var sum = 0.0;
        for (var at = 0; at < values.Length; at += block.Length)
        {
            var part = values[at..Math.Min(at + block.Length, values.Length)];
            TensorPrimitives.Subtract(part, greatest, block);
            TensorPrimitives.Exp(block[..part.Length], block);
            sum += TensorPrimitives.Sum(block[..part.Length]);
        }

        return greatest + Math.Log(sum);
    }

    /// <summary>log(eˣ + eʸ).</summary>
    public static double LogAdd(double x, double y)
    {
        var greatest = Math.Max(x, y);
        return double.IsNegativeInfinity(greatest) ? greatest : greatest + Math.Log(Math.Exp(x - greatest) + Math.Exp(y - greatest));
    }
}
