using Guided.Automata.References;
using Guided.Expressions;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>A grammar over the tokens of a vocabulary: exact masks, computed when first asked for and kept.</summary>
/// <remarks>
/// <para>Exact means: a state's mask holds precisely the tokens after which some completion is in the language, wherever token borders fall
/// (subword alignment without a limit on lookahead).</para>
/// <para>One automaton serves all requests and threads: what is known is read without a lock, and what is missing is made under one.
/// In steady state a step is two look-ups and allocates nothing.</para>
/// </remarks>
public sealed class TokenAutomaton : ITokenAutomaton
{
    // A completion of more bytes is not read through to count its tokens: its bytes are bound enough.
    private const int LongCompletion = 1 << 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<Configuration, TokenState> _states = new(ReferenceEqualityComparer.Instance);
    private readonly ByteAutomaton _bytes;
    private readonly MaskBuilder _masks;
    private readonly BoundedLookahead? _bounded;
    private readonly MaskBudget _budget;
    private readonly ITokenState _start;
    private readonly Vocabulary _read;
    private readonly ReferenceStates? _references;

    /// <summary>Makes the automaton; work is done as states are reached.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="vocabulary">The vocabulary.</param>
    /// <param name="options">How masks are computed; null for exact ones.</param>
    /// <exception cref="Expressions.GrammarException">The grammar asks for tokens that the vocabulary does not have.</exception>
    public TokenAutomaton(Grammar grammar, Vocabulary vocabulary, TokenAutomatonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(vocabulary);
        Grammar = grammar;
        Vocabulary = vocabulary;
        var view = TokenView.For(grammar.Factory, vocabulary);
        _read = view?.Vocabulary ?? vocabulary;
        _bytes = new ByteAutomaton(grammar);
        _masks = new MaskBuilder(_read, _bytes);
        _budget = new MaskBudget(grammar.Factory.Limits.MaxMaskBytes / 2);
        _bounded = options?.Lookahead is { } lookahead ? new BoundedLookahead(_read, _bytes, lookahead) : null;
        _references = view is null ? null : new ReferenceStates(view, grammar.Factory.Limits.MaxMaskBytes / 2);
        var start = StateOf(_bytes.Start);
        _start = _references?.Of(start) ?? (ITokenState)start;
    }

    /// <summary>The grammar.</summary>
    public Grammar Grammar { get; }

    /// <inheritdoc/>
    public Vocabulary Vocabulary { get; }

    /// <inheritdoc/>
    public ITokenState Start => _start;

    /// <summary>The number of token states made so far.</summary>
    public int StateCount => _states.Count;

    /// <summary>
    /// Whether what the automaton keeps has used up a quarter of a budget (<see cref="GrammarLimits.MaxStates"/>,
    /// <see cref="GrammarLimits.MaxExpressions"/>). Time to make a new one from a new grammar for further requests: requests under way go on
    /// with the old one.
    /// </summary>
    /// <remarks>
    /// States are kept for as long as the automaton is. Most grammars have few, but where texts decide what follows them, such as the free names
    /// of an object's members, each output adds some of its own.
    /// </remarks>
    public bool IsWorn =>
        _bytes.StateCount > Grammar.Factory.Limits.MaxStates / 4 || Grammar.Factory.Size > Grammar.Factory.Limits.MaxExpressions / 4;

    /// <summary>The memory of the masks that are kept, and of what they are built from, in bytes.</summary>
    public long MaskBytes => _budget.Bytes + _masks.Bytes + (_references?.MaskBytes ?? 0);

    /// <inheritdoc/>
    public ITokenState? Read(ITokenState from, ReadOnlySpan<byte> text, CancellationToken cancellationToken = default)
    {
        if (from is not TokenState state || _bounded is not null)
        {
            return TextReading.Read(Vocabulary.Trie, from, text, cancellationToken);
        }

        using var exploration = Exploration.Begin(cancellationToken);
        var configuration = state.Configuration;
        foreach (var value in text)
        {
            configuration = _bytes.Step(configuration, value);
            if (configuration.IsDead)
            {
                return null;
            }
        }

        return StateOf(configuration);
    }

