using System.Globalization;
using System.Numerics;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers without a sign and with an exponent that are multiples of a step and not above an upper end.</summary>
/// <remarks>
/// All is counted in units of 10^−places, in which the ends and the step are integers. Such multiples are finitely many, so a state is the digits read so far: those of some
/// multiple, or the first of them.
/// </remarks>
internal sealed class ScientificMultiple : ScientificMachine<ScientificMultiple.State>
{
    private readonly BigInteger _step;
    private readonly BigInteger _least;
    private readonly BigInteger _most;
    private readonly int _places;
    private readonly bool _withZero;
    private readonly MantissaLimits _limits;

    /// <param name="step">The step, in units.</param>
    /// <param name="least">The least multiple but 0, in units.</param>
    /// <param name="most">The upper end in units.</param>
    /// <param name="places">See the remarks.</param>
    /// <param name="withZero">Whether 0 is a number of the range.</param>
    public ScientificMultiple(BigInteger step, BigInteger least, BigInteger most, int places, bool withZero)
    {
        (_step, _least, _most, _places, _withZero) = (step, BigInteger.Max(1, least), most, places, withZero);
        _limits = new MantissaLimits(MaxPlaces, MaxPlaces + most.ToString(CultureInfo.InvariantCulture).Length, HasPlace: true, HasLast: true);
        HasNumber = withZero || First(_least, _most, _step) is not null;
        Key = (step, _least, most, places, withZero);
    }

    /// <summary>Whether there is such a number.</summary>
    public bool HasNumber { get; }

    protected override object Key { get; }

    protected override Mantissa Of(State state) => state.Mantissa;

    protected override State Point(State state) => state with { Mantissa = state.Mantissa.Point };

    protected override State? Digit(State state, int digit)
    {
        if (state.Mantissa.Digit(digit, _limits) is not { } mantissa)
        {
            return null;
        }

        var next = new State(mantissa, digit == 0 ? state.Digits : (Written(state) * 10) + digit);
        return IsLive(next) ? next : null;
    }

    protected override PowerRange Powers(State state)
    {
        if (!state.Mantissa.HasDigit)
        {
            return _withZero ? default : new PowerRange(1, 0);
        }

        var (first, last) = (int.MaxValue, int.MinValue);
        var number = state.Digits;
        for (var power = 0; number <= _most; power++, number *= 10)
        {
            if (number >= _least && (number % _step).IsZero)
            {
                (first, last) = (Math.Min(first, power), power);
            }
        }

        // The digits stand for so many units times a power of ten, to which the exponent adds.
        var shift = _places + state.Mantissa.Last;
        return first > last ? new PowerRange(1, 0) : new PowerRange(first - shift, last - shift);
    }

    protected override string? Missing(State state) => Continue(state);

    /// <summary>The digits so far, with the zeros after the last that is not 0.</summary>
    private static BigInteger Written(State state) => state.Digits * BigInteger.Pow(10, state.Mantissa.Zeros);

    private bool IsLive(State state) => !state.Mantissa.HasDigit
        ? _withZero || (state.Mantissa.Decimals < MaxPlaces && HasNumber)
        : !Powers(state).IsEmpty || Continue(state) is not null;

    /// <summary>The fewest digits that lead on to all digits of a multiple; null when there are none.</summary>
    private string? Continue(State state)
    {
        var written = Written(state);
        BigInteger scale = 10;
        for (var more = 1; written * scale <= _most; more++, scale *= 10)
        {
            // So many digits, and zeros after them that the exponent stands for.
            var (from, to, step) = (written * scale, ((written + 1) * scale) - 1, BigInteger.One);
            for (; from <= _most; from *= 10, to = (to * 10) + 9, step *= 10)
            {
                if (First(BigInteger.Max(from, _least), BigInteger.Min(to, _most), Multiple(_step, step)) is { } number && number / step is var digits)
                {
                    return (digits - (written * scale)).ToString(CultureInfo.InvariantCulture).PadLeft(more, '0');
                }
            }
        }

        // After the point a 0 must follow even if all digits are written.
        return state.Mantissa.Phase == MantissaPhase.Point && !Powers(state).IsEmpty ? "0" : null;
    }

    private static BigInteger? First(BigInteger from, BigInteger to, BigInteger step)
    {
        var first = (from + step - 1) / step * step;
        return first <= to ? first : null;
    }

    private static BigInteger Multiple(BigInteger x, BigInteger y) => x / BigInteger.GreatestCommonDivisor(x, y) * y;

    /// <summary>What is known of a mantissa.</summary>
    /// <param name="Mantissa">Where its digits stand.</param>
    /// <param name="Digits">Its digits from the first to the last that is not 0.</param>
    internal readonly record struct State(Mantissa Mantissa, BigInteger Digits);
}
