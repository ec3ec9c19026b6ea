using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers that are multiples of a divisor and lie within bounds.</summary>
/// <remarks>
/// <para>Without a bound other than 0 every spelling is admitted: see <see cref="ScaledMultiple"/>.</para>
/// <para>With bounds, or other numbers that must not divide, plain digits are read and counted: see <see cref="ArithmeticMachine"/>. Numbers with an exponent are then
/// not admitted, even if their value would be.</para>
/// </remarks>
internal static class MultipleLanguage
{
    /// <summary>The greatest divisor, scaled to an integer, with which exponents are admitted.</summary>
    public const int MaxModulus = 1_000_000_000;

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
            return new ArithmeticMachine(new ArithmeticCondition(shape, lower, max), plain).ToExpression(factory);
        }

        var divisor = shape.Divisors.Aggregate(Multiple);
        divisor = shape.IsInteger ? Multiple(divisor, new JsonDecimal(1, 0)) : divisor;
        var places = Math.Max(0, -divisor.Exponent);
        var modulus = divisor.Shift(places).Floor();
        return modulus <= (lower is null ? MaxModulus : MaxWithoutZero)
            ? new ScaledMultiple((int)modulus, places, plain, withZero: lower is null).ToExpression(factory)
            : new ArithmeticMachine(new ArithmeticCondition(shape, lower, null), plain).ToExpression(factory);
    }
}