    internal TokenState? Read(TokenState state, int token, CancellationToken cancellationToken)
    {
        using var exploration = Exploration.Begin(cancellationToken);
        var bytes = (uint)token < (uint)_read.Size ? _read.ReadableBytesOf(token) : default;
        if (bytes.IsEmpty)
        {
            return null;
        }

        if (_bounded is not null && !state.GetMask(cancellationToken).Contains(token))
        {
            return null;
        }

        var configuration = state.Configuration;
        foreach (var value in bytes)
        {
            configuration = _bytes.Step(configuration, value);
            if (configuration.IsDead)
            {
                return null;
            }
        }

        return StateOf(configuration);
    }

    internal TokenMask MakeMask(TokenState state, CancellationToken cancellationToken)
    {
        using var exploration = Exploration.Begin(cancellationToken);
        try
        {
            return MakeMaskInGrammar(state, cancellationToken);
        }
        catch (GrammarLimitException e) when (!e.HasGrammar)
        {
            throw e.In(Grammar.Name);
        }
    }

    private TokenMask MakeMaskInGrammar(TokenState state, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (state.KnownMask is { } known)
            {
                return known;
            }

            if (_masks.Bytes > Grammar.Factory.Limits.MaxMaskBytes / 2)
            {
                // Masks share bit sets with the walks they were built from, so both go together.
                _masks.Forget();
                _budget.DropAll();
            }

            var mask = _bounded?.Build(state.Configuration, cancellationToken) ?? _masks.Build(state.Configuration, cancellationToken);
            state.KeepMask(mask);
            _budget.Add(state, mask.ByteSize);
            return mask;
        }
    }

    internal Continuations CountContinuations(TokenState state, out int only, CancellationToken cancellationToken)
    {
        using var exploration = Exploration.Begin(cancellationToken);
        return _bounded is null
            ? ContinuationSearch.FromBytes(_read, _bytes, state.Configuration, out only, cancellationToken)
            : ContinuationSearch.FromMask(state, state.GetMask(cancellationToken), out only);
    }

    /// <summary>The tokens that the shortest completion takes when it is read by longest match.</summary>
    /// <remarks>
    /// Of several shortest completions the one with the least bytes counts. After its first token, what remains of it is again the shortest
    /// completion with the least bytes, so the number goes down by one: that is what makes it usable as a bound.
    /// </remarks>
    internal int CountTokensToEnd(Configuration configuration)
    {
        var shortest = ShortestOf(configuration);
        if (_bounded is not null || shortest > LongCompletion)
        {
            return shortest;
        }

        ReadOnlySpan<byte> rest = _bytes.ShortestCompletion(configuration);
        var count = 0;
        while (rest.Length > 0)
        {
            if (_read.Trie.LongestMatch(rest, out var length) < 0)
            {
                // A vocabulary without a token for some byte: the bytes are as good a bound as there is.
                return count + rest.Length;
            }

            rest = rest[length..];
            count++;
        }

        return count;
    }

    internal int CopyForcedBytes(Configuration configuration, Span<byte> destination)
    {
        var count = 0;
        while (count < destination.Length && !configuration.IsAccepting)
        {
            var value = OnlyByte(configuration, out var next);
            if (value < 0)
            {
                break;
            }

            destination[count++] = (byte)value;
            configuration = next!;
        }

        return count;
    }

    internal int ShortestOf(Configuration configuration) => _bytes.ShortestOf(configuration);

    internal long FingerprintOf(Configuration configuration) => StateFingerprint.Of(_bytes, configuration);

    /// <summary>The only byte that a configuration reads, or −1.</summary>
    private int OnlyByte(Configuration configuration, out Configuration? next)
    {
        var only = -1;
        next = null;
        foreach (var value in configuration.DistinctBytes())
        {
            var target = _bytes.Step(configuration, value);
            if (target.IsDead)
            {
                continue;
            }

            if (only >= 0)
            {
                return -1;
            }

            only = value;
            next = target;
        }

        return only < 0 || configuration.IsListed ? only : configuration.Classes.OnlyByte(configuration.Classes.Map[only]);
    }

    private TokenState StateOf(Configuration configuration)
    {
        lock (_gate)
        {
            if (!_states.TryGetValue(configuration, out var state))
            {
                _states[configuration] = state = new TokenState(this, configuration);
            }

            return state;
        }
    }
}
