using System.Numerics.Tensors;

namespace Guided.Processors;

/// <summary>Draws a token with the probability that the softmax of the row gives it.</summary>
/// <remarks>Inversion of the cumulative distribution in the order of ids: fp32 weights, sums in double.</remarks>
internal sealed class MultinomialSelector(long seed) : ITokenSelector
{
    private readonly PooledFloats _weights = new();

    /// <inheritdoc/>
    public bool IsGreedy => false;

    /// <inheritdoc/>
    public bool TrySelect(in LogitRow row, int position, int draw, out int token)
    {
        token = -1;
        var max = Softmax.MaxOrNaN(in row);
        if (!float.IsFinite(max))
        {
            return false;
        }

        var weights = _weights.Get(row.Logits.Length);
        var total = Softmax.Weigh(in row, max, weights);
        token = row.TokenAt(Find(weights, CounterRandom.NextDouble(seed, position, draw) * total));
        return true;
    }

    /// <inheritdoc/>
    public ITokenSelector Fork() => new MultinomialSelector(seed);

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    // The first index at which the sum of the weights exceeds the target.
    internal static int Find(ReadOnlySpan<float> weights, double target)
    {
        var sum = 0.0;
        for (var from = 0; ; from += Softmax.BlockLength)
        {
            var block = weights.Slice(from, Math.Min(Softmax.BlockLength, weights.Length - from));
            var blockSum = (double)TensorPrimitives.Sum(block);
            if (sum + blockSum > target || from + block.Length == weights.Length)
            {
                return from + Within(block, target - sum);
            }

            sum += blockSum;
        }
    }

    // Rounding may leave the target just past the block's sum; then its last possible token is meant.
    private static int Within(ReadOnlySpan<float> block, double target)
    {
        var sum = 0.0;
        var chosen = 0;
        for (var i = 0; i < block.Length; i++)
        {
            if (block[i] > 0)
            {
                chosen = i;
                sum += block[i];
                if (sum > target)
                {
                    break;
                }
            }
        }

        return chosen;
    }
}
