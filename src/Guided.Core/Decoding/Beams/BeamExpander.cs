using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Decoding.Beams;

/// <summary>Finds the best ways on from a beam: tokens after which the output can still close within the limit, and the end.</summary>
internal sealed class BeamExpander(Vocabulary vocabulary, BeamSearchOptions options) : IDisposable
{
    private readonly PooledFloats _weights = new();
    private readonly PriorityQueue<int, (float Logit, int Order)> _best = new();

    /// <summary>The number of logits of a row that belong to tokens.</summary>
    public int Width => vocabulary.Size;

    /// <summary>Adds a beam's best extensions, as many as there are beams and the end.</summary>
    /// <param name="beam">The beam.</param>
    /// <param name="rank">Its rank.</param>
    /// <param name="logits">The model's logits after its tokens, by token; changed.</param>
    /// <param name="remaining">How many tokens it may still get, at least one.</param>
    /// <param name="extensions">Receives the extensions.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    /// <exception cref="InvalidLogitsException">A logit is NaN or +∞.</exception>
    /// <exception cref="NoTokenLeftException">The constraints together forbid every token.</exception>
    public void Expand(
        LiveBeam beam, int rank, Span<float> logits, int remaining, List<Extension> extensions, CancellationToken cancellationToken)
    {
        var row = new LogitRow(logits);
        var chain = beam.Chain;
        double normalizer;
        if (options.Under == OutputProbability.Model)
        {
            chain.PrepareUnmasked(ref row, cancellationToken);
            normalizer = LogSum(in row);
            chain.MaskPrepared(ref row, cancellationToken);
        }
        else
        {
            chain.Prepare(ref row, cancellationToken);
            chain.Truncate(ref row, cancellationToken);
            normalizer = LogSum(in row);
        }

        _ = Softmax.Max(in row);
        var before = extensions.Count;
        AddEnd(beam, rank, in row, normalizer, extensions);
        do
        {
            AddTokens(beam, rank, in row, normalizer, remaining, extensions, cancellationToken);
        }
        while (extensions.Count == before && chain.TryGiveWay(ref row, cancellationToken));
        if (extensions.Count == before)
        {
            throw new NoTokenLeftException();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();

    private double LogSum(in LogitRow row)
    {
        var max = Softmax.Max(in row);
        return max + Math.Log(Softmax.Weigh(in row, max, _weights.Get(row.Logits.Length)));
    }

    private void AddEnd(LiveBeam beam, int rank, in LogitRow row, double normalizer, List<Extension> extensions)
    {
        var probability = 0.0;
        foreach (var token in vocabulary.EndTokens)
        {
            if (row.IndexOf(token) is >= 0 and var index)
            {
                probability += Math.Exp(row.Logits[index] - normalizer);
            }
        }

        if (probability > 0)
        {
            extensions.Add(new Extension(rank, Extension.End, beam.LogProbability + Math.Log(probability)));
        }
    }

    private void AddTokens(
        LiveBeam beam, int rank, in LogitRow row, double normalizer, int remaining, List<Extension> extensions, CancellationToken cancellationToken)
    {
        SelectBest(in row);
        if (!AllFit(beam, in row, remaining, cancellationToken))
        {
            ForbidTooLong(beam, in row, remaining, cancellationToken);
            SelectBest(in row);
        }

        while (_best.TryDequeue(out var index, out _))
        {
            extensions.Add(new Extension(rank, row.TokenAt(index), beam.LogProbability + row.Logits[index] - normalizer));
        }
    }

    // The indices of the best tokens, the worst of them first.
    private void SelectBest(in LogitRow row)
    {
        _best.Clear();
        for (var i = 0; i < row.Logits.Length; i++)
        {
            var logit = row.Logits[i];
            if (logit == float.NegativeInfinity || (_best.Count == options.Beams && !IsBetter(logit)) || vocabulary.IsEnd(row.TokenAt(i)))
            {
                continue;
            }

            if (_best.Count == options.Beams)
            {
                _best.Dequeue();
            }

            // Of equal logits the higher index is the worse.
            _best.Enqueue(i, (logit, -i));
        }
    }

    private bool IsBetter(float logit)
    {
        _best.TryPeek(out _, out var worst);
        return logit > worst.Logit;
    }

    private bool AllFit(LiveBeam beam, in LogitRow row, int remaining, CancellationToken cancellationToken)
    {
        foreach (var (index, _) in _best.UnorderedItems)
        {
            if (beam.Chain.Grammar?.Fits(row.TokenAt(index), remaining - 1, cancellationToken) == false)
            {
                return false;
            }
        }

        return true;
    }

    private static void ForbidTooLong(LiveBeam beam, in LogitRow row, int remaining, CancellationToken cancellationToken)
    {
        for (var i = 0; i < row.Logits.Length; i++)
        {
            if (row.Logits[i] > float.NegativeInfinity && !beam.Chain.Grammar!.Fits(row.TokenAt(i), remaining - 1, cancellationToken))
            {
                row.Logits[i] = float.NegativeInfinity;
            }
        }
    }
}
