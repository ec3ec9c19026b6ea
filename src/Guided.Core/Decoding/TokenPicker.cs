using Guided.Automata;
using Guided.Decoding.Speculation;
using Guided.Processors;
using Guided.Telemetry;

namespace Guided.Decoding;

/// <summary>Chooses the next token from a row of logits, so that the output can still be completed within the token limit.</summary>
/// <remarks>
/// A choice after which the grammar needs more tokens than are left is taken back: the token is forbidden and another chosen from the
/// rest. That is the next best token when decoding greedily, and otherwise a new draw from the renewed distribution. It can only happen
/// near the limit or before a branch of the grammar that is longer than what is left; elsewhere the limit changes nothing.
/// <para>
/// Where it is exact the first choice is made from all of the row, and the mask is computed only when that token is not allowed
/// (<see cref="GenerationOptions.OpportunisticMasking"/>). The second choice is then from the masked row, with a random number of its own.
/// </para>
/// </remarks>
internal sealed class TokenPicker(ProcessorChain chain, ITokenSelector selector, bool opportunistic, AcceptOrResample? judge = null)
    : IDisposable
{
    // In a wide state near the limit nearly every token is too long: then they are all checked in one pass instead of one by one.
    private const int DrawsBeforeFilter = 8;

    private readonly MaskedMassMeter _mass = new();
    private readonly bool _opportunistic = opportunistic && chain.MaskMayComeLast;

    /// <summary>The positions at which a choice was taken back.</summary>
    public int LimitedPositions { get; private set; }

    /// <summary>The tokens that were chosen from all of the row, and found to be allowed.</summary>
    public int UnmaskedTokens { get; private set; }

    /// <summary>Whether the last token picked was the only one that the grammar allowed.</summary>
    public bool WasOnlyToken { get; private set; }

    /// <summary>Whether <see cref="MaskedMass"/> is measured.</summary>
    public bool MeasuresMass { get; init; }

    /// <summary>The share of probability that the grammar's mask took from the last row; NaN when it was not measured.</summary>
    public double MaskedMass { get; private set; } = double.NaN;

    /// <summary>Whether the choice in a state begins with its mask, unless one token alone is allowed.</summary>
    public bool BeginsWithMask(ITokenState state) => !_opportunistic || (!selector.IsGreedy && !state.IsWide);

    /// <summary>The only token the grammar allows next, when nothing else has a say; otherwise −1.</summary>
    public int OnlyToken(CancellationToken cancellationToken) =>
        chain.Grammar is null || chain.HasOtherMasks ? -1 : chain.Grammar.OnlyToken(cancellationToken);

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">The logits by token; changed.</param>
    /// <param name="position">How many tokens were generated before.</param>
    /// <param name="remaining">How many tokens may still be generated, this one included.</param>
    /// <param name="draft">The token guessed for this position with its distribution, when its chance is to count.</param>
    /// <param name="cancellationToken">Ends long work early.</param>
    public int Pick(Span<float> logits, int position, int remaining, in DraftChoice draft, CancellationToken cancellationToken)
    {
        var only = OnlyToken(cancellationToken);
        WasOnlyToken = only >= 0;
        MaskedMass = MeasuresMass && chain.Grammar is { } grammar
            ? _mass.Measure(logits, grammar.GetMask(cancellationToken))
            : double.NaN;
        if (WasOnlyToken)
        {
            return only;
        }

        var row = new LogitRow(logits);
        var isLimited = false;
        int token;
        if (judge is not null && !draft.IsNone)
        {
            chain.Prepare(ref row, cancellationToken);
            token = PickDrafted(in row, position, remaining, in draft, ref isLimited, cancellationToken);
        }
        else if (!ChoosesUnmasked())
        {
            chain.Prepare(ref row, cancellationToken);
            token = PickMasked(in row, position, remaining, draw: 0, ref isLimited, cancellationToken);
        }
        else if (!TryPickUnmasked(ref row, position, remaining, out token, ref isLimited, cancellationToken))
        {
            token = PickMasked(in row, position, remaining, draw: 1, ref isLimited, cancellationToken);
        }

        LimitedPositions += isLimited ? 1 : 0;
        return token;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        selector.Dispose();
        _mass.Dispose();
        judge?.Dispose();
    }

    // A draw must not depend on what is known of the grammar at the moment, so what decides for it is the state alone. The greedy choice is
    // the same either way: there only the cost counts.
    private bool ChoosesUnmasked() =>
        _opportunistic && (selector.IsGreedy ? !chain.Grammar!.KnowsNarrowMask : chain.Grammar!.State.IsWide);

    // Chooses from all of the row. A token that is allowed and fits is taken; otherwise the row is masked for further draws.
    private bool TryPickUnmasked(
        ref LogitRow row, int position, int remaining, out int token, ref bool isLimited, CancellationToken cancellationToken)
    {
        chain.PrepareUnmasked(ref row, cancellationToken);
        var isAllowed = selector.TrySelect(in row, position, 0, out token) && chain.Allows(token, cancellationToken);
        if (isAllowed && chain.Grammar!.Fits(token, remaining - 1, cancellationToken))
        {
            UnmaskedTokens++;
            return true;
        }

        chain.MaskPrepared(ref row, cancellationToken);
        if (isAllowed)
        {
            isLimited = true;
            row.Forbid(token);
        }

        return false;
    }

    // The rule takes the place of the first draw, whose distribution it has; what follows a draw that does not fit the limit is the same.
    private int PickDrafted(
        in LogitRow row, int position, int remaining, in DraftChoice draft, ref bool isLimited, CancellationToken cancellationToken)
    {
        var candidates = row;
        chain.Truncate(ref candidates, cancellationToken);
        if (!judge!.TryChoose(in candidates, in draft, position, out var token))
        {
            throw Softmax.Reject(in candidates);
        }

        if (chain.Grammar is null || chain.Grammar.Fits(token, remaining - 1, cancellationToken))
        {
            return token;
        }

        isLimited = true;
        row.Forbid(token);
        return PickMasked(in row, position, remaining, draw: 1, ref isLimited, cancellationToken);
    }

    private int PickMasked(
        in LogitRow prepared, int position, int remaining, int draw, ref bool isLimited, CancellationToken cancellationToken)
    {
        var row = prepared;
        while (true)
        {
            if (isLimited && float.IsNegativeInfinity(Softmax.MaxOrNaN(in row)))
            {
                chain.TryGiveWay(ref row, cancellationToken);
            }

            var candidates = row;
            chain.Truncate(ref candidates, cancellationToken);
            var token = selector.Select(in candidates, position, draw++);
            if (chain.Grammar is null || chain.Grammar.Fits(token, remaining - 1, cancellationToken))
            {
                return token;
            }

            isLimited = true;
            row.Forbid(token);
            if (draw % DrawsBeforeFilter == 0)
            {
                ForbidTooLong(in row, remaining - 1, cancellationToken);
            }
        }
    }

    private void ForbidTooLong(in LogitRow row, int tokensLeft, CancellationToken cancellationToken)
    {
        for (var i = 0; i < row.Logits.Length; i++)
        {
            if ((i & 1023) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            if (row.Logits[i] > float.NegativeInfinity && !chain.Grammar!.Fits(row.TokenAt(i), tokensLeft, cancellationToken))
            {
                row.Logits[i] = float.NegativeInfinity;
            }
        }
    }
}
