using System.Numerics;
using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>The plain digits of the numbers of an <see cref="ArithmeticCondition"/>: a state is the number read so far, so every question is one of arithmetic.</summary>
/// <param name="condition">The numbers.</param>
/// <param name="plain">Whether they have no point.</param>
internal sealed class ArithmeticMachine(ArithmeticCondition condition, bool plain)
{
    private const int Endless = int.MaxValue;

    private static readonly ByteSet DigitsAndPoint = ByteSet.Range((byte)'0', (byte)'9') | ByteSet.Of((byte)'.');

    private enum Phase
    {
        Start,
        Zero,
        Whole,
        Point,
        Fraction,

        /// <summary>A digit other than 0 stands beyond the places that are told apart.</summary>
        Tail,
    }

    /// <param name="Phase">What was read last.</param>
    /// <param name="Value">The digits so far, as an integer.</param>
    /// <param name="Decimals">How many of them stand after the point.</param>
    private readonly record struct State(Phase Phase, BigInteger Value, int Decimals);

    /// <summary>The expression of the texts; ∅ where there are none.</summary>
    public Expression ToExpression(ExpressionFactory factory)
    {
        var parts = new List<Expression>();
        for (var digit = 0; digit < 10; digit++)
        {
            var first = At(factory, new State(digit == 0 ? Phase.Zero : Phase.Whole, digit, 0));
            parts.Add(factory.Concat(factory.Literal(((char)('0' + digit)).ToString()), first));
        }

        return factory.Choice([.. parts]);
    }

    private Expression At(ExpressionFactory factory, State state)
    {
        var length = Shortest(state);
        return length == Endless ? factory.Empty : factory.Machine(new Machine(this, state, length));
    }

    private State? Next(State state, byte value)
    {
        if (value == '.')
        {
            return state.Phase is Phase.Zero or Phase.Whole && !plain ? state with { Phase = Phase.Point } : null;
        }

        var digit = value - '0';
        switch (state.Phase)
        {
            case Phase.Whole:
                return state with { Value = Settle((state.Value * 10) + digit) };
            case Phase.Tail:
                return state;
            case Phase.Point or Phase.Fraction when state.Decimals < condition.Places:
                return new State(Phase.Fraction, (state.Value * 10) + digit, state.Decimals + 1);
            case Phase.Point or Phase.Fraction when digit == 0:
                return state with { Phase = Phase.Fraction };
            case Phase.Point or Phase.Fraction when condition.HasTails:
                return state with { Phase = Phase.Tail };
            default:
                return null;
        }
    }

    /// <summary>Keeps the states finitely many where numbers have no upper end.</summary>
    private BigInteger Settle(BigInteger whole) => condition.End is null && whole > condition.Settled
        ? condition.Settled + ((whole - condition.Settled) % condition.Period)
        : whole;

    /// <summary>The least number of bytes that complete a number.</summary>
    private int Shortest(State state)
    {
        if (state.Phase == Phase.Tail)
        {
            return condition.Exists(state.Value, state.Value + 1, condition.Places + 1) ? 0 : Endless;
        }

        if (state.Phase is Phase.Point or Phase.Fraction)
        {
            var width = BigInteger.Pow(10, condition.Places - state.Decimals);
            var start = state.Value * width;
            for (var decimals = Math.Max(state.Decimals, state.Phase == Phase.Point ? 1 : 0); decimals <= condition.Places + 1; decimals++)
            {
                if (condition.Exists(start, start + width, decimals))
                {
                    return decimals - state.Decimals;
                }
            }

            // With no place to tell apart the one digit after the point is a 0.
            return condition.Places == 0 && condition.Exists(start, start + width, 0) ? (state.Phase == Phase.Point ? 1 : 0) : Endless;
        }

        var best = Endless;
        var (low, size) = (state.Value * condition.Unit, condition.Unit);
        for (var digits = 0; digits < best && (condition.End is not { } end || low <= end); digits++)
        {
            for (var decimals = 0; decimals <= (plain ? 0 : condition.Places + 1); decimals++)
            {
                var length = decimals == 0 ? digits : digits + 1 + decimals;
                if (length < best && condition.Exists(low, low + size, decimals))
                {
                    best = length;
                    break;
                }
            }

            if (state.Phase != Phase.Whole || (condition.End is null && size > condition.Period * condition.Unit && low > condition.Settled * condition.Unit))
            {
                break;
            }

            (low, size) = (low * 10, size * 10);
        }

        return best;
    }

    private sealed class Machine(ArithmeticMachine machine, State state, int length) : ByteMachine
    {
        private readonly ArithmeticMachine _machine = machine;
        private readonly State _state = state;
        private readonly int _length = length;

        public override bool IsAccepting => _length == 0;

        public override bool MayBeEmpty => false;

        public override int ShortestLength => _length;

        public override ByteSet Bytes => DigitsAndPoint;

        public override Expression After(ExpressionFactory factory, byte value) =>
            _machine.Next(_state, value) is { } next ? _machine.At(factory, next) : factory.Empty;

        public override bool Equals(object? obj) => obj is Machine other && _machine == other._machine && _state == other._state;

        public override int GetHashCode() => _state.GetHashCode();
    }
}
