using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Exponents as expressions.</summary>
internal sealed class ExponentLanguage
{
    /// <summary>Ranges of up to so many exponents are listed.</summary>
    private const int MaxListed = 20;

    private readonly ExpressionFactory _factory;
    private readonly DigitLanguage _power;
    private readonly Expression _mark;
    private readonly Expression _zeros;

    public ExponentLanguage(ExpressionFactory factory)
    {
        _factory = factory;
        _power = new DigitLanguage(factory, factory.Epsilon);
        _mark = factory.Bytes(ByteSet.Of((byte)'e', (byte)'E'));
        _zeros = factory.Star(factory.Literal("0"));
        AnyPower = factory.Concat(
            _mark,
            factory.Optional(factory.Bytes(ByteSet.Of((byte)'+', (byte)'-'))),
            factory.Plus(factory.Bytes(ByteSet.Range((byte)'0', (byte)'9'))));
    }

    /// <summary>An exponent of any size.</summary>
    public Expression AnyPower { get; }

    /// <summary>Every number with an exponent.</summary>
    public Expression Any() => _factory.Concat(new DigitLanguage(_factory, null).Any(), AnyPower);

    /// <summary>Every zero with an exponent.</summary>
    public Expression Zero() => _factory.Concat(_factory.Literal("0"), DigitLanguage.ZeroFraction(_factory), AnyPower);

    /// <summary>An exponent of at least a number.</summary>
    public Expression PowerAtLeast(int power) => Power(new PowerRange(power, null));

    /// <summary>An exponent in a range.</summary>
    public Expression Power(PowerRange range)
    {
        if (range is { Least: null, Most: null })
        {
            return AnyPower;
        }

        var plus = range.Most < 0 ? _factory.Empty : Size(Math.Max(0, range.Least ?? 0), range.Most);
        var minus = range.Least > 0 ? _factory.Empty : Size(Math.Max(0, -(range.Most ?? 0)), -range.Least);
        return _factory.Concat(
            _mark,
            _factory.Choice(
                _factory.Concat(_factory.Optional(_factory.Literal("+")), _zeros, plus),
                _factory.Concat(_factory.Literal("-"), _zeros, minus)));
    }

    private Expression Size(int least, int? most)
    {
        var above = _power.AtLeast(Bound(least));
        return most is not { } top ? above
            : top - least < MaxListed ? _factory.Literals(Enumerable.Range(least, top - least + 1).Select(p => new JsonDecimal(p, 0).Whole))
            : _factory.Intersect(above, _power.AtMost(Bound(top)));
    }

    private static NumberBound Bound(int size) => new(new JsonDecimal(size, 0), false);
}
