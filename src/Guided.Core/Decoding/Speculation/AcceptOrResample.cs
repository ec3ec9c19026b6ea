using Guided.Processors;

namespace Guided.Decoding.Speculation;

/// <summary>The choice between a draft's token and another, by which the outcome has the model's distribution.</summary>
/// <remarks>
/// Of model probability p and draft probability q, the token x drawn from q is accepted with probability min(1, p(x)/q(x)); otherwise a token is
/// drawn from the distribution proportional to max(0, p − q). Then each token t comes out with min(p, q)(t) + max(0, p − q)(t) = p(t). Leviathan,
/// Kalman and Matias 2023, "Fast Inference from Transformers via Speculative Decoding"; Chen et al. 2023, "Accelerating Large Language Model
/// Decoding with Speculative Sampling".
/// </remarks>
internal sealed class AcceptOrResample(long seed) : IDisposable
{
    // Random numbers of their own beside those of the draws 0, 1, …
    private const int AcceptDraw = -1, ResampleDraw = -2;

    private readonly PooledFloats _weights = new();

    /// <summary>Chooses a token.</summary>
    /// <param name="row">The model's candidates, as a draw would find them.</param>
    /// <param name="draft">The draft's token and distribution.</param>
    /// <param name="position">How many tokens were generated before.</param>
    /// <param name="token">The token.</param>
    /// <returns>False when no token can be chosen: a logit is NaN or +∞, or every token is at −∞.</returns>
    public bool TryChoose(in LogitRow row, in DraftChoice draft, int position, out int token)
    {
        token = draft.Token;
        var max = Softmax.MaxOrNaN(in row);
        if (!float.IsFinite(max))
        {
            return false;
        }

        var weights = _weights.Get(row.Logits.Length);
        var total = Softmax.Weigh(in row, max, weights);
        var index = row.IndexOf(token);
        var p = index < 0 ? 0 : weights[index] / total;
        var q = draft.Probabilities[draft.Ids.BinarySearch(token)];
        if (CounterRandom.NextDouble(seed, position, AcceptDraw) * q < p)
        {
            return true;
        }

        for (var i = 0; i < draft.Ids.Length; i++)
        {
            index = row.IndexOf(draft.Ids[i]);
            if (index >= 0)
            {
                weights[index] = (float)Math.Max(0, weights[index] - (draft.Probabilities[i] * total));
            }
        }

        // Where p and q are the same but for rounding, nothing is left over, and p is as good.
        var left = Softmax.Sum(weights);
        left = left > 0 ? left : Softmax.Weigh(in row, max, weights);
        token = row.TokenAt(MultinomialSelector.Find(weights, CounterRandom.NextDouble(seed, position, ResampleDraw) * left));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _weights.Dispose();
}
