using System.Runtime.InteropServices;
using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.Decoding.Speculation;

/// <summary>Puts the guesses of a generation together, and decides how far they go.</summary>
/// <remarks>
/// A pass over n guesses costs a + b·n and yields 1 + Σ P(i) tokens, where P(i) is the chance that the first i guesses all hold. Another guess
/// pays while it raises the tokens per time: while P(n + 1) · (a + b·n) exceeds (1 + Σ P(i)) · b. a and b are measured (<see cref="PassCost"/>),
/// the chances learned, so where guesses fail none are made, and nothing is lost but the time to think of them.
/// </remarks>
internal sealed class Speculator : IDisposable
{
    // A proposer that costs something and did not look worth it is asked once in so many times all the same.
    private const int TrialPeriod = 64;

    private readonly ITokenProposer[] _proposers;
    private readonly Calibration[] _calibrations;
    private readonly int[] _idle;
    private readonly ProposerStatistics[] _statistics;
    private readonly Vocabulary _vocabulary;
    private readonly List<int> _sequence;
    private readonly int _promptLength;
    private readonly PassCost _cost;

    // By guess: the token, its chance, who made it, and the state before it.
    private readonly TokenGuess[] _guesses;
    private readonly int[] _owners;
    private readonly ITokenState?[] _states;
    private TokenGuess[] _run;
    private TokenGuess[] _best;

    /// <summary>Makes a speculator.</summary>
    /// <param name="request">The request; works on forks of its proposers.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="sequence">The prompt and the output, which the owner keeps up to date; guesses are put behind it for a while.</param>
    /// <param name="seed">The generation's seed.</param>
    /// <param name="cost">What forward passes cost.</param>
    public Speculator(GenerationRequest request, Vocabulary vocabulary, List<int> sequence, long seed, PassCost cost)
    {
        _proposers = [.. request.Proposers.Select(p => p.Fork())];
        foreach (var proposer in _proposers.OfType<IDrawingProposer>())
        {
            proposer.Begin(request.Options, seed);
        }

        _calibrations = new Calibration[_proposers.Length];
        _idle = new int[_proposers.Length];
        _statistics = [.. _proposers.Select(p => new ProposerStatistics(p.Name))];
        _vocabulary = vocabulary;
        _sequence = sequence;
        _promptLength = sequence.Count;
        _cost = cost;
        var most = _proposers.Length > 0 ? request.Options.MaxProposedTokens : 0;
        _guesses = new TokenGuess[most];
        _owners = new int[most];
        _states = new ITokenState?[most + 1];
        _run = new TokenGuess[most];
        _best = new TokenGuess[most];
    }

    /// <summary>What became of the guesses, by proposer.</summary>
    public IReadOnlyList<ProposerStatistics> Statistics => _statistics;

    /// <summary>The number of guesses made for the coming pass.</summary>
    public int Count { get; private set; }

    /// <summary>A guess.</summary>
    public int this[int index] => _guesses[index].Token;

    /// <summary>Whether a guess is text that the grammar forces.</summary>
    public bool IsForced(int index) => _proposers[_owners[index]].IsForced;

    /// <summary>The grammar's state behind a number of guesses; <c>null</c> without a grammar.</summary>
    public ITokenState? StateBehind(int guesses) => _states[guesses];

    /// <summary>How many of the guesses will more likely than not all hold.</summary>
    public int CountLikely()
    {
        var chance = 1f;
        for (var i = 0; i < Count; i++)
        {
            chance *= _calibrations[_owners[i]].Correct(_guesses[i].Chance);
            if (chance < 0.5f)
            {
                return i;
            }
        }

        return Count;
    }

    /// <summary>The distribution that a guess was drawn from, if it was drawn.</summary>
    public DraftChoice ChoiceOf(int index) =>
        _proposers[_owners[index]] is IDrawingProposer drawing ? drawing.ChoiceBehind(index) : default;

    /// <summary>Guesses what follows.</summary>
    /// <param name="state">The grammar's state; <c>null</c> without a grammar.</param>
    /// <param name="room">The most guesses that can be used.</param>
    /// <exception cref="InvalidOperationException">A proposer guessed a token that is not in the vocabulary.</exception>
    public void Guess(ITokenState? state, int room)
    {
        Forget();
        _states[0] = state;
        room = Math.Min(room, _guesses.Length);
        if (room <= 0)
        {
            return;
        }

        var length = _sequence.Count;
        try
        {
            var worth = new Worth(_cost);
            while (Count < room && Best(room - Count, in worth, out var owner) is > 0 and var count && Follow(owner, count, ref worth))
            {
            }
        }
        finally
        {
            _sequence.RemoveRange(length, _sequence.Count - length);
        }
    }

