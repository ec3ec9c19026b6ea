namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>What was read last of a number before its exponent.</summary>
internal enum MantissaPhase
{
    Start,
    Zero,
    Whole,
    Point,
    Fraction,
}

/// <summary>How far digits may stand from the point where the exponent has to make up for it.</summary>
/// <param name="First">The first digit that is not 0 stands at most so many places behind the point.</param>
/// <param name="Any">No digit that is not 0 stands more places from it.</param>
/// <param name="HasPlace">Whether it matters where the first digit stands: there are bounds.</param>
/// <param name="HasLast">Whether it matters where the last one stands: multiples are asked for.</param>
internal sealed record MantissaLimits(int First, int Any, bool HasPlace, bool HasLast);

/// <summary>What has been read of a number without a sign before its exponent, as far as its digits do not matter: where they stand.</summary>
/// <param name="Phase">What was read last.</param>
/// <param name="HasDigit">Whether a digit other than 0 was read.</param>
/// <param name="Place">The power of ten that the first of them stands for, if the whole part ends here.</param>
/// <param name="Last">The same for the last of them.</param>
/// <param name="Decimals">How many digits stand after the point, as far as they matter.</param>
internal readonly record struct Mantissa(MantissaPhase Phase, bool HasDigit, int Place, int Last, int Decimals)
{
    /// <summary>Whether an exponent may follow, as far as the form is concerned.</summary>
    public bool MayEnd => Phase is MantissaPhase.Zero or MantissaPhase.Whole or MantissaPhase.Fraction;

    /// <summary>Whether a digit may follow.</summary>
    public bool TakesDigit => Phase != MantissaPhase.Zero;

    /// <summary>Whether the point may follow.</summary>
    public bool TakesPoint => Phase is MantissaPhase.Zero or MantissaPhase.Whole;

    /// <summary>The zeros after the last digit that is not 0.</summary>
    public int Zeros => Last + Decimals;

    /// <summary>What is read with the point.</summary>
    public Mantissa Point => this with { Phase = MantissaPhase.Point };

    /// <summary>What is read with a digit; null where it would stand too far from the point.</summary>
    public Mantissa? Digit(int digit, MantissaLimits limits)
    {
        if (Phase == MantissaPhase.Start)
        {
            return digit == 0 ? this with { Phase = MantissaPhase.Zero } : new Mantissa(MantissaPhase.Whole, true, 0, 0, 0);
        }

        if (Phase == MantissaPhase.Whole)
        {
            var place = limits.HasPlace ? Place + 1 : 0;
            var last = limits.HasLast && digit == 0 ? Math.Min(Last + 1, limits.Any) : 0;
            return place <= limits.Any ? this with { Place = place, Last = last } : null;
        }

        if (HasDigit && !limits.HasLast)
        {
            return this with { Phase = MantissaPhase.Fraction };
        }

        var decimals = Math.Min(Decimals, HasDigit ? limits.Any : limits.First) + 1;
        if (digit == 0)
        {
            return this with { Phase = MantissaPhase.Fraction, Decimals = decimals };
        }

        if (decimals > (HasDigit ? limits.Any : limits.First))
        {
            return null;
        }

        return new Mantissa(
            MantissaPhase.Fraction,
            true,
            HasDigit ? Place : limits.HasPlace ? -decimals : 0,
            limits.HasLast ? -decimals : 0,
            limits.HasLast ? decimals : 0);
    }
}
