using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.DecodeBench.Automata;

/// <summary>JSON in which a token may cross only so many borders between terminals: what decoders allow that look at one terminal at a time.</summary>
/// <remarks>DOMINO's lookahead k (Beurer-Kellner et al. 2024) over JSON's own terminals. With 0, tokens such as <c>","</c> are never allowed.</remarks>
/// <param name="inner">The exact automaton.</param>
/// <param name="lookahead">The borders that a token may cross.</param>
internal sealed class TerminalAutomaton(ITokenAutomaton inner, int lookahead) : ITokenAutomaton
{
    private readonly Dictionary<(ITokenState, JsonPlace), State> _states = [];

    public Vocabulary Vocabulary => inner.Vocabulary;

    public ITokenState Start => Of(inner.Start, JsonPlace.Between);

    private State Of(ITokenState state, JsonPlace place)
    {
        if (!_states.TryGetValue((state, place), out var known))
        {
            _states[(state, place)] = known = new State(this, state, place);
        }

        return known;
    }

    private sealed class State(TerminalAutomaton owner, ITokenState inner, JsonPlace place) : FilteredState(inner, owner.Vocabulary)
    {
        public override int CopyForcedBytes(Span<byte> destination) => Inner.CopyForcedBytes(destination);

        protected override ITokenState? Find(int token)
        {
            var end = JsonTerminals.Read(place, Vocabulary.BytesOf(token), out var borders);
            return borders <= owner.Lookahead && Inner.Advance(token) is { } next ? owner.Of(next, end) : null;
        }
    }

    private int Lookahead => lookahead;
}