    /// <summary>Drops the guesses.</summary>
    public void Forget() => Count = 0;

    /// <summary>Takes note of how many guesses held.</summary>
    /// <param name="matched">The first ones, which were chosen.</param>
    /// <param name="refuted">Whether another token was chosen in place of the next one.</param>
    public void Verify(int matched, bool refuted)
    {
        for (var i = 0; i < _proposers.Length; i++)
        {
            _calibrations[i].Fade();
            var (proposed, accepted) = (0, 0);
            for (var guess = 0; guess < Count; guess++)
            {
                if (_owners[guess] == i)
                {
                    proposed++;
                    accepted += guess < matched ? 1 : 0;
                    if (guess < matched || (guess == matched && refuted))
                    {
                        _calibrations[i].Record(_guesses[guess].Chance, guess < matched);
                    }
                }
            }

            _statistics[i].ProposedTokens += proposed;
            _statistics[i].AcceptedTokens += accepted;
            _statistics[i].ForwardPasses += proposed > 0 ? 1 : 0;
        }
    }

    /// <summary>Tells the proposers which token was chosen.</summary>
    /// <param name="state">The grammar's state before it.</param>
    /// <param name="token">The token.</param>
    public void Accept(ITokenState? state, int token)
    {
        if (_proposers.Length == 0)
        {
            return;
        }

        var context = new ProposalContext(state, CollectionsMarshal.AsSpan(_sequence), _promptLength);
        foreach (var proposer in _proposers)
        {
            proposer.Accept(in context, token);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var proposer in _proposers)
        {
            (proposer as IDisposable)?.Dispose();
        }
    }

    // The guesses of the proposer that is surest of its first one, corrected by its record.
    private int Best(int room, in Worth worth, out int owner)
    {
        var context = new ProposalContext(_states[Count], CollectionsMarshal.AsSpan(_sequence), _promptLength, Count);
        var (most, chance, rank) = (0, 0f, 0f);
        owner = -1;
        for (var i = 0; i < _proposers.Length; i++)
        {
            if (_proposers[i].SecondsPerGuess is > 0 and var seconds && !IsWorthAsking(i, seconds, chance, in worth))
            {
                continue;
            }

            var count = _proposers[i].Propose(in context, _run.AsSpan(0, room));
            var corrected = count > 0 ? _calibrations[i].Correct(_run[0].Chance) : 0;
            if (RankOf(i, corrected) is var own && own > rank)
            {
                (most, chance, rank, owner) = (count, corrected, own, i);
                (_run, _best) = (_best, _run);
            }
        }

        return most;
    }

    // Forced text that mostly holds goes first, so that what is forced is also counted as such.
    private float RankOf(int proposer, float chance) => _proposers[proposer].IsForced && chance > 0.5f ? 1 + chance : chance;

    private bool IsWorthAsking(int proposer, double seconds, float chance, in Worth worth)
    {
        var usual = _calibrations[proposer].Correct(_proposers[proposer].UsualChance);
        if ((usual > chance && worth.Pays(usual, seconds)) || ++_idle[proposer] >= TrialPeriod)
        {
            _idle[proposer] = 0;
            return true;
        }

        return false;
    }

    // Takes guesses over as far as they pay and the grammar allows them.
    private bool Follow(int owner, int count, ref Worth worth)
    {
        for (var i = 0; i < count; i++)
        {
            var (token, chance) = _best[i];
            if ((uint)token >= (uint)_vocabulary.Size)
            {
                throw new InvalidOperationException(
                    $"{_proposers[owner].GetType().Name} proposed token {token}, which is outside the vocabulary of {_vocabulary.Size} tokens.");
            }

            var corrected = _calibrations[owner].Correct(chance);
            if (!worth.Pays(corrected, 0) || _vocabulary.IsEnd(token))
            {
                return false;
            }

            var state = _states[Count];
            var next = state?.Advance(token);
            if (state is not null && next is null)
            {
                return false;
            }

            worth.Add(corrected);
            _guesses[Count] = new TokenGuess(token, chance);
            _owners[Count++] = owner;
            _states[Count] = next;
            _sequence.Add(token);
        }

        return true;
    }

    /// <summary>What the guesses so far are expected to bring and to cost.</summary>
    private struct Worth(PassCost cost)
    {
        private double _time = cost.OfOne;
        private double _tokens = 1;
        private double _chance = 1;

        /// <summary>Whether a guess of some chance, behind the others, raises the tokens per time.</summary>
        public readonly bool Pays(double chance, double seconds) => _chance * chance * _time > _tokens * (cost.OfFurther + seconds);

        public void Add(double chance)
        {
            _chance *= chance;
            _tokens += _chance;
            _time += cost.OfFurther;
        }
    }
}
