namespace Guided.Decoding.Speculation;

/// <summary>Proposes the token that followed most often where the generation stands, and learns from every token.</summary>
public sealed class CountProposer : ITokenProposer
{
    private readonly TokenCounts _counts;
    private readonly ulong[] _keys = new ulong[CountContext.Kinds];
    private readonly CountEntry[] _found = new CountEntry[CountContext.Kinds];

    /// <summary>Makes a proposer over a table, which it also fills.</summary>
    public CountProposer(TokenCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        _counts = counts;
    }

    /// <inheritdoc/>
    public string Name => "counts";

    /// <inheritdoc/>
    public int Propose(in ProposalContext context, Span<TokenGuess> destination)
    {
        Find(in context);
        while (true)
        {
            var best = new TokenGuess(-1, 0);
            for (var kind = 0; kind < CountContext.Kinds; kind++)
            {
                if (_found[kind].Total > 0 && _counts.Rates[RateKind(kind, out var token)] is var rate && rate > best.Chance)
                {
                    best = new TokenGuess(token, rate);
                }
            }

            if (best.Token < 0 || context.State is not { } state || state.Advance(best.Token) is not null)
            {
                destination[0] = best;
                return best.Token < 0 ? 0 : 1;
            }

            Forbid(best.Token);
        }
    }

    /// <inheritdoc/>
    public void Accept(in ProposalContext context, int token)
    {
        Find(in context);
        for (var kind = 0; kind < CountContext.Kinds; kind++)
        {
            if (_found[kind].Total > 0)
            {
                var rate = RateKind(kind, out var guess);
                _counts.Rates.Record(rate, guess == token);
            }
        }

        _counts.Learn(_keys, token);
    }

    /// <inheritdoc/>
    public ITokenProposer Fork() => new CountProposer(_counts);

    private void Find(in ProposalContext context)
    {
        CountContext.Keys(in context, _keys);
        _counts.Find(_keys, _found);
    }

    private int RateKind(int kind, out int token)
    {
        var index = _found[kind].Best;
        token = _found[kind].TokenAt(index);
        return CountContext.RateKind(kind, _found[kind].Total, _found[kind].CountAt(index));
    }

    // The grammar refuses a token: contexts in which it is the most frequent have nothing to say.
    private void Forbid(int token)
    {
        for (var kind = 0; kind < CountContext.Kinds; kind++)
        {
            if (_found[kind].Total > 0 && _found[kind].TokenAt(_found[kind].Best) == token)
            {
                _found[kind] = default;
            }
        }
    }
}
