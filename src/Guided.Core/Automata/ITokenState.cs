namespace Guided.Automata;

/// <summary>A state of an <see cref="ITokenAutomaton"/>: an immutable value, so that fork and rewind are keeping a reference.</summary>
public interface ITokenState
{
    /// <summary>Whether the tokens so far are a complete member of the language.</summary>
    bool IsAccepting { get; }

    /// <summary>
    /// An upper bound on the tokens needed to reach an accepting state from here, 0 in an accepting state. At least one allowed token
    /// leads to a state whose bound is smaller, so a generation whose remaining budget is at least this bound can always close.
    /// </summary>
    int TokensToEnd { get; }

    /// <summary>Whether <see cref="TokensToEnd"/> is at most <paramref name="tokens"/>; often cheaper to tell than the number itself.</summary>
    bool CanEndWithin(int tokens) => TokensToEnd <= tokens;

    /// <summary>
    /// Exactly the tokens after which some completion is in the language; the vocabulary's end tokens are among them exactly when
    /// <see cref="IsAccepting"/>. Computed on first use and kept.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled while the mask was computed.</exception>
    TokenMask GetMask(CancellationToken cancellationToken = default);

    /// <summary>The mask when it is at hand, so that looking at it costs nothing; <c>null</c> when it would have to be computed.</summary>
    TokenMask? KnownMask => null;

    /// <summary>
    /// Whether probably a large share of the vocabulary is allowed, as inside a string. A hint about cost, which depends on the state
    /// alone and not on what was computed before.
    /// </summary>
    bool IsWide => GetMask() is var mask && (long)mask.Count * WideStates.Share > mask.Size;

    /// <summary>Whether none, one or several tokens lead on from here; often much cheaper to tell than the mask.</summary>
    /// <param name="only">The token when it is one; otherwise −1.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    Continuations CountContinuations(out int only, CancellationToken cancellationToken = default) =>
        ContinuationSearch.FromMask(this, GetMask(cancellationToken), out only);

    /// <summary>The state after a token, or <c>null</c> when the token is not allowed. End tokens do not lead to a state.</summary>
    /// <remarks>Does not need the mask: sampling first and checking one token is cheap.</remarks>
    ITokenState? Advance(int token);

    /// <summary>As <see cref="Advance(int)"/>; the work on a transition that is not known yet ends early when it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled; nothing changed.</exception>
    ITokenState? Advance(int token, CancellationToken cancellationToken) => Advance(token);

    /// <summary>
    /// A number that stands for the state in every process, so that what is learned about it can be kept. It depends on the grammar alone;
    /// other states, of other grammars too, may have the same.
    /// </summary>
    long Fingerprint => StateFingerprint.Of(this);

    /// <summary>Copies the bytes with which every completion begins, and returns how many were written.</summary>
    /// <remarks>0 in an accepting state, since ending is then also possible.</remarks>
    int CopyForcedBytes(Span<byte> destination);
}
