using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers that are multiples of a divisor and lie within bounds.</summary>
/// <remarks>
/// <para>Without a bound other than 0 every spelling is admitted: see <see cref="ScaledMultiple"/>.</para>
/// <para>With bounds, or other numbers that must not divide, plain digits are read and counted: see <see cref="ArithmeticMachine"/>. Beside bounds texts with an exponent are
/// a machine of their own: <see cref="ScientificMultiple"/>, or <see cref="ScientificRange"/> where there is no upper end.</para>
/// </remarks>
internal static class MultipleLanguage
{
    /// <summary>The greatest divisor, scaled to an integer, with which exponents are admitted.</summary>
    public const int MaxModulus = 1_000_000_000;

    /// <summary>The greatest number of digits of an upper end, in units of the divisor, with which exponents are admitted: states look at all powers of ten below it.</summary>
    private const int MaxDigits = 40;

    /// <summary>A lower end of 0 that is left out is kept by the multiples without bounds up to this divisor.</summary>
    private const int MaxWithoutZero = 20_000;

    public static Expression Build(ExpressionFactory factory, NumberShape shape, JsonReading reading, bool isAlone)
    {
        var plain = NumberLanguage.HasPlainDigits(shape, reading);
        var plus = Signed(factory, shape, plain, isAlone, shape.Min, shape.Max);
        var min = shape.Max?.Negate();
        min = shape.IsInteger && reading == JsonReading.DotNet ? NumberBound.MaxOf(min, new NumberBound(new JsonDecimal(1, 0), false)) : min;
        var minus = Signed(factory, shape, plain, isAlone, min, shape.Min?.Negate());
        return factory.Choice(plus, factory.Concat(factory.Literal("-"), minus));
    }

    /// <summary>The least common multiple of two decimals.</summary>
    private static JsonDecimal Multiple(JsonDecimal x, JsonDecimal y)
    {
        var exponent = Math.Min(Math.Min(x.Exponent, y.Exponent), 0);
        var (a, b) = (x.Shift(-exponent).Floor(), y.Shift(-exponent).Floor());
        return new JsonDecimal(a / BigInteger.GreatestCommonDivisor(a, b) * b, exponent);
    }

    private static Expression Signed(ExpressionFactory factory, NumberShape shape, bool plain, bool isAlone, NumberBound? min, NumberBound? max)
    {
        if (max is { } top && (top.Value.Sign < 0 || (top.Value.IsZero && top.IsExclusive)))
        {
            return factory.Empty;
        }

        var lower = min is { } low && (low.Value.Sign > 0 || (low.IsExclusive && low.Value.IsZero)) ? min : null;
        if (!isAlone || !shape.NonDivisors.IsEmpty || shape.IsFraction || max is not null || lower is { Value.IsZero: false })
        {
            var digits = new ArithmeticMachine(new ArithmeticCondition(shape, lower, max), plain).ToExpression(factory);
            return plain || !isAlone || !shape.NonDivisors.IsEmpty || shape.IsFraction ? digits : factory.Choice(digits, Scientific(factory, shape, lower, max));
        }

        var (modulus, places) = Step(shape);
        return modulus <= (lower is null ? MaxModulus : MaxWithoutZero)
            ? new ScaledMultiple((int)modulus, places, plain, withZero: lower is null).ToExpression(factory)
            : new ArithmeticMachine(new ArithmeticCondition(shape, lower, null), plain).ToExpression(factory);
    }

    /// <summary>What the numbers are multiples of, as an integer and the power of ten to divide it by.</summary>
    private static (BigInteger Modulus, int Places) Step(NumberShape shape)
    {
        var divisor = shape.Divisors.Aggregate(Multiple);
        divisor = shape.IsInteger ? Multiple(divisor, new JsonDecimal(1, 0)) : divisor;
        var places = Math.Max(0, -divisor.Exponent);
        return (divisor.Shift(places).Floor(), places);
    }

    /// <summary>Multiples within bounds, without a sign and with an exponent.</summary>
    private static Expression Scientific(ExpressionFactory factory, NumberShape shape, NumberBound? lower, NumberBound? max)
    {
        var (modulus, places) = Step(shape);
        if (max is not { } high)
        {
            return modulus <= MaxModulus
                ? new ScientificRange(lower is { Value.IsZero: false } ? lower : null, null, withZero: lower is null, (int)modulus, places).ToExpression(factory)
                : factory.Empty;
        }

        if (high.Value.IsZero)
        {
            return new ExponentLanguage(factory).Zero();
        }

        var least = lower is { } from ? NumberShape.LeastInteger(new NumberBound(from.Value.Shift(places), from.IsExclusive)) : BigInteger.One;
        var most = NumberShape.GreatestInteger(new NumberBound(high.Value.Shift(places), high.IsExclusive));
        if (modulus.IsOne && most >= BigInteger.Max(least, 1))
        {
            // Of numbers with so many decimals all that matters is how many there are.
            NumberBound? low = lower is { Value.IsZero: false } ? new NumberBound(new JsonDecimal(least, -places), false) : null;
            return new ScientificRange(low, new NumberBound(new JsonDecimal(most, -places), false), withZero: lower is null, 1, places).ToExpression(factory);
        }

        if (most >= BigInteger.Pow(10, MaxDigits))
        {
            return factory.Empty;
        }

        var numbers = new ScientificMultiple(modulus, least, most, places, withZero: lower is null);
        return numbers.HasNumber ? numbers.ToExpression(factory) : factory.Empty;
    }
}
