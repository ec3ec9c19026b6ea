using System.Globalization;
using System.Numerics;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers without a sign and with an exponent between two ends; or multiples with no upper end.</summary>
/// <remarks>
/// The first digit's power of ten decides, and the digits where the powers are equal; so of the digits it matters only how they compare with those of the ends. Whether the
/// number is an integer, or a multiple, depends on its last digit's power of ten, and for multiples on the remainder of the digits.
/// </remarks>
internal sealed class ScientificRange : ScientificMachine<ScientificRange.State>
{
    private readonly bool _withZero;
    private readonly BoundDigits? _low;
    private readonly BoundDigits? _high;
    private readonly bool _isMultiple;
    private readonly DecimalModulus _modulus;
    private readonly int _places;
    private readonly MantissaLimits _limits;

    /// <param name="min">The lower end, greater than 0; or null.</param>
    /// <param name="max">The upper end, greater than 0; or null.</param>
    /// <param name="withZero">Whether 0 is a number of the range.</param>
    /// <param name="modulus">
    /// Numbers are multiples of modulus × 10^−places: 1 and 0 places for integers; 0 for any numbers. With an upper end it is 0 or 1, and with 1 the ends are such multiples and inclusive.
    /// </param>
    /// <param name="places">See <paramref name="modulus"/>.</param>
    public ScientificRange(NumberBound? min, NumberBound? max, bool withZero, int modulus, int places)
    {
        (_withZero, _isMultiple, _modulus, _places) = (withZero, modulus > 0, new DecimalModulus(modulus), places);
        _low = min is { } low ? new BoundDigits(low) : null;
        _high = max is { } high ? new BoundDigits(high) : null;
        var any = (2 * MaxPlaces) + Math.Max(_low?.Length ?? 0, _high?.Length ?? 0);
        _limits = new MantissaLimits(MaxPlaces, any, HasPlace: min is not null || max is not null || modulus > 1, HasLast: _isMultiple);
        Key = (min, max, withZero, modulus, places);
    }

    protected override object Key { get; }

    protected override Mantissa Of(State state) => state.Mantissa;

    protected override State Point(State state) => state with { Mantissa = state.Mantissa.Point };

    protected override State? Digit(State state, int digit)
    {
        if (state.Mantissa.Digit(digit, _limits) is not { } mantissa)
        {
            return null;
        }

        var next = state with { Mantissa = mantissa };
        if (mantissa.HasDigit)
        {
            next = next with { Low = _low?.Next(state.Low, digit) ?? 0, High = _high?.Next(state.High, digit) ?? 0 };
        }

        if (_isMultiple && digit != 0 && _modulus.Value > 1)
        {
            var shifted = state.Mantissa.HasDigit ? state.Remainder * BigInteger.ModPow(10, Shift(state.Mantissa, mantissa), _modulus.Value) : 0;
            next = next with { Remainder = (int)((shifted + digit) % _modulus.Value) };
        }

        return IsLive(next) ? next : null;
    }

    /// <summary>How many places the digits so far move when one more is written that is not 0.</summary>
    private static int Shift(Mantissa before, Mantissa after) => after.Phase == MantissaPhase.Whole ? before.Last + 1 : before.Last - after.Last;

    protected override PowerRange Powers(State state)
    {
        var mantissa = state.Mantissa;
        if (!mantissa.HasDigit)
        {
            return _withZero ? default : new PowerRange(1, 0);
        }

        var least = _low is { } low ? low.Place - mantissa.Place + (low.IsAbove(state.Low) ? 0 : 1) : (int?)null;
        var most = _high is { } high ? high.Place - mantissa.Place - (high.IsBelow(state.High) ? 0 : 1) : (int?)null;
        if (_isMultiple)
        {
            if (_modulus.Needed(state.Remainder) is not { } needed)
            {
                return new PowerRange(1, 0);
            }

            least = Math.Max(least ?? int.MinValue, needed - mantissa.Last - _places);
        }

        return new PowerRange(least, most);
    }

    protected override int? LengthOf(State state)
    {
        if (_modulus.Value == 1 || !_isMultiple)
        {
            return null;
        }

        var digits = MissingDigits(state)!;
        var end = digits.Aggregate(state, (s, c) => Digit(s, c - '0')!.Value);
        return digits.Length + 1 + Powers(end).ShortestLength;
    }

    private bool IsLive(State state)
    {
        var mantissa = state.Mantissa;
        return !mantissa.HasDigit ? _withZero || mantissa.Decimals < MaxPlaces
            : _modulus.Value > 1 ? MissingDigits(state) is not null
            : _high is null || HasDecade(state);
    }

    /// <summary>Whether numbers that begin with the digits lie within the ends, wherever the point may come to stand.</summary>
    private bool HasDecade(State state)
    {
        // Integers have no more digits than their power of ten allows; nor have numbers of so many decimals.
        var needed = _isMultiple ? state.Mantissa.Place - state.Mantissa.Last - _places : int.MinValue;
        var bottom = _low?.Place ?? (_isMultiple ? -1 - _places : int.MinValue);
        var top = _high!.Place;
        var below = BoundDigits.MayBeAbove(state.Low) && bottom >= needed;
        var above = _high.IsBelow(state.High) && top >= needed;
        return Math.Max(bottom + 1, needed) <= top - 1
            || (bottom == top && _low is not null ? below && above : above || (_low is not null && bottom < top && below));
    }

    /// <summary>The fewest digits after which the digits are a multiple of all but the twos and fives of the modulus; null where there is no place for them.</summary>
    private string? MissingDigits(State state)
    {
        var mantissa = state.Mantissa;
        var prime = _modulus.Coprime;
        BigInteger digits = state.Remainder * BigInteger.ModPow(10, mantissa.Zeros, prime) % prime;
        var space = _limits.Any - (mantissa.Phase == MantissaPhase.Whole ? mantissa.Place : mantissa.Decimals);
        if (state.Remainder % prime == 0 && mantissa.Phase != MantissaPhase.Point)
        {
            return "";
        }

        for (var (more, scale) = (1, new BigInteger(10)); more <= space; more++, scale *= 10)
        {
            var rest = (prime - (digits * scale % prime)) % prime;
            if (rest < scale)
            {
                return rest.ToString(CultureInfo.InvariantCulture).PadLeft(more, '0');
            }
        }

        return state.Remainder % prime == 0 ? "0" : null;
    }

    /// <summary>What is known of a mantissa.</summary>
    /// <param name="Mantissa">Where its digits stand.</param>
    /// <param name="Low">How they compare with those of the lower end.</param>
    /// <param name="High">The same for the upper end.</param>
    /// <param name="Remainder">The digits up to the last that is not 0, by the modulus.</param>
    internal readonly record struct State(Mantissa Mantissa, int Low, int High, int Remainder);
}
