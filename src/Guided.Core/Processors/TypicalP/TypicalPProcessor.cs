using System.Numerics.Tensors;

namespace Guided.Processors;

/// <summary>Keeps the fewest tokens, those of the most typical information content first, whose probabilities together reach p.</summary>
/// <remarks>
/// Locally typical sampling (Meister et al. 2022, "Locally Typical Sampling"): tokens are ordered by how far their information −log p is from the
/// expected one, the entropy of the row; of equally typical ones the lowest id comes first. Can change the argmax: the most likely token may be
/// less surprising than is typical. Has no state.
/// </remarks>
public sealed class TypicalPProcessor : ILogitProcessor, IDisposable
{
    // exp of this is 0 in fp32, so a token there has no part in the entropy.
    private const float NoWeight = -150;

    private readonly TypicalPOptions _options;
    private readonly PooledFloats _weights = new();
    private readonly PooledFloats _distances = new();
    private readonly RowBuffer _kept = new();

    /// <summary>Makes the processor.</summary>
    public TypicalPProcessor(TypicalPOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    public ProcessorStage Stage => ProcessorStage.TypicalP;

    /// <inheritdoc/>
    public bool ChangesArgmax => true;

    /// <inheritdoc/>
    public bool KeepsForbidden => true;

    /// <inheritdoc/>
    /// <exception cref="InvalidLogitsException">A logit is NaN or +∞.</exception>
    /// <exception cref="NoTokenLeftException">Every token is at −∞.</exception>
    public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
    {
        var max = Softmax.Max(in row);
        var count = row.Logits.Length;
        if (_options.P >= 1 || count <= 1)
        {
            return;
        }

        var weights = _weights.Get(count);
        var distances = _distances.Get(count);
        var total = Softmax.Weigh(in row, max, weights);
        MeasureDistances(row.Logits, max, weights, total, distances);

        // Indices into the row, for the moment in the place of ids.
        _kept.Reset(count);
        for (var i = 0; i < count; i++)
        {
            if (weights[i] > 0)
            {
                _kept.Add(i, distances[i]);
            }
        }

        var boundary = TypicalSelection.Find(_kept.Ids[.._kept.Count], distances, weights, _options.P * total);
        var farthest = distances[boundary];
        _kept.Reset(count);
        for (var i = 0; i < count; i++)
        {
            if (weights[i] > 0 && (distances[i] < farthest || (distances[i] == farthest && i <= boundary)))
            {
                _kept.Add(row.TokenAt(i), row.Logits[i]);
            }
        }

        _kept.Replace(ref row);
    }

    /// <inheritdoc/>
    public void Accept(int token)
    {
    }

    /// <inheritdoc/>
    public void Rewind(int count)
    {
    }

    /// <inheritdoc/>
    public ILogitProcessor Fork() => new TypicalPProcessor(_options);

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _distances.Dispose();
        _kept.Dispose();
    }

    // |−log p − H|. With x = logit − max and Z the sum of weights: −log p = log Z − x and H = log Z − Σ w·x / Z, so the distance is |x − Σ w·x / Z|.
    private static void MeasureDistances(ReadOnlySpan<float> logits, float max, ReadOnlySpan<float> weights, double total, Span<float> distances)
    {
        var mean = 0.0;
        for (var from = 0; from < logits.Length; from += Softmax.BlockLength)
        {
            var length = Math.Min(Softmax.BlockLength, logits.Length - from);
            var block = distances.Slice(from, length);
            TensorPrimitives.Subtract(logits.Slice(from, length), max, block);
            TensorPrimitives.Max<float>(block, NoWeight, block);
            mean += TensorPrimitives.Dot<float>(block, weights.Slice(from, length));
        }

        TensorPrimitives.Subtract(distances, (float)(mean / total), distances);
        TensorPrimitives.Abs<float>(distances, distances);
    }
}
