using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>An exact decimal number: Coefficient × 10^Exponent, with no trailing zero in the coefficient.</summary>
internal readonly record struct JsonDecimal : IComparable<JsonDecimal>
{
    /// <summary>Numbers in schemas have at most this many digits before and after the point; the expressions grow with them.</summary>
    public const int MaxDigits = 400;

    public JsonDecimal(BigInteger coefficient, int exponent)
    {
        while (!coefficient.IsZero && coefficient % 10 == 0)
        {
            coefficient /= 10;
            exponent++;
        }

        (Coefficient, Exponent) = (coefficient, coefficient.IsZero ? 0 : exponent);
    }

    public BigInteger Coefficient { get; }

    public int Exponent { get; }

    public static JsonDecimal Zero => default;

    public bool IsZero => Coefficient.IsZero;

    public bool IsInteger => Exponent >= 0;

    public int Sign => Coefficient.Sign;

    /// <summary>The power of ten of the first digit: 2 for 123, −1 for 0.5. Of no meaning for 0.</summary>
    public int Position => Digits.Length - 1 + Exponent;

    /// <summary>The digits of the coefficient without a sign.</summary>
    public string Digits => BigInteger.Abs(Coefficient).ToString(CultureInfo.InvariantCulture);

    /// <summary>The digits before the point: at least one, no leading zero but for 0 itself.</summary>
    public string Whole => Position < 0 || IsZero ? "0" : Digits.PadRight(Position + 1, '0')[..(Position + 1)];

    /// <summary>The digits after the point, without trailing zeros.</summary>
    public string Fraction => Exponent >= 0 ? "" : Position < 0 ? new string('0', -Position - 1) + Digits : Digits[(Position + 1)..];

    public static JsonDecimal operator -(JsonDecimal x) => new(-x.Coefficient, x.Exponent);

    /// <summary>The number times a power of ten.</summary>
    public JsonDecimal Shift(int places) => new(Coefficient, IsZero ? 0 : Exponent + places);

    /// <summary>Whether another number goes into this one a whole number of times.</summary>
    public bool IsMultipleOf(JsonDecimal divisor)
    {
        var exponent = Math.Min(Exponent, divisor.Exponent);
        return (Coefficient * BigInteger.Pow(10, Exponent - exponent) % (divisor.Coefficient * BigInteger.Pow(10, divisor.Exponent - exponent))).IsZero;
    }

    /// <summary>The greatest integer that is not above the number.</summary>
    public BigInteger Floor()
    {
        if (Exponent >= 0)
        {
            return Coefficient * BigInteger.Pow(10, Exponent);
        }

        var quotient = BigInteger.DivRem(Coefficient, BigInteger.Pow(10, -Exponent), out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>Reads a JSON number.</summary>
    /// <exception cref="FormatException">The number has more than <see cref="MaxDigits"/> digits before or after the point.</exception>
    public static JsonDecimal Of(JsonElement number) => Parse(number.GetRawText());

    /// <inheritdoc cref="Of(JsonElement)"/>
    public static JsonDecimal Parse(string text)
    {
        var mark = text.IndexOfAny(['e', 'E']);
        var mantissa = mark < 0 ? text : text[..mark];
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var places = point < 0 ? 0 : mantissa.Length - point - 1;
        var coefficient = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (coefficient.IsZero)
        {
            return Zero;
        }

        var power = mark < 0 ? 0 : BigInteger.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (BigInteger.Abs(power) > MaxDigits || mantissa.Length > 2 * MaxDigits)
        {
            throw new FormatException($"the number {text} has more than {MaxDigits} digits before or after the point");
        }

        var value = new JsonDecimal(coefficient, (int)power - places);
        return value.Whole.Length <= MaxDigits && value.Fraction.Length <= MaxDigits
            ? value
            : throw new FormatException($"the number {text} has more than {MaxDigits} digits before or after the point");
    }

    public int CompareTo(JsonDecimal other)
    {
        var exponent = Math.Min(Exponent, other.Exponent);
        return (Coefficient * BigInteger.Pow(10, Exponent - exponent)).CompareTo(other.Coefficient * BigInteger.Pow(10, other.Exponent - exponent));
    }

    public override string ToString() => (Sign < 0 ? "-" : "") + Whole + (Fraction.Length > 0 ? "." + Fraction : "");
}
