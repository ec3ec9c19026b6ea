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

    /// <summary>The powers of ten up to ten times the upper end, and the step by each of them: the multiples that end in so many zeros.</summary>
    private readonly BigInteger[] _scales;
    private readonly BigInteger[] _steps;

    /// <param name="step">The step, in units.</param>
    /// <param name="least">The least multiple but 0, in units.</param>
    /// <param name="most">The upper end in units.</param>
    /// <param name="places">See the remarks.</param>
    /// <param name="withZero">Whether 0 is a number of the range.</param>
    public ScientificMultiple(BigInteger step, BigInteger least, BigInteger most, int places, bool withZero)
    {
        (_step, _least, _most, _places, _withZero) = (step, BigInteger.Max(1, least), most, places, withZero);
        var length = most.ToString(CultureInfo.InvariantCulture).Length;
        _limits = new MantissaLimits(MaxPlaces, MaxPlaces + length, HasPlace: true, HasLast: true);
        _scales = [.. Enumerable.Range(0, length + 1).Select(i => BigInteger.Pow(10, i))];
        _steps = Array.ConvertAll(_scales, s => step / BigInteger.GreatestCommonDivisor(step, s) * s);
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

    /// <remarks>
    /// Multiples go on being multiples with one more 0, so of all powers of ten that the digits may come to stand for only two matter: the greatest, with which
    /// they are not above the upper end, and the next, with which none that begin like them are.
    /// </remarks>
    protected override int? LengthOf(State state)
    {
        var (written, count) = (Written(state), Count(state));
        for (var more = 1; ; more++)
        {
            var most = MaxScale(written, count) - more;
            if (most < 0)
            {
                // After the point a 0 must follow even if all digits are written.
                return 2 + Powers(state).ShortestLength;
            }

            var least = int.MaxValue;
            for (var zeros = most; zeros >= Math.Max(0, most - 1); zeros--)
            {
                if (FirstFrom(written, more + zeros, _steps[zeros]) is { } number)
                {
                    least = Math.Min(least, more + 1 + Powers(Append(state, number / _scales[zeros], more)).ShortestLength);
                }
            }

            if (least < int.MaxValue)
            {
                return least;
            }
        }
    }

    /// <summary>The digits so far, with the zeros after the last that is not 0.</summary>
    private BigInteger Written(State state) => state.Digits * (state.Mantissa.Zeros < _scales.Length ? _scales[state.Mantissa.Zeros] : BigInteger.Pow(10, state.Mantissa.Zeros));

    /// <summary>How many digits that are.</summary>
    private static int Count(State state) => state.Mantissa.Place - state.Mantissa.Last + 1 + state.Mantissa.Zeros;

    private bool IsLive(State state)
    {
        if (!state.Mantissa.HasDigit)
        {
            return _withZero || (state.Mantissa.Decimals < MaxPlaces && HasNumber);
        }

        var written = Written(state);
        var scale = MaxScale(written, Count(state));
        return (scale > 0 && FirstFrom(written, scale, _step) is not null)
            || (scale > 1 && FirstFrom(written, scale - 1, _step) is not null)
            || !Powers(state).IsEmpty;
    }

    /// <summary>The greatest power of ten by which digits are not above the upper end; less than 0 where they are above it as they are.</summary>
    private int MaxScale(BigInteger written, int count)
    {
        var scale = _scales.Length - 1 - count;
        return scale < 0 || written * _scales[scale] <= _most ? scale : scale - 1;
    }

    /// <summary>The first multiple of a step that begins with some digits and has so many more; null where there is none within the ends.</summary>
    private BigInteger? FirstFrom(BigInteger written, int more, BigInteger step) =>
        First(BigInteger.Max(written * _scales[more], _least), BigInteger.Min(((written + 1) * _scales[more]) - 1, _most), step);

    /// <summary>The state after the last so many digits of a number.</summary>
    private State Append(State state, BigInteger number, int digits)
    {
        var mantissa = state.Mantissa;
        foreach (var digit in number.ToString(CultureInfo.InvariantCulture)[^digits..])
        {
            mantissa = mantissa.Digit(digit - '0', _limits)!.Value;
        }

        while ((number % 10).IsZero)
        {
            number /= 10;
        }

        return new State(mantissa, number);
    }

    private static BigInteger? First(BigInteger from, BigInteger to, BigInteger step)
    {
        var first = (from + step - 1) / step * step;
        return first <= to ? first : null;
    }

    /// <summary>What is known of a mantissa.</summary>
    /// <param name="Mantissa">Where its digits stand.</param>
    /// <param name="Digits">Its digits from the first to the last that is not 0.</param>
    internal readonly record struct State(Mantissa Mantissa, BigInteger Digits);
}
