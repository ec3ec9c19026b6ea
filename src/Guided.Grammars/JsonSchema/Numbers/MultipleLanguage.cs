using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers that are multiples of a divisor and lie within bounds.</summary>
/// <remarks>
/// <para>Without a bound other than 0 every spelling is admitted: see <see cref="ScaledMultiple"/>.</para>
/// <para>With bounds a deterministic automaton reads the digits; a state is the remainder so far, the digits read after the point, and how the
/// digits compare with each bound. With the divisor scaled to an integer, 0.05 becomes 5 and two decimals. Numbers with an exponent are then not
/// admitted, even if their value would be.</para>
/// </remarks>
internal static class MultipleLanguage
{
    /// <summary>The greatest divisor, scaled to an integer, beside bounds: prefixes without a multiple are found by search.</summary>
    public const int MaxBounded = 20_000;

    /// <summary>The greatest divisor, scaled to an integer.</summary>
    public const int MaxModulus = 1_000_000_000;

    public static Expression Build(ExpressionFactory factory, NumberShape shape, JsonReading reading, bool isAlone)
    {
        var plain = shape.IsInteger && reading == JsonReading.DotNet;
        var divisor = shape.Divisors.Aggregate(Multiple);
        divisor = shape.IsInteger ? Multiple(divisor, new JsonDecimal(1, 0)) : divisor;
        var places = Math.Max(0, -divisor.Exponent);
        var modulus = divisor.Shift(places).Floor();
        if (modulus > MaxModulus)
        {
            throw new JsonSchemaException(shape.Path, "multipleOf", $"the divisor {divisor} has more than nine digits; leave it out and check afterwards");
        }

        var plus = Signed(factory, shape, (int)modulus, places, plain, isAlone, shape.Min, shape.Max);
        var min = shape.Max?.Negate();
        min = plain ? NumberBound.MaxOf(min, new NumberBound(new JsonDecimal(1, 0), false)) : min;
        var minus = Signed(factory, shape, (int)modulus, places, plain, isAlone, min, shape.Min?.Negate());
        return factory.Choice(plus, factory.Concat(factory.Literal("-"), minus));
    }

    /// <summary>The least common multiple of two decimals.</summary>
    private static JsonDecimal Multiple(JsonDecimal x, JsonDecimal y)
    {
        var exponent = Math.Min(Math.Min(x.Exponent, y.Exponent), 0);
        var (a, b) = (x.Shift(-exponent).Floor(), y.Shift(-exponent).Floor());
        return new JsonDecimal(a / BigInteger.GreatestCommonDivisor(a, b) * b, exponent);
    }

    private static Expression Signed(
        ExpressionFactory factory, NumberShape shape, int modulus, int places, bool plain, bool isAlone, NumberBound? min, NumberBound? max)
    {
        if (max is { } top && (top.Value.Sign < 0 || (top.Value.IsZero && top.IsExclusive)))
        {
            return factory.Empty;
        }

        var lower = min is { } low && (low.Value.Sign > 0 || low.IsExclusive && low.Value.IsZero) ? min : null;
        if (isAlone && max is null && (lower is null || (lower.Value.Value.IsZero && modulus <= MaxBounded)))
        {
            return new ScaledMultiple(modulus, places, plain, withZero: lower is null).ToExpression(factory);
        }

        return modulus <= MaxBounded
            ? new MultipleAutomaton(modulus, places, plain, lower, max).ToExpression(factory)
            : throw new JsonSchemaException(shape.Path, "multipleOf", $"the divisor is too fine beside bounds or what is excluded: scaled to an integer it is more than {MaxBounded}; leave one out and check afterwards");
    }
}
