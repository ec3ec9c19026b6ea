using Guided.Processors;

namespace Guided.Decoding.Speculation;

/// <summary>Chooses a draft model's tokens, and keeps the distributions they were drawn from.</summary>
internal sealed class DraftDrawer : IDisposable
{
    // The draft's own random numbers must not be those by which its guesses are judged.
    private const long OwnNumbers = 0x2545F4914F6CDD1D;

    private readonly List<Drawn> _drawn = [];
    private readonly PooledFloats _weights = new();
    private ProcessorChain _chain = new([], greedy: true);
    private ITokenSelector _selector = new GreedySelector();
    private bool _keeps;
    private bool _takesMask;

    /// <summary>Prepares for a generation.</summary>
    public void Begin(GenerationOptions options, long seed, DraftSampling sampling)
    {
        _keeps = !options.IsGreedy && sampling == DraftSampling.AcceptOrResample;
        _takesMask = !options.IsGreedy;
        _chain = RequestProcessors.Sampling(options);
        _selector = options.IsGreedy ? new GreedySelector() : new MultinomialSelector(_keeps ? seed ^ OwnNumbers : seed);
    }

    /// <summary>Chooses a token from the draft's logits, held to the grammar.</summary>
    /// <param name="row">The logits, changed.</param>
    /// <param name="context">Where the generation stands.</param>
    /// <param name="token">The token.</param>
    /// <param name="share">The probability of the draft's most likely token; greedily, of the chosen one.</param>
    /// <returns>False when there is nothing to choose.</returns>
    public bool TryDraw(ref LogitRow row, in ProposalContext context, out int token, out float share)
    {
        share = 0;
        var position = context.Generated.Length;
        if (!_takesMask && _selector.TrySelect(in row, position, 0, out token)
            && (context.State is null || context.State.Advance(token) is not null))
        {
            share = ShareOfBest(in row);
            return true;
        }

        context.State?.GetMask().Apply(row.Logits);
        if (!float.IsFinite(Softmax.MaxOrNaN(in row)))
        {
            token = -1;
            return false;
        }

        _chain.Prepare(ref row, CancellationToken.None);
        _chain.Truncate(ref row, CancellationToken.None);
        share = ShareOfBest(in row);
        if (!_selector.TrySelect(in row, position, 0, out token))
        {
            return false;
        }

        if (_keeps)
        {
            Keep(in row, context.Guessed, token);
        }

        return true;
    }

    /// <summary>The distribution of the guess that was made behind a number of others.</summary>
    public DraftChoice ChoiceBehind(int guessed) =>
        _keeps && guessed < _drawn.Count ? _drawn[guessed].Choice : default;

    /// <inheritdoc/>
    public void Dispose()
    {
        _chain.Dispose();
        _selector.Dispose();
        _weights.Dispose();
        foreach (var drawn in _drawn)
        {
            drawn.Dispose();
        }
    }

    private float ShareOfBest(in LogitRow row) => (float)(1 / Softmax.Weigh(in row, _weights.Get(row.Logits.Length)));

    private void Keep(in LogitRow row, int guessed, int token)
    {
        while (_drawn.Count <= guessed)
        {
            _drawn.Add(new Drawn());
        }

        _drawn[guessed].Set(in row, token);
    }

    /// <summary>A token and the distribution it was drawn from.</summary>
    private sealed class Drawn : IDisposable
    {
        private readonly RowBuffer _candidates = new();
        private int _token;

        public DraftChoice Choice => new(_token, _candidates.Ids[.._candidates.Count], _candidates.Logits[.._candidates.Count]);

        public void Set(in LogitRow row, int token)
        {
            _token = token;
            _candidates.Reset(row.Logits.Length);
            var max = Softmax.Max(in row);
            var sum = 0.0;
            for (var i = 0; i < row.Logits.Length; i++)
            {
                var weight = MathF.Exp(row.Logits[i] - max);
                if (weight > 0)
                {
                    _candidates.Add(row.TokenAt(i), weight);
                    sum += weight;
                }
            }

            System.Numerics.Tensors.TensorPrimitives.Divide(
                _candidates.Logits[.._candidates.Count], (float)sum, _candidates.Logits[.._candidates.Count]);
        }

        public void Dispose() => _candidates.Dispose();
    }
}
