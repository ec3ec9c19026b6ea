namespace Guided.Automata;

/// <summary>A state of a <see cref="TokenAutomaton"/>: a configuration with its mask and its token edges.</summary>
internal sealed class TokenState(TokenAutomaton automaton, Configuration configuration) : ITokenState
{
    private const int Several = -1, None = -2, Unknown = -3;

    private TokenEdges _edges = TokenEdges.None;
    private TokenMask? _mask;
    private bool _maskUsed;
    private int _tokensToEnd = -1;

    // The only token that leads on, or one of the constants below.
    private int _continuation = Unknown;
    private int _isWide = Unknown;
    private long _fingerprint;

    public bool IsAccepting => Configuration.IsAccepting;

    /// <inheritdoc/>
    public int TokensToEnd
    {
        get
        {
            if (_tokensToEnd < 0)
            {
                _tokensToEnd = automaton.CountTokensToEnd(Configuration);
            }

            return _tokensToEnd;
        }
    }

    /// <inheritdoc/>
    public bool IsWide
    {
        get
        {
            if (_isWide == Unknown)
            {
                _isWide = WideStates.IsWide(Configuration) ? 1 : 0;
            }

            return _isWide == 1;
        }
    }

    /// <inheritdoc/>
    public long Fingerprint
    {
        get
        {
            // Zero stands for "not known yet"; a state whose number it is computes it every time.
            if (_fingerprint == 0)
            {
                _fingerprint = automaton.FingerprintOf(Configuration);
            }

            return _fingerprint;
        }
    }

    /// <inheritdoc/>
    public TokenMask? KnownMask => Volatile.Read(ref _mask);

    internal Configuration Configuration { get; } = configuration;

    /// <summary>The length in bytes of the shortest completion.</summary>
    internal int BytesToEnd => automaton.ShortestOf(Configuration);

    /// <inheritdoc/>
    public bool CanEndWithin(int tokens) => BytesToEnd <= tokens || TokensToEnd <= tokens;

    /// <inheritdoc/>
    public TokenMask GetMask(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _mask) is not { } mask)
        {
            return automaton.MakeMask(this, cancellationToken);
        }

        if (!_maskUsed)
        {
            _maskUsed = true;
        }

        return mask;
    }

    /// <inheritdoc/>
    public Continuations CountContinuations(out int only, CancellationToken cancellationToken = default)
    {
        var continuation = _continuation;
        if (continuation == Unknown)
        {
            var count = automaton.CountContinuations(this, out only, cancellationToken);
            _continuation = continuation = count == Continuations.None ? None : only;
        }

        only = Math.Max(continuation, -1);
        return continuation switch
        {
            None => Continuations.None,
            Several => Continuations.Several,
            _ => Continuations.One,
        };
    }

    /// <inheritdoc/>
    public ITokenState? Advance(int token) => Advance(token, CancellationToken.None);

    /// <inheritdoc/>
    public ITokenState? Advance(int token, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _edges).TryGet(token, out var next))
        {
            return next;
        }

        next = automaton.Read(this, token, cancellationToken);
        if (next is null)
        {
            return null;
        }

        lock (automaton)
        {
            Volatile.Write(ref _edges, _edges.With(token, next));
        }

        return next;
    }

    /// <inheritdoc/>
    public int CopyForcedBytes(Span<byte> destination) => automaton.CopyForcedBytes(Configuration, destination);

    /// <inheritdoc/>
    public override string ToString() => $"state {Configuration.Id}{(IsAccepting ? " (accepting)" : "")}";

    /// <summary>Drops the mask unless it was used since the last call.</summary>
    /// <returns>The bytes that were freed; 0 when the mask stays.</returns>
    internal int DropUnusedMask()
    {
        if (_maskUsed)
        {
            _maskUsed = false;
            return 0;
        }

        var size = _mask?.ByteSize ?? 0;
        DropMask();
        return size;
    }

    internal void DropMask() => Volatile.Write(ref _mask, null);

    internal void KeepMask(TokenMask mask) => Volatile.Write(ref _mask, mask);
}
