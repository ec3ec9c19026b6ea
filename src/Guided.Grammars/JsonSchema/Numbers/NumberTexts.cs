using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>The texts of the numbers that satisfy a formula.</summary>
internal sealed class NumberTexts(ExpressionFactory factory, JsonReading reading)
{
    /// <summary>The ranges and divisors of one formula may combine in this many ways.</summary>
    private const int MaxWays = 1000;

    private static readonly ByteSet AnyDigit = ByteSet.Range((byte)'0', (byte)'9');

    private readonly Dictionary<NumberShape, Expression> _shapes = [];
    private readonly Dictionary<Formula, NumberShape[]> _ways = new(ReferenceEqualityComparer.Instance);

    /// <summary>The texts; an expression that may be empty without showing it.</summary>
    public Expression Of(Formula formula) => factory.Choice([.. Shapes(formula).Select(Of)]);

    /// <summary>The texts as a regular expression, which <see cref="Of(Formula)"/> need not be.</summary>
    public Expression Regular(Formula formula) => factory.Choice([.. Shapes(formula).Select(Regular)]);

    private Expression Regular(NumberShape shape) =>
        shape.Equals(NumberShape.Any) || shape.Equals(NumberShape.Integers) || shape.Equals(NumberShape.PlainIntegers)
            ? NumberLanguage.Build(factory, shape, reading)
            : Of(shape);

    /// <summary>Whether whatever begins a text can be completed in unboundedly many ways.</summary>
    /// <param name="formula">The formula, which some number satisfies.</param>
    /// <param name="maxStates">So many states of a text are looked at; past them the answer is no.</param>
    public bool IsOpenEnded(Formula formula, int maxStates) =>
        Shapes(formula).All(s => HasGreatExponents(s) && (IsSimple(s) || RegularLanguages.IsOpenEnded(Regular(s), maxStates)));

    /// <summary>Whether there is no end on either side of 0: behind an exponent that meets one there is no way on.</summary>
    private static bool HasGreatExponents(NumberShape shape) => shape is { Max: null } && shape.Min is not { Value.Sign: < 0 };

    /// <summary>Whether an exponent may follow all digits.</summary>
    private bool IsSimple(NumberShape shape) =>
        shape is { Divisors.IsEmpty: true, NonDivisors.IsEmpty: true, IsFraction: false } && !NumberLanguage.HasPlainDigits(shape, reading);

    /// <summary>The length in bytes of a text that satisfies a formula; null when there is none.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="exact">Whether the length matters; else any stands for it.</param>
    public int? Length(Formula formula, bool exact)
    {
        int? least = null;
        foreach (var shape in Shapes(formula))
        {
            var length = shape.Divisors.IsEmpty && shape.NonDivisors.IsEmpty ? Plain(shape)
                : exact ? Probe.ShortestLength(factory, Of(shape))
                : RegularLanguages.HasMember(Of(shape)) ? 1
                : null;
            least = least is null || length < least ? length ?? least : least;
        }

        return least;
    }

    private NumberShape[] Shapes(Formula formula)
    {
        if (!_ways.TryGetValue(formula, out var shapes))
        {
            _ways[formula] = shapes = [.. Combine(formula).Where(s => !s.IsEmpty).Distinct()];
            if (shapes.Length > MaxWays)
            {
                throw TooMany();
            }
        }

        return shapes;
    }

    private List<NumberShape> Combine(Formula formula)
    {
        if (formula.Statement is { } atom)
        {
            return [NumberShape.Of([atom])];
        }

        if (formula.Kind != FormulaKind.And)
        {
            return formula.IsTrue ? [NumberShape.Any] : [.. formula.Items.SelectMany(Combine)];
        }

        List<NumberShape> shapes = [NumberShape.Any];
        foreach (var item in formula.Items)
        {
            Exploration.ThrowIfCancelled();
            var others = Combine(item);
            shapes = (long)shapes.Count * others.Count <= MaxWays * MaxWays
                ? [.. shapes.SelectMany(_ => others, (x, y) => x.And(y)).Where(s => !s.IsEmpty).Distinct()]
                : throw TooMany();
            if (shapes.Count > MaxWays)
            {
                throw TooMany();
            }
        }

        return shapes;
    }

