using System.Numerics;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>Numbers without a sign that are multiples of some and not of others, within bounds: found by arithmetic.</summary>
/// <remarks>
/// All is counted in units of 10^−<see cref="Places"/>, in which bounds and divisors are integers. A multiple of a step that is no multiple of any other number exists
/// in every period of their least common multiple, unless one of them divides the step; so only the few multiples in a short range are looked at one by one.
/// </remarks>
internal sealed class ArithmeticCondition
{
    /// <summary>So many multiples in one range are looked at.</summary>
    private const int MaxTries = 100_000;

    private readonly string _path;
    private readonly BigInteger _least;
    private readonly BigInteger? _most;
    private readonly BigInteger? _step;
    private readonly BigInteger[] _others;
    private readonly BigInteger _period;
    private readonly BigInteger? _open;

    /// <param name="shape">Divisors, and what must not divide; integers or fractions.</param>
    /// <param name="min">The lower end, not negative; null for 0.</param>
    /// <param name="max">The upper end, or null.</param>
    public ArithmeticCondition(NumberShape shape, NumberBound? min, NumberBound? max)
    {
        _path = shape.Path;
        Places = shape.Divisors.Concat(shape.NonDivisors).Append(min?.Value ?? default).Append(max?.Value ?? default).Max(n => Math.Max(0, -n.Exponent));
        Unit = BigInteger.Pow(10, Places);
        var steps = shape.Divisors.Select(InUnits).ToList();
        if (shape.IsInteger)
        {
            steps.Add(Unit);
        }

        _step = steps.Count == 0 ? null : steps.Aggregate(LeastCommonMultiple);
        _others = [.. shape.NonDivisors.Select(InUnits).Concat(shape.IsFraction ? [Unit] : Array.Empty<BigInteger>()).Distinct()];
        _period = _others.Append(Unit).Aggregate(_step ?? BigInteger.One, LeastCommonMultiple);
        _least = min is { } low ? InUnits(low.Value) + (low.IsExclusive ? 1 : 0) : BigInteger.Zero;
        _open = min is { } bound ? InUnits(bound.Value) : BigInteger.Zero;
        _most = max is { } high ? InUnits(high.Value) - (high.IsExclusive ? 1 : 0) : null;
        End = max is { } top ? InUnits(top.Value) : null;
        Settled = ((_least + Unit) / Unit) + 1;
    }

    /// <summary>Digits after the point that are told apart.</summary>
    public int Places { get; }

    /// <summary>The number 1.</summary>
    public BigInteger Unit { get; }

    /// <summary>The upper end, or null.</summary>
    public BigInteger? End { get; }

    /// <summary>Whether numbers may have more digits after the point than <see cref="Places"/>.</summary>
    public bool HasTails => _step is null;

    /// <summary>Whole parts from this one on are told apart by the remainder of <see cref="Period"/> only, where there is no upper end.</summary>
    public BigInteger Settled { get; }

    /// <summary>See <see cref="Settled"/>.</summary>
    public BigInteger Period => _period;

    /// <summary>Whether a range has such a number with so many digits after the point.</summary>
    /// <param name="from">The start of the range.</param>
    /// <param name="to">Its end, which is not in it.</param>
    /// <param name="decimals">The digits; one more than <see cref="Places"/> stands for any number.</param>
    public bool Exists(BigInteger from, BigInteger to, int decimals)
    {
        if (decimals > Places)
        {
            // Between two neighbours on the grid all numbers are within bounds, or none; and none is a multiple of anything.
            return HasTails && BigInteger.Max(from, _open!.Value) <= BigInteger.Min(to, End ?? to) - 1;
        }

        var grid = BigInteger.Pow(10, Places - decimals);
        var step = _step is { } own ? LeastCommonMultiple(own, grid) : grid;
        if (Array.Exists(_others, o => (step % o).IsZero))
        {
            return false;
        }

        var (first, last) = (BigInteger.Max(from, _least), _most is { } most ? BigInteger.Min(to - 1, most) : to - 1);
        first += Mod(-first, step);
        if (last - first >= LeastCommonMultiple(_period, step))
        {
            return true;
        }

        for (var tries = 0; first <= last; first += step, tries++)
        {
            var number = first;
            if (!Array.Exists(_others, o => (number % o).IsZero))
            {
                return true;
            }

            if (tries > MaxTries)
            {
                throw new JsonSchemaException(_path, "multipleOf", $"more than {MaxTries:N0} multiples were looked at in one range; state what is allowed in other words");
            }
        }

        return false;
    }

    private BigInteger InUnits(JsonDecimal number) => number.Shift(Places).Floor();

    private static BigInteger Mod(BigInteger x, BigInteger y) => ((x % y) + y) % y;

    private static BigInteger LeastCommonMultiple(BigInteger x, BigInteger y) => x / BigInteger.GreatestCommonDivisor(x, y) * y;
}
