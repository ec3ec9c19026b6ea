using System.Diagnostics;
using Guided.Automata;

namespace Guided.Processors;

/// <summary>Forbids every token after which the output could no longer become a member of the language.</summary>
/// <remarks>
/// Can change the argmax. The history is a list of immutable states, so a rewind drops references and a fork copies them. A mask that
/// lists few tokens narrows the row to them; the row of all logits is then left as it was.
/// </remarks>
public sealed class GrammarMaskProcessor : ILogitProcessor, IDisposable
{
    // A gathered logit costs about as much as scanning four in place, and every later step touches the gathered ones only.
    private const int GatherShare = 4;

    private readonly ITokenAutomaton _grammar;
    private readonly RowBuffer _candidates = new();

    // The state after each accepted token, the start first; null after an end token.
    private readonly List<ITokenState?> _states;

    private int? _peekedToken;
    private ITokenState? _peeked;
    private long _ticks;

    /// <summary>Makes the processor at the start of its grammar.</summary>
    public GrammarMaskProcessor(GrammarMaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _grammar = options.Grammar;
        _states = [_grammar.Start];
    }

    private GrammarMaskProcessor(GrammarMaskProcessor other)
    {
        _grammar = other._grammar;
        _states = [.. other._states];
    }

    /// <inheritdoc/>
    public ProcessorStage Stage => ProcessorStage.Mask;

    /// <inheritdoc/>
    public bool ChangesArgmax => true;

    /// <inheritdoc/>
    public bool KeepsForbidden => true;

    /// <summary>The state after the accepted tokens.</summary>
    /// <exception cref="InvalidOperationException">An end token was accepted.</exception>
    public ITokenState State => _states[^1]
        ?? throw new InvalidOperationException("The output has ended: rewind the end token before going on.");

    /// <summary>The number of tokens accepted.</summary>
    public int Position => _states.Count - 1;

    /// <summary>The time spent on computing and applying masks by this processor.</summary>
    public TimeSpan MaskTime => Stopwatch.GetElapsedTime(0, _ticks);

    /// <summary>How many masks had to be computed for this processor: those that the automaton did not have at hand.</summary>
    public int MasksComputed { get; private set; }

    /// <summary>The tokens that the grammar allows next.</summary>
    /// <exception cref="NoTokenLeftException">There are none: the automaton breaks its contract.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public TokenMask GetMask(CancellationToken cancellationToken = default)
    {
        var start = Stopwatch.GetTimestamp();
        var state = State;
        MasksComputed += state.KnownMask is null ? 1 : 0;
        var mask = state.GetMask(cancellationToken);
        _ticks += Stopwatch.GetTimestamp() - start;
        return mask.Count > 0 ? mask : throw NotTrimmed();
    }

    /// <summary>Whether the output is complete and nothing but an end token may follow. Does not need the mask.</summary>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public bool MustEnd(CancellationToken cancellationToken = default) =>
        State.IsAccepting && State.CountContinuations(out _, cancellationToken) == Continuations.None;

    /// <summary>The only token that the grammar allows next, or −1 when there are several or the output may end. Does not need the mask.</summary>
    /// <exception cref="NoTokenLeftException">There is none: the automaton breaks its contract.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public int OnlyToken(CancellationToken cancellationToken = default)
    {
        if (State.IsAccepting)
        {
            return -1;
        }

        return State.CountContinuations(out var only, cancellationToken) == Continuations.None ? throw NotTrimmed() : only;
    }

    /// <inheritdoc/>
    public void Process(ref LogitRow row, CancellationToken cancellationToken = default)
    {
        var mask = GetMask(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        if (!row.IsNarrow && IsNarrow(mask))
        {
            _candidates.Reset(mask.Count);
            _candidates.AddTokens(row.Logits, mask);
            _candidates.Replace(ref row);
        }
        else
        {
            Apply(mask, ref row);
        }

        _ticks += Stopwatch.GetTimestamp() - start;
    }

    /// <summary>Whether the mask is at hand and lists so few tokens that looking at them is cheaper than looking at the whole row.</summary>
    internal bool KnowsNarrowMask => State.KnownMask is { } mask && IsNarrow(mask);

    /// <summary>Sets every token outside the mask to −∞ again, after processors that may have raised one.</summary>
    internal void Reassert(ref LogitRow row) => Apply(GetMask(), ref row);

    /// <summary>The state after some of the accepted tokens and then a text; null when no text of the language begins so.</summary>
    internal ITokenState? Read(int position, ReadOnlySpan<byte> text) =>
        _states[position] is { } state ? _grammar.Read(state, text) : null;

    /// <summary>Whether the grammar allows a token. Does not need the mask.</summary>
    internal bool Allows(int token, CancellationToken cancellationToken = default) => TryPeek(token, cancellationToken);

    /// <summary>Whether a token can be taken and the output still be completed with some tokens more.</summary>
    /// <param name="token">An allowed token.</param>
    /// <param name="tokensLeft">How many text tokens may follow it.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    /// <exception cref="TokenNotAllowedException">The grammar does not allow the token.</exception>
    internal bool Fits(int token, int tokensLeft, CancellationToken cancellationToken = default) =>
        Peek(token, cancellationToken) is not { } next || next.CanEndWithin(tokensLeft);

    /// <inheritdoc/>
    /// <exception cref="TokenNotAllowedException">The grammar does not allow the token.</exception>
    public void Accept(int token)
    {
        var next = Peek(token);
        _peekedToken = null;
        _states.Add(next);
    }

    /// <inheritdoc/>
    public void Rewind(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Position);
        _states.RemoveRange(_states.Count - count, count);
        _peekedToken = null;
    }

    /// <inheritdoc/>
    public ILogitProcessor Fork() => new GrammarMaskProcessor(this);

    /// <inheritdoc/>
    public void Dispose() => _candidates.Dispose();

    // The state after a token, null after an end token.
    private ITokenState? Peek(int token, CancellationToken cancellationToken = default) =>
        TryPeek(token, cancellationToken) ? _peeked : throw new TokenNotAllowedException(_grammar.Vocabulary, token, Position);

    // The last answer is kept: the loop asks whether a token is allowed, whether it fits, and then accepts it.
    private bool TryPeek(int token, CancellationToken cancellationToken)
    {
        if (token == _peekedToken)
        {
            return true;
        }

        var state = State;
        if ((uint)token >= (uint)_grammar.Vocabulary.Size)
        {
            return false;
        }

        var isEnd = _grammar.Vocabulary.IsEnd(token);
        var next = isEnd ? null : state.Advance(token, cancellationToken);
        if (next is null && !(isEnd && state.IsAccepting))
        {
            return false;
        }

        _peekedToken = token;
        _peeked = next;
        return true;
    }

    private NoTokenLeftException NotTrimmed() =>
        new($"The grammar allows no token at position {Position} of the output: the automaton is not trimmed.");

    private static bool IsNarrow(TokenMask mask) => (long)mask.Count * GatherShare <= mask.Size;

    private static void Apply(TokenMask mask, ref LogitRow row)
    {
        if (!row.IsNarrow)
        {
            mask.Apply(row.Logits);
            return;
        }

        for (var i = 0; i < row.Logits.Length; i++)
        {
            if (!mask.Contains(row.Ids[i]))
            {
                row.Logits[i] = float.NegativeInfinity;
            }
        }
    }
}
