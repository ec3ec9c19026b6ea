using System.Diagnostics;
using System.Runtime.InteropServices;
using Guided.Automata;
using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Decoding.Speculation;

/// <summary>Proposes what a smaller model over the same vocabulary would write, held to the same grammar.</summary>
/// <remarks>
/// The draft's sequence follows the generation's: what differs is rewound, what is missing goes through the draft in one pass. A sequence that
/// outgrows the draft's context gets no guesses. The prototype holds no sequence; each generation's fork makes one and disposes of it.
/// </remarks>
public sealed class DraftModelProposer : IDrawingProposer, IDisposable
{
    private const int Kinds = 12;

    // One generation in so many begins with hope, whatever was seen of the draft before.
    private const int TrialPeriod = 32;
    private const float Hope = 0.6f;

    private readonly IDecoder _draft;
    private readonly Vocabulary _vocabulary;
    private readonly DraftSampling _sampling;
    private readonly RateTable _rates;
    private readonly PassCost _cost;

    // The tokens that the draft's cache holds.
    private readonly List<int> _held = [];
    private readonly DraftDrawer _drawer = new();
    private readonly bool _isTrial;
    private IDecoderSequence? _sequence;
    private int _forks;
    private int _kind = -1;
    private int _guess;

    /// <summary>Makes a proposer.</summary>
    /// <param name="draft">The smaller model, which stays the caller's.</param>
    /// <param name="vocabulary">The vocabulary of both models.</param>
    /// <param name="sampling">How its guesses take part in sampling.</param>
    /// <exception cref="ArgumentException">The draft has fewer logits than the vocabulary has tokens.</exception>
    public DraftModelProposer(IDecoder draft, Vocabulary vocabulary, DraftSampling sampling = DraftSampling.SameSeed)
        : this(draft, vocabulary, sampling, new RateTable(Kinds + 1, Hope), isTrial: false)
    {
        if (draft.VocabularySize < vocabulary.Size)
        {
            throw new ArgumentException(
                $"The draft model gives {draft.VocabularySize} logits, but vocabulary '{vocabulary.Name}' has {vocabulary.Size} tokens: "
                + "a draft model must share the vocabulary of the model it drafts for.",
                nameof(draft));
        }
    }

    private DraftModelProposer(IDecoder draft, Vocabulary vocabulary, DraftSampling sampling, RateTable rates, bool isTrial)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(vocabulary);
        (_draft, _vocabulary, _sampling, _rates, _isTrial) = (draft, vocabulary, sampling, rates, isTrial);
        _cost = PassCost.Of(draft);
    }

    /// <inheritdoc/>
    public string Name => "draft model";

    /// <inheritdoc/>
    public double SecondsPerGuess => _cost.IsMeasured ? _cost.OfOne : double.Epsilon;

    /// <inheritdoc/>
    public float UsualChance => _isTrial ? Math.Max(Hope, _rates[Kinds]) : _rates[Kinds];

    void IDrawingProposer.Begin(GenerationOptions options, long seed) => _drawer.Begin(options, seed, _sampling);

    DraftChoice IDrawingProposer.ChoiceBehind(int guessed) => _drawer.ChoiceBehind(guessed);

    /// <inheritdoc/>
    public int Propose(in ProposalContext context, Span<TokenGuess> destination)
    {
        if (context.Sequence.IsEmpty || context.Sequence.Length > _draft.ContextLength)
        {
            return 0;
        }

        var row = new LogitRow(Run(context.Sequence)[.._vocabulary.Size]);
        foreach (var end in _vocabulary.EndTokens)
        {
            row.Forbid(end);
        }

        if (!_drawer.TryDraw(ref row, in context, out var token, out var share))
        {
            return 0;
        }

        var kind = Math.Min(Kinds - 1, (int)(share * Kinds));
        if (context.Guessed == 0)
        {
            (_kind, _guess) = (kind, token);
        }

        destination[0] = new TokenGuess(token, _rates[kind]);
        return 1;
    }

    /// <inheritdoc/>
    public void Accept(in ProposalContext context, int token)
    {
        // What it said of the first place is known by now, whether or not it was followed.
        if (_kind >= 0)
        {
            _rates.Record(_kind, token == _guess);
            _rates.Record(Kinds, token == _guess);
            _kind = -1;
        }
    }

    /// <inheritdoc/>
    public ITokenProposer Fork() =>
        new DraftModelProposer(_draft, _vocabulary, _sampling, _rates, Interlocked.Increment(ref _forks) % TrialPeriod == 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sequence?.Dispose();
        _drawer.Dispose();
    }

    // The draft's logits behind a sequence.
    private Span<float> Run(ReadOnlySpan<int> sequence)
    {
        _sequence ??= _draft.CreateSequence();
        var common = Math.Min(sequence.CommonPrefixLength(CollectionsMarshal.AsSpan(_held)), sequence.Length - 1);
        if (common < _sequence.Length)
        {
            _sequence.Rewind(common);
        }

        _held.RemoveRange(common, _held.Count - common);
        var missing = sequence[common..];
        var start = Stopwatch.GetTimestamp();
        var logits = _sequence.Append(missing);
        _cost.Observe(missing.Length, Stopwatch.GetElapsedTime(start));
        _held.AddRange(missing);
        return logits;
    }
}
