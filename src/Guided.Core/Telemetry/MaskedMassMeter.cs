using System.Numerics;
using Guided.Automata;
using Guided.Processors;

namespace Guided.Telemetry;

/// <summary>Measures how much of a row's probability lies outside a mask.</summary>
internal sealed class MaskedMassMeter : IDisposable
{
    private readonly PooledFloats _weights = new();

    /// <summary>The share of the row's softmax that the mask takes away, 0 to 1; NaN when the row is not a distribution.</summary>
    /// <param name="logits">The model's logits, by token; not changed.</param>
    /// <param name="mask">The allowed tokens.</param>
    public double Measure(Span<float> logits, TokenMask mask)
    {
        var row = new LogitRow(logits);
        var max = Softmax.MaxOrNaN(in row);
        if (!float.IsFinite(max))
        {
            return double.NaN;
        }

        var weights = _weights.Get(logits.Length);
        var total = Softmax.Weigh(in row, max, weights);
        var allowed = 0.0;
        foreach (var token in mask.Listed)
        {
            allowed += weights[token];
        }

        for (var word = 0; word < mask.Shared.Length; word++)
        {
            if (mask.Shared[word] == ulong.MaxValue)
            {
                allowed += Softmax.Sum(weights.Slice(word << 6, 64));
                continue;
            }

            for (var bits = mask.Shared[word]; bits != 0; bits &= bits - 1)
            {
                allowed += weights[(word << 6) + BitOperations.TrailingZeroCount(bits)];
            }
        }

        return Math.Clamp(1 - (allowed / total), 0, 1);
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();
}
