using Guided.Expressions;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>The texts of the numbers in a <see cref="NumberShape"/>.</summary>
internal static class NumberLanguage
{
    /// <summary>Builds the expression.</summary>
    /// <param name="factory">Where to make it.</param>
    /// <param name="shape">The numbers.</param>
    /// <param name="reading">Whether an integer may be written with a fraction or exponent.</param>
    /// <param name="isAlone">Whether the expression stands in no intersection, in which multiples would be searched for; else they have no exponents.</param>
    /// <param name="hasExponents">Whether texts with an exponent are asked for at all.</param>
    /// <exception cref="JsonSchemaException">The divisors cannot be enforced.</exception>
    public static Expression Build(ExpressionFactory factory, NumberShape shape, JsonReading reading, bool isAlone = true, bool hasExponents = true)
    {
        if (!shape.Divisors.IsEmpty)
        {
            return MultipleLanguage.Build(factory, shape, reading, isAlone);
        }

        var plainDigits = HasPlainDigits(shape, reading);
        if (shape.IsInteger)
        {
            shape = shape with
            {
                Min = shape.Min is { } least ? new NumberBound(new JsonDecimal(NumberShape.LeastInteger(least), 0), false) : null,
                Max = shape.Max is { } greatest ? new NumberBound(new JsonDecimal(NumberShape.GreatestInteger(greatest), 0), false) : null,
            };
        }

        var plus = Size(factory, shape, shape.Min, shape.Max, plainDigits, hasExponents);

        // For .NET's integers zero has no sign: unsigned types do not read one.
        var min = shape.Max?.Negate();
        min = shape.IsInteger && reading == JsonReading.DotNet ? NumberBound.MaxOf(min, new NumberBound(new JsonDecimal(1, 0), false)) : min;
        var minus = Size(factory, shape, min, shape.Min?.Negate(), plainDigits, hasExponents);
        return factory.Choice(plus, factory.Concat(factory.Literal("-"), minus));
    }

    /// <summary>Whether the numbers are written without fraction and exponent.</summary>
    public static bool HasPlainDigits(NumberShape shape, JsonReading reading) => shape.IsPlain || (shape.IsInteger && reading == JsonReading.DotNet);

    /// <summary>Numbers without a sign between two ends, of which either may be negative or absent.</summary>
    private static Expression Size(ExpressionFactory factory, NumberShape shape, NumberBound? min, NumberBound? max, bool plainDigits, bool hasExponents)
    {
        if (max is { } top && (top.Value.Sign < 0 || (top.Value.IsZero && top.IsExclusive)))
        {
            return factory.Empty;
        }

        if (min is { } low && (low.Value.Sign < 0 || (low.Value.IsZero && !low.IsExclusive)))
        {
            min = null;
        }

        var zeroFraction = plainDigits ? factory.Epsilon : shape.IsInteger ? DigitLanguage.ZeroFraction(factory) : null;
        var digits = new DigitLanguage(factory, zeroFraction);
        var plain = Between(factory, min, max, digits.AtLeast, digits.AtMost, digits.Any);
        if (plainDigits || !hasExponents)
        {
            return plain;
        }

        return factory.Choice(plain, Scientific(factory, shape.IsInteger, min, max));
    }

    /// <summary>The same with an exponent.</summary>
    private static Expression Scientific(ExpressionFactory factory, bool isInteger, NumberBound? min, NumberBound? max)
    {
        var exponents = new ExponentLanguage(factory);
        if (max is { Value.IsZero: true })
        {
            return exponents.Zero();
        }

        if (max is null && min is not { Value.IsZero: false } && !isInteger)
        {
            return min is { } zero ? factory.Concat(new DigitLanguage(factory, null).AtLeast(zero), exponents.AnyPower) : exponents.Any();
        }

        var low = min is { Value.IsZero: false } ? min : null;
        return new ScientificRange(low, max, withZero: min is null, isInteger ? 1 : 0, 0).ToExpression(factory);
    }

    /// <summary>Texts with a point or an exponent.</summary>
    public static Expression Marked(ExpressionFactory factory) => factory.Concat(
        factory.Star(factory.Bytes(ByteSet.Of("-0123456789"u8))),
        factory.Bytes(ByteSet.Of(".eE"u8)),
        factory.Star(factory.Bytes(ByteSet.Of("+-.0123456789eE"u8))));

    private static Expression Between(
        ExpressionFactory factory,
        NumberBound? min,
        NumberBound? max,
        Func<NumberBound, Expression> atLeast,
        Func<NumberBound, Expression> atMost,
        Func<Expression> any) => (min, max) switch
        {
            (null, null) => any(),
            ({ } low, null) => atLeast(low),
            (null, { } high) => atMost(high),
            ({ } low, { } high) => factory.Intersect(atLeast(low), atMost(high)),
        };
}
