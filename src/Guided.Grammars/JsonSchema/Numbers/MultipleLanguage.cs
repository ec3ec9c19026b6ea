using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Plain numbers (no exponent) that are multiples of a divisor and lie within bounds.</summary>
/// <remarks>
/// <para>A deterministic automaton reads the digits; a state is the remainder so far, the digits read after the point, and how the digits
/// compare with each bound. With the divisor scaled to an integer, 0.05 becomes 5 and two decimals. States become rules, each of which ends
/// in at most one call, so nothing nests.</para>
/// <para>A number with an exponent is not admitted beside multipleOf, even if its value would be.</para>
/// </remarks>
internal static class MultipleLanguage
{
    /// <summary>The automaton has at most this many states.</summary>
    public const int MaxStates = 20_000;

    public static Expression Build(ExpressionFactory factory, NumberShape shape, JsonReading reading)
    {
        var plain = shape.IsInteger && reading == JsonReading.DotNet;
        var divisor = shape.Divisors.Aggregate(Multiple);
        divisor = shape.IsInteger ? Multiple(divisor, new JsonDecimal(1, 0)) : divisor;
        var places = Math.Max(0, -divisor.Exponent);
        var modulus = divisor.Shift(places).Floor();
        if (modulus > MaxStates)
        {
            throw new JsonSchemaException(shape.Path, "multipleOf", $"the divisor {divisor} needs more than {MaxStates} states; leave it out and check afterwards");
        }

        var plus = Signed(factory, shape, (int)modulus, places, plain, shape.Min, shape.Max);
        var min = shape.Max?.Negate();
        min = plain ? NumberBound.MaxOf(min, new NumberBound(new JsonDecimal(1, 0), false)) : min;
        var minus = Signed(factory, shape, (int)modulus, places, plain, min, shape.Min?.Negate());
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
        ExpressionFactory factory, NumberShape shape, int modulus, int places, bool plain, NumberBound? min, NumberBound? max)
    {
        if (max is { } top && (top.Value.Sign < 0 || (top.Value.IsZero && top.IsExclusive)))
        {
            return factory.Empty;
        }

        var lower = min is { } low && (low.Value.Sign > 0 || low.IsExclusive && low.Value.IsZero) ? min : null;
        var automaton = new MultipleAutomaton(modulus, places, plain, lower, max);
        return automaton.ToExpression(factory);
    }
}
