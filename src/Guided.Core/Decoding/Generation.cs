using System.Runtime.InteropServices;
using Guided.Decoding.Speculation;
using Guided.Decoding.Stopping;
using Guided.Processors;
using Guided.Telemetry;
using Guided.Vocabularies;

namespace Guided.Decoding;

/// <summary>The state of one generation without the model: what to feed it next, and what its logits mean.</summary>
/// <remarks>
/// One step is <see cref="Plan"/>, a forward pass over <see cref="Input"/>, and <see cref="Consume"/>, after which the KV cache keeps
/// <see cref="Kept"/> tokens of the input. Whoever drives the steps owns the model, so one driver can serve many generations.
/// </remarks>
internal sealed class Generation : IDisposable
{
    private readonly Vocabulary _vocabulary;
    private readonly GenerationOptions _options;
    private readonly ProcessorChain _chain;
    private readonly TokenPicker _picker;
    private readonly Speculator _speculator;
    private readonly int _limit;
    private readonly List<int> _tokens = [];
    private readonly List<bool> _forced = [];
    private readonly List<double> _masses = [];
    private readonly StopDetector? _stops;
    private readonly int _healedBytes;

    private readonly MaskAhead? _ahead;

    // The tokens that the KV cache does not hold yet, then those guessed ahead.
    private readonly List<int> _input = [];

    // The prompt and the output.
    private readonly List<int> _sequence = [];
    private int _proposed;

    /// <summary>Makes a generation.</summary>
    /// <param name="request">What to generate.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="limit">The most tokens that may be generated.</param>
    /// <param name="cost">What the model's forward passes cost, which decides how far guesses go; null for an estimate.</param>
    public Generation(GenerationRequest request, Vocabulary vocabulary, int limit, PassCost? cost = null)
    {
        if (request.Options.HealPrompt && !request.IsHealed)
        {
            throw new InvalidOperationException($"The request asks for {nameof(GenerationOptions.HealPrompt)}, which its driver has not done.");
        }

        _vocabulary = vocabulary;
        _options = request.Options;
        _limit = limit;
        Seed = _options.Seed ?? Random.Shared.NextInt64();
        _chain = RequestProcessors.Chain(request, vocabulary);
        _picker = new TokenPicker(
            _chain,
            _options.IsGreedy ? new GreedySelector() : new MultinomialSelector(Seed),
            _options.OpportunisticMasking,
            _options.IsGreedy ? null : new AcceptOrResample(Seed))
        {
            MeasuresMass = _options.MeasureMaskedMass || GuidedTelemetry.WantsMaskedMass,
        };
        _input.AddRange(request.Prompt.Span);
        _healedBytes = request.HealedBytes;
        _stops = _options.StopSequences.Count == 0
            ? null
            : new StopDetector(_options.StopSequences, vocabulary, _chain.Grammar, _healedBytes);
        _sequence.AddRange(request.Held.Span);
        _sequence.AddRange(request.Prompt.Span);
        _speculator = new Speculator(request, vocabulary, _sequence, Seed, cost ?? new PassCost());
        _ahead = request.Grammar is not null && _options.OverlapMasks ? new MaskAhead(vocabulary.Size, Environment.ProcessorCount) : null;
        Statistics.PromptTokens = _sequence.Count;
        Statistics.Proposers = _speculator.Statistics;
    }

    /// <summary>The seed of the random numbers.</summary>
    public long Seed { get; }

    /// <summary>The tokens generated so far.</summary>
    public IReadOnlyList<int> Tokens => _tokens;

    /// <summary>Why the generation ended; <c>null</c> while it has not.</summary>
    public FinishReason? FinishReason { get; private set; }

    /// <summary>The end token that was chosen.</summary>
    public int? EndToken { get; private set; }

    /// <summary>What was done so far.</summary>
    public GenerationStatistics Statistics { get; } = new();

    /// <summary>The time for computing and applying masks.</summary>
    public TimeSpan MaskTime => _chain.Grammar?.MaskTime ?? TimeSpan.Zero;

    /// <summary>The tokens to run the model over.</summary>
    public ReadOnlySpan<int> Input => CollectionsMarshal.AsSpan(_input);

    /// <summary>How many rows of logits the step needs.</summary>
    public int Rows => 1 + _proposed;

    /// <summary>How many tokens of the last input are part of the sequence; the cache must forget the others.</summary>
    public int Kept { get; private set; }

    /// <summary>Whether tokens may be guessed ahead: a driver that shares passes switches it off where a pass for one would not pay.</summary>
    public bool MayPropose { get; set; } = true;

    /// <summary>A token of the output.</summary>
    public GeneratedToken TokenAt(int position) => new(_tokens[position], position, _forced[position])
    {
        MaskedMass = _picker.MeasuresMass && !double.IsNaN(_masses[position]) ? _masses[position] : null,
    };

    /// <summary>How many tokens may be given out: all but those that may belong to a stop sequence.</summary>
    public int StreamableTokens => _stops is null || (FinishReason is not null && _stops.Match is null) ? _tokens.Count : _stops.SafeTokens;

    /// <summary>Where a stop sequence ended the output.</summary>
    public StopMatch? Stop => _stops?.Match;

    /// <summary>The result of a generation that has finished.</summary>
    public GenerationResult Result() => new(_tokens, FinishReason!.Value, EndToken, Seed, Statistics)
    {
        Stop = Stop,
        HealedBytes = _healedBytes,
    };

