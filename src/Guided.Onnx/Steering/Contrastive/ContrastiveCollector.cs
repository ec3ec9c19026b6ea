using Guided.Steering;

namespace Guided.Onnx.Steering.Contrastive;

/// <summary>Runs pairs of prompts and takes the difference of what the model computes inside at their ends.</summary>
/// <remarks>Contrastive activation addition: Rimsky et al. 2023, "Steering Llama 2 via Contrastive Activation Addition".</remarks>
public static class ContrastiveCollector
{
    /// <summary>Collects the differences.</summary>
    /// <param name="decoder">A model whose hidden states can be read.</param>
    /// <param name="layers">The layers, from 0.</param>
    /// <param name="pairs">The tokens of each positive and negative text; the streams are read at their last tokens.</param>
    /// <param name="cancellationToken">Ends the collection.</param>
    /// <exception cref="SteeringException">There are no pairs or layers, or a layer cannot be read.</exception>
    public static ContrastiveDirections Collect(
        ISteerableDecoder decoder,
        IReadOnlyList<int> layers,
        IReadOnlyList<(int[] Positive, int[] Negative)> pairs,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(pairs);
        if (pairs.Count == 0 || layers.Count == 0)
        {
            throw new SteeringException($"There is nothing to learn from: {pairs.Count} pairs and {layers.Count} layers that can be read.");
        }

        var positives = layers.Select(_ => new List<float[]>()).ToArray();
        var negatives = layers.Select(_ => new List<float[]>()).ToArray();
        foreach (var (positive, negative) in pairs)
        {
            Read(decoder, layers, positive, positives, cancellationToken);
            Read(decoder, layers, negative, negatives, cancellationToken);
        }

        return new ContrastiveDirections(layers.Select((layer, i) => ContrastiveLayer.Of(layer, positives[i], negatives[i])));
    }

    private static void Read(
        ISteerableDecoder decoder, IReadOnlyList<int> layers, int[] tokens, List<float[]>[] states, CancellationToken cancellationToken)
    {
        var last = new LastTokenStates(layers);
        using var sequence = decoder.CreateSequence(null, last);
        sequence.Append(tokens, 1, cancellationToken);
        for (var i = 0; i < states.Length; i++)
        {
            states[i].Add(last[i]);
        }
    }
}
