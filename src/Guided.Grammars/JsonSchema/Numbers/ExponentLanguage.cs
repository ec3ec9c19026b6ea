using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers with an exponent, compared with a bound.</summary>
/// <remarks>
/// The texts whose value is in a range are no regular language once mantissa and exponent may both be of any length (1000e-3 ≥ 1 counts
/// zeros against a decimal number). So where a bound other than 0 is compared, the first digit of the mantissa that is not 0 must stand at
/// most <see cref="MaxPlaces"/> places from the point; other spellings of the same value are not admitted.
/// </remarks>
internal sealed class ExponentLanguage
{
    /// <summary>The greatest distance of a mantissa's first digit from the point.</summary>
    public const int MaxPlaces = 6;

    private readonly ExpressionFactory _factory;
    private readonly DigitLanguage _mantissa;
    private readonly DigitLanguage _power;
    private readonly Expression _mark;
    private readonly Expression _zeros;
    private readonly Expression _anyPower;

    public ExponentLanguage(ExpressionFactory factory)
    {
        _factory = factory;
        _mantissa = new DigitLanguage(factory, null);
        _power = new DigitLanguage(factory, factory.Epsilon);
        _mark = factory.Bytes(ByteSet.Of((byte)'e', (byte)'E'));
        _zeros = factory.Star(factory.Literal("0"));
        _anyPower = factory.Concat(
            _mark,
            factory.Optional(factory.Bytes(ByteSet.Of((byte)'+', (byte)'-'))),
            factory.Plus(factory.Bytes(ByteSet.Range((byte)'0', (byte)'9'))));
    }

    /// <summary>Every number with an exponent.</summary>
    public Expression Any() => _factory.Concat(_mantissa.Any(), _anyPower);

    /// <summary>Numbers at least a bound that is not negative.</summary>
    public Expression AtLeast(NumberBound bound) => bound.Value.IsZero
        ? bound.IsExclusive ? _factory.Concat(_mantissa.AtLeast(bound), _anyPower) : Any()
        : Compare(bound, PowerAtLeast, 1, _mantissa.AtLeast);

    /// <summary>Numbers at most a bound that is not negative.</summary>
    public Expression AtMost(NumberBound bound)
    {
        var zero = _factory.Concat(_factory.Literal("0"), DigitLanguage.ZeroFraction(_factory), _anyPower);
        return bound.Value.IsZero
            ? bound.IsExclusive ? _factory.Empty : zero
            : _factory.Choice(zero, Compare(bound, PowerAtMost, -1, _mantissa.AtMost));
    }

    /// <summary>Numbers whose value is an integer.</summary>
    public Expression Integers()
    {
        var zeroFraction = DigitLanguage.ZeroFraction(_factory);
        var point = _factory.Literal(".");
        var digit = _factory.Bytes(ByteSet.Range((byte)'0', (byte)'9'));
        var notZero = _factory.Bytes(ByteSet.Range((byte)'1', (byte)'9'));
        var cases = new List<Expression>
        {
            _factory.Concat(_factory.Literal("0"), zeroFraction, _anyPower),
            _factory.Concat(_mantissa.Whole(), zeroFraction, PowerAtLeast(0)),
        };
        for (var places = 1; places <= MaxPlaces; places++)
        {
            var fraction = _factory.Concat(point, _factory.Repeat(digit, places - 1, places - 1), notZero, _zeros);
            cases.Add(_factory.Concat(_mantissa.Whole(), fraction, PowerAtLeast(places)));
            var zeros = _factory.Literal(new string('0', places));
            cases.Add(_factory.Concat(_factory.Concat(notZero, _factory.Star(digit), zeros), zeroFraction, PowerAtLeast(-places)));
        }

        return _factory.Choice([.. cases]);
    }

    /// <summary>
    /// The first digit's power of ten decides, and the digits where the powers are equal. <paramref name="step"/> is +1 for lower bounds.
    /// </summary>
    private Expression Compare(NumberBound bound, Func<int, Expression> beyond, int step, Func<NumberBound, Expression> digits)
    {
        var cases = new List<Expression>();
        for (var places = -MaxPlaces; places <= MaxPlaces; places++)
        {
            var power = bound.Value.Position - places;
            var band = Band(places);
            var shifted = new NumberBound(bound.Value.Shift(-power), bound.IsExclusive);
            cases.Add(_factory.Concat(band, beyond(power + step)));
            cases.Add(_factory.Concat(_factory.Intersect(band, digits(shifted)), PowerExactly(power)));
        }

        return _factory.Choice([.. cases]);
    }

    /// <summary>Plain numbers whose first digit other than 0 stands for 10^places.</summary>
    private Expression Band(int places) => places >= 0
        ? _mantissa.OfLength(places + 1)
        : _factory.Concat(
            _factory.Literal("0." + new string('0', -places - 1)),
            _factory.Bytes(ByteSet.Range((byte)'1', (byte)'9')),
            _factory.Star(_factory.Bytes(ByteSet.Range((byte)'0', (byte)'9'))));

    /// <summary>An exponent of any size.</summary>
    public Expression AnyPower => _anyPower;

    /// <summary>An exponent of at least a number.</summary>
    public Expression PowerAtLeast(int power) => power > 0
        ? Power(plus: AtLeastSize(power), minus: _factory.Empty)
        : Power(plus: AtLeastSize(0), minus: AtMostSize(-power));

    private Expression PowerAtMost(int power) => power >= 0
        ? Power(plus: AtMostSize(power), minus: AtLeastSize(0))
        : Power(plus: _factory.Empty, minus: AtLeastSize(-power));

    private Expression PowerExactly(int power)
    {
        var size = _factory.Concat(_zeros, _factory.Literal(new JsonDecimal(Math.Abs(power), 0).Whole));
        return Power(plus: power >= 0 ? size : _factory.Empty, minus: power <= 0 ? size : _factory.Empty);
    }

    private Expression Power(Expression plus, Expression minus) => _factory.Concat(
        _mark,
        _factory.Choice(
            _factory.Concat(_factory.Optional(_factory.Literal("+")), plus),
            _factory.Concat(_factory.Literal("-"), minus)));

    private Expression AtLeastSize(int size) => _factory.Concat(_zeros, _power.AtLeast(new NumberBound(new JsonDecimal(size, 0), false)));

    private Expression AtMostSize(int size) => _factory.Concat(_zeros, _power.AtMost(new NumberBound(new JsonDecimal(size, 0), false)));
}