    /// <summary>Takes the tokens that need no forward pass and prepares the input of the next one.</summary>
    /// <returns>Whether a forward pass is needed; false when the generation has finished.</returns>
    public bool Plan(CancellationToken cancellationToken)
    {
        ForgetProposal();
        FinishIfDone(cancellationToken);
        while (FinishReason is null && _options.SkipForcedPasses && _picker.OnlyToken(cancellationToken) is >= 0 and var only
            && !_vocabulary.IsEnd(only))
        {
            Take(only, isForced: true, double.NaN);
            _input.Add(only);
            FinishIfDone(cancellationToken);
        }

        if (FinishReason is null)
        {
            Propose();
            ComputeMasksAhead();
        }

        return FinishReason is null;
    }

    /// <summary>Tells that the planned pass failed or was cancelled, so that nothing goes on for it.</summary>
    public void PassFailed() => _ahead?.Cancel();

    /// <summary>Chooses tokens from the logits of the planned input, as far as the guesses hold.</summary>
    /// <param name="logits">Row-major <c>[rows, width]</c>, the width at least the vocabulary's size; changed.</param>
    /// <param name="cancellationToken">Ends long work early; the generation may then go on with <see cref="Plan"/>.</param>
    public void Consume(Span<float> logits, CancellationToken cancellationToken)
    {
        var width = logits.Length / Rows;
        var pending = _input.Count - _proposed;
        var matched = 0;
        var unsent = -1;
        var refuted = false;
        try
        {
            for (var goesOn = true; goesOn;)
            {
                var row = logits.Slice(matched * width, _vocabulary.Size);
                var draft = matched < _proposed ? _speculator.ChoiceOf(matched) : default;
                var token = _picker.Pick(row, _tokens.Count, _limit - _tokens.Count, in draft, cancellationToken);
                Measure();
                if (_vocabulary.IsEnd(token))
                {
                    refuted = true;
                    EndToken = token;
                    FinishReason = Decoding.FinishReason.Stop;
                    return;
                }

                goesOn = matched < _proposed && _input[pending + matched] == token;
                Take(token, _picker.WasOnlyToken || (goesOn && _speculator.IsForced(matched)), _picker.MaskedMass);
                matched += goesOn ? 1 : 0;
                refuted = !goesOn;
                unsent = goesOn ? -1 : token;
                FinishIfDone(cancellationToken);
                goesOn &= FinishReason is null;
            }
        }
        finally
        {
            _speculator.Verify(matched, refuted);
            Statistics.ProposedTokens += _proposed;
            Statistics.AcceptedTokens += matched;
            Statistics.LimitedTokens = _picker.LimitedPositions;
            Statistics.UnmaskedTokens = _picker.UnmaskedTokens;
            Statistics.MasksComputed = _chain.Grammar?.MasksComputed ?? 0;
            Statistics.MasksComputedAhead = _ahead?.Computed ?? 0;
            Settle(pending + matched, unsent);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ahead?.Dispose();
        _speculator.Dispose();
        _picker.Dispose();
        _chain.Dispose();
    }

    private void Propose()
    {
        _speculator.Guess(_chain.Grammar?.State, MayPropose ? _limit - _tokens.Count - 1 : 0);
        for (; _proposed < _speculator.Count; _proposed++)
        {
            _input.Add(_speculator[_proposed]);
        }
    }

    private void ComputeMasksAhead()
    {
        if (_ahead is null || !_ahead.IsWorthwhile)
        {
            return;
        }

        var likely = _speculator.CountLikely();
        for (var i = 0; i <= likely; i++)
        {
            if (_speculator.StateBehind(i) is { } state && _picker.BeginsWithMask(state))
            {
                _ahead.Add(state);
            }
        }

        _ahead.Begin();
    }

    // A plan whose forward pass failed or was cancelled leaves its guesses behind.
    private void ForgetProposal()
    {
        _input.RemoveRange(_input.Count - _proposed, _proposed);
        _proposed = 0;
        _speculator.Forget();
    }

    private void Measure()
    {
        if (!double.IsNaN(_picker.MaskedMass))
        {
            Statistics.MeasuredPositions++;
            Statistics.MaskedMassSum += _picker.MaskedMass;
            GuidedTelemetry.RecordMaskedMass(_picker.MaskedMass);
        }
    }

    private void Take(int token, bool isForced, double maskedMass)
    {
        var before = _chain.Grammar?.State;
        _chain.Accept(token);
        Statistics.OverriddenTokens = _chain.OverriddenTokens;
        _speculator.Accept(before, token);
        _sequence.Add(token);
        _tokens.Add(token);
        _forced.Add(isForced);
        _stops?.Accept(token);
        if (_picker.MeasuresMass)
        {
            _masses.Add(maskedMass);
        }

        Statistics.GeneratedTokens++;
        Statistics.ForcedTokens += isForced ? 1 : 0;
    }

    private void FinishIfDone(CancellationToken cancellationToken)
    {
        if (FinishReason is null && Stop is not null)
        {
            FinishReason = Decoding.FinishReason.StopSequence;
        }
        else if (FinishReason is null && _chain.Grammar is { } grammar && grammar.MustEnd(cancellationToken))
        {
            FinishReason = Decoding.FinishReason.Stop;
        }
        else if (FinishReason is null && _tokens.Count == _limit)
        {
            FinishReason = Decoding.FinishReason.Length;
        }
    }

    // A generation that goes on needs logits, so at least one token must be left to feed: when the choice from the last row was cut
    // short (by cancellation), the token before that row is fed again.
    private void Settle(int kept, int unsent)
    {
        var again = FinishReason is null && unsent < 0;
        Kept = again ? kept - 1 : kept;
        var first = again ? _input[Kept] : unsent;
        _input.Clear();
        _proposed = 0;
        _speculator.Forget();
        if (first >= 0)
        {
            _input.Add(first);
        }
    }
}
