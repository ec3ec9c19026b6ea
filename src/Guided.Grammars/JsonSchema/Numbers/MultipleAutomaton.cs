using System.Numerics;
using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>The automaton of <see cref="MultipleLanguage"/> for one sign.</summary>
internal sealed class MultipleAutomaton(int modulus, int places, bool plain, NumberBound? min, NumberBound? max)
{
    private enum Phase
    {
        Start,
        Zero,
        Whole,
        Point,
        Fraction,
    }

    private readonly record struct State(Phase Phase, int Remainder, int Decimals, BoundComparison Min, BoundComparison Max);

    /// <summary>The expression of the texts.</summary>
    public Expression ToExpression(ExpressionFactory factory) => At(factory, new State(Phase.Start, 0, 0, default, default));

    private Expression At(ExpressionFactory factory, State state) => factory.Machine(new Machine(this, state));

    private IEnumerable<(byte Byte, State To)> Edges(State state)
    {
        if (state.Phase is Phase.Start or Phase.Whole)
        {
            for (var digit = 0; digit < 10; digit++)
            {
                yield return ((byte)('0' + digit), state with
                {
                    Phase = state.Phase == Phase.Start && digit == 0 ? Phase.Zero : Phase.Whole,
                    Remainder = ((state.Remainder * 10) + digit) % modulus,
                    Min = min is { } low ? state.Min.Whole(low.Value, digit) : default,
                    Max = max is { } high ? state.Max.Whole(high.Value, digit) : default,
                });
            }
        }

        if (state.Phase is Phase.Zero or Phase.Whole && !plain)
        {
            yield return ((byte)'.', AtPoint(state));
        }

        if (state.Phase is Phase.Point or Phase.Fraction)
        {
            // Digits beyond the divisor's last place must be zeros.
            for (var digit = 0; digit < (state.Decimals < places ? 10 : 1); digit++)
            {
                yield return ((byte)('0' + digit), state with
                {
                    Phase = Phase.Fraction,
                    Remainder = state.Decimals < places ? ((state.Remainder * 10) + digit) % modulus : state.Remainder,
                    Decimals = Math.Min(state.Decimals + 1, places),
                    Min = min is { } low ? state.Min.Fraction(low.Value, digit) : default,
                    Max = max is { } high ? state.Max.Fraction(high.Value, digit) : default,
                });
            }
        }
    }

    private State AtPoint(State state) => state with
    {
        Phase = Phase.Point,
        Min = min is { } low ? state.Min.Point(low.Value) : default,
        Max = max is { } high ? state.Max.Point(high.Value) : default,
    };

    private bool IsEnd(State state)
    {
        if (state.Phase is Phase.Start or Phase.Point)
        {
            return false;
        }

        state = state.Phase == Phase.Fraction ? state : AtPoint(state);
        var remainder = state.Remainder * BigInteger.Pow(10, places - state.Decimals) % modulus;
        return remainder.IsZero
            && (min is not { } low || state.Min.End(low.Value) is var below && (below > 0 || (below == 0 && !low.IsExclusive)))
            && (max is not { } high || state.Max.End(high.Value) is var above && (above < 0 || (above == 0 && !high.IsExclusive)));
    }

    private sealed class Machine(MultipleAutomaton automaton, State state) : ByteMachine
    {
        private readonly MultipleAutomaton _automaton = automaton;
        private readonly State _state = state;

        public override bool IsAccepting => _automaton.IsEnd(_state);

        public override IEnumerable<ByteSet> Classes => _automaton.Edges(_state)
            .GroupBy(e => e.To)
            .Select(g => g.Aggregate(ByteSet.None, (set, edge) => set | ByteSet.Of(edge.Byte)));

        public override Expression After(ExpressionFactory factory, byte value) =>
            _automaton.At(factory, _automaton.Edges(_state).First(e => e.Byte == value).To);

        public override bool Equals(object? obj) => obj is Machine other && _automaton == other._automaton && _state == other._state;

        public override int GetHashCode() => _state.GetHashCode();
    }
}
