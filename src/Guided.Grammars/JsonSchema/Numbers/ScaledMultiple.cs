using System.Globalization;
using System.Numerics;
using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers without a sign and without bounds that are multiples of a divisor, with exponents of any size.</summary>
/// <remarks>
/// <para>The divisor is modulus × 10^−places. Of the mantissa counts D, its digits up to the last that is not 0, which stands for 10^shift. With
/// modulus = 2^a·5^b·r, where r has neither factor, D × 10^k is a multiple of the modulus exactly when r divides D and k is at least both a − (the twos in
/// D) and b − (the fives in D). One of these is never negative, since 10 does not divide D; so the remainder of D by the modulus says all that
/// is needed, and every exponent from some number on will do.</para>
/// <para>Example: for 0.35 (modulus 35, places 2), 7 needs k ≥ 1: 0.7 and 7e-1 are multiples, 0.07 is none.</para>
/// </remarks>
internal sealed class ScaledMultiple(int modulus, int places, bool plain, bool withZero)
{
    private enum Phase
    {
        Start,
        Zero,
        Whole,
        Point,
        Fraction,
    }

    /// <param name="Phase">What was read last.</param>
    /// <param name="HasDigit">Whether a digit other than 0 was read.</param>
    /// <param name="Remainder">D, by the modulus.</param>
    /// <param name="Shift">What the last digit of D stands for, as a power of ten.</param>
    /// <param name="Zeros">The zeros after it.</param>
    private readonly record struct State(Phase Phase, bool HasDigit, int Remainder, int Shift, int Zeros);

    /// <summary>The expression of the texts.</summary>
    public Expression ToExpression(ExpressionFactory factory) => factory.Machine(new Machine(this, default));

    private (int, int, bool, bool) Key => (modulus, places, plain, withZero);

    private State Digit(State state, int digit)
    {
        var isWhole = state.Phase is Phase.Start or Phase.Whole;
        var phase = state.Phase == Phase.Start && digit == 0 ? Phase.Zero : isWhole ? Phase.Whole : Phase.Fraction;
        if (digit == 0)
        {
            // Zeros before the first digit count only for where that stands.
            return state with { Phase = phase, Zeros = phase == Phase.Zero ? 0 : state.Zeros + 1, Shift = isWhole && state.HasDigit ? state.Shift + 1 : state.Shift };
        }

        var remainder = (int)(((state.Remainder * BigInteger.ModPow(10, state.Zeros + 1, modulus)) + digit) % modulus);
        return new State(phase, true, remainder, isWhole ? 0 : state.Shift - state.Zeros - 1, 0);
    }

    /// <summary>The least k for which D × 10^k is a multiple of the modulus; null when there is none.</summary>
    private int? Needed(State state) => new DecimalModulus(modulus).Needed(state.Remainder);

    /// <summary>
    /// The length of a text from a state to acceptance, as good as the shortest: digits that complete a multiple, or an exponent, or digits and
    /// then an exponent. One of the next bytes always leads to a state with a lesser length.
    /// </summary>
    private int ShortestLength(State state)
    {
        if (IsEnd(state))
        {
            return 0;
        }

        if (!state.HasDigit)
        {
            return withZero ? 1 : -1;
        }

        var digits = (int)(state.Remainder * BigInteger.ModPow(10, state.Zeros, modulus) % modulus);
        var best = PowerLength(state) ?? int.MaxValue;
        var more = state.Phase == Phase.Point ? 1 : 0;
        for (BigInteger scale = BigInteger.Pow(10, more); more < best; more++, scale *= 10)
        {
            // In the fraction each digit stands for less; beyond the places of the divisor none but zeros leave a multiple.
            var factor = state.Phase == Phase.Whole ? places : places + state.Shift - state.Zeros - more;
            if (factor >= 0)
            {
                var module = modulus / (int)BigInteger.GreatestCommonDivisor(modulus, BigInteger.Pow(10, factor));
                var rest = (module - (digits * scale % module)) % module;
                best = rest < scale ? more : best;
            }
            else if (!plain)
            {
                var prime = new DecimalModulus(modulus).Coprime;
                var rest = (prime - (digits * scale % prime)) % prime;
                best = rest < scale && PowerLength(Append(state, rest, more)) is { } power ? Math.Min(best, more + power) : best;
            }
        }

        return best;
    }

    /// <summary>The length of the shortest exponent that makes a multiple, or null.</summary>
    private int? PowerLength(State state) => !plain && state.Phase != Phase.Point && Needed(state) is { } needed
        ? 1 + Math.Max(0, needed - state.Shift - places).ToString(CultureInfo.InvariantCulture).Length
        : null;

    /// <summary>The state after so many digits of a number, zeros before it included.</summary>
    private State Append(State state, BigInteger number, int digits) => digits == 0
        ? state
        : number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0').Aggregate(state, (s, c) => Digit(s, c - '0'));

    private bool IsEnd(State state) => state.Phase is (Phase.Zero or Phase.Whole or Phase.Fraction)
        && (state.HasDigit ? Needed(state) <= state.Shift + places : withZero);

    private sealed class Machine(ScaledMultiple multiple, State state) : ByteMachine
    {
        private static readonly ByteSet Marks = ByteSet.Of((byte)'e', (byte)'E');

        private readonly ScaledMultiple _multiple = multiple;
        private readonly State _state = state;

        public override bool IsAccepting => _multiple.IsEnd(_state);

        public override bool MayBeEmpty => false;

        public override int ShortestLength => _multiple.ShortestLength(_state);

        public override ByteSet Bytes
        {
            get
            {
                var bytes = _state.Phase == Phase.Zero ? ByteSet.None : ByteSet.Range((byte)'0', (byte)'9');
                if (!_multiple.IsPlain && _state.Phase is (Phase.Zero or Phase.Whole))
                {
                    bytes |= ByteSet.Of((byte)'.');
                }

                return _multiple.HasPowers(_state) ? bytes | Marks : bytes;
            }
        }

        public override Expression After(ExpressionFactory factory, byte value) => value switch
        {
            (byte)'.' => factory.Machine(new Machine(_multiple, _state with { Phase = Phase.Point, Zeros = _state.HasDigit ? _state.Zeros : 0 })),
            (byte)'e' or (byte)'E' => Rest(_multiple.Powers(factory, _state), value),
            _ => factory.Machine(new Machine(_multiple, _multiple.Digit(_state, value - '0'))),
        };

        public override bool Equals(object? obj) => obj is Machine other && _multiple.Key == other._multiple.Key && _state == other._state;

        public override int GetHashCode() => HashCode.Combine(_multiple.Key, _state);
    }

    private bool IsPlain => plain;

    private bool HasPowers(State state) => !plain
        && state.Phase is (Phase.Zero or Phase.Whole or Phase.Fraction)
        && (state.HasDigit ? Needed(state) is not null : withZero);

    private Expression Powers(ExpressionFactory factory, State state)
    {
        var exponents = new ExponentLanguage(factory);
        return state.HasDigit ? exponents.PowerAtLeast(Needed(state)!.Value - state.Shift - places) : exponents.AnyPower;
    }
}