    private static JsonSchemaException TooMany() =>
        new("", null, $"the bounds of a number combine in more than {MaxWays} ways; state the cases in fewer branches");

    private Expression Of(NumberShape shape)
    {
        if (shape.Equals(NumberShape.Any))
        {
            return JsonCommon.Number;
        }

        if (shape.Equals(NumberShape.Integers))
        {
            return JsonCommon.Integer(reading);
        }

        if (shape.Equals(NumberShape.PlainIntegers))
        {
            return JsonCommon.PlainInteger;
        }

        if (!_shapes.TryGetValue(shape, out var text))
        {
            _shapes[shape] = text = Build(shape);
        }

        return text;
    }

    /// <summary>Numbers that are no integers, or no multiples, are written without an exponent.</summary>
    private Expression Build(NumberShape shape, bool isAlone = true)
    {
        if (shape.IsMarked)
        {
            return factory.Intersect(Build(shape with { IsMarked = false }, isAlone: false), NumberLanguage.Marked(factory));
        }

        if (!shape.IsFraction && shape.NonDivisors.IsEmpty)
        {
            return NumberLanguage.Build(factory, shape, reading, isAlone);
        }

        return shape.Divisors.IsEmpty && shape.NonDivisors.IsEmpty
            ? factory.Intersect(NumberLanguage.Build(factory, shape with { IsFraction = false }, reading, hasExponents: false), Fractions())
            : MultipleLanguage.Build(factory, shape, reading, isAlone: false);
    }

    private Expression Fractions()
    {
        var digits = factory.Star(factory.Bytes(AnyDigit));
        return factory.Concat(Whole(), factory.Literal("."), digits, factory.Bytes(ByteSet.Range((byte)'1', (byte)'9')), digits);
    }

    private Expression Whole() => factory.Concat(
        factory.Optional(factory.Literal("-")),
        factory.Choice(factory.Literal("0"), factory.Concat(factory.Bytes(ByteSet.Range((byte)'1', (byte)'9')), factory.Star(factory.Bytes(AnyDigit)))));

    /// <summary>The length of a plain number within bounds, as good as the shortest.</summary>
    private static int? Plain(NumberShape shape)
    {
        int? least = null;
        foreach (var candidate in Candidates(shape))
        {
            var above = shape.Min is not { } min || candidate.CompareTo(min.Value) is var low && (low > 0 || (low == 0 && !min.IsExclusive));
            var below = shape.Max is not { } max || candidate.CompareTo(max.Value) is var high && (high < 0 || (high == 0 && !max.IsExclusive));
            if (above && below && !(shape.IsInteger && !candidate.IsInteger) && !(shape.IsFraction && candidate.IsInteger))
            {
                var length = candidate.ToString().Length + (shape.IsMarked && candidate.IsInteger ? 2 : 0);
                least = least < length ? least : length;
            }
        }

        return least;
    }

    private static IEnumerable<JsonDecimal> Candidates(NumberShape shape)
    {
        yield return JsonDecimal.Zero;
        yield return new JsonDecimal(1, 0);
        yield return new JsonDecimal(5, -1);
        yield return new JsonDecimal(-1, 0);
        yield return new JsonDecimal(-5, -1);
        foreach (var bound in (NumberBound?[])[shape.Min, shape.Max])
        {
            if (bound is { } end)
            {
                var floor = end.Value.Floor();
                yield return end.Value;
                for (var i = -1; i <= 1; i++)
                {
                    yield return new JsonDecimal(floor + i, 0);
                    yield return new JsonDecimal(((floor + i) * 10) + 5, -1);
                }
            }
        }

        if (shape.Min is { } low && shape.Max is { } high)
        {
            // Between two ends there is always their middle, and, if that is an integer, the middle between it and one end.
            var middle = Middle(low.Value, high.Value);
            yield return middle;
            yield return Middle(low.Value, middle);
        }
    }

    private static JsonDecimal Middle(JsonDecimal x, JsonDecimal y)
    {
        var exponent = Math.Min(x.Exponent, y.Exponent);
        var sum = (x.Coefficient * BigInteger.Pow(10, x.Exponent - exponent)) + (y.Coefficient * BigInteger.Pow(10, y.Exponent - exponent));
        return new JsonDecimal(sum * 5, exponent - 1);
    }
}
