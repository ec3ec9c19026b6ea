using System.Collections.Immutable;
using System.Numerics;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Numbers;

namespace Guided.Grammars.JsonSchema.Shapes;

/// <summary>Numbers within bounds.</summary>
internal sealed record NumberShape
{
    /// <summary>All numbers.</summary>
    public static NumberShape Any { get; } = new();

    /// <summary>All integers.</summary>
    public static NumberShape Integers { get; } = new() { IsInteger = true };

    /// <summary>All integers in plain digits.</summary>
    public static NumberShape PlainIntegers { get; } = new() { IsInteger = true, IsPlain = true };

    /// <summary>Whether only integers count.</summary>
    public bool IsInteger { get; init; }

    /// <summary>Whether integers do not count.</summary>
    public bool IsFraction { get; init; }

    /// <summary>Whether only integers in plain digits count, without fraction and exponent.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether only numbers with a fraction or an exponent count.</summary>
    public bool IsMarked { get; init; }

    /// <summary>The lower end, or null.</summary>
    public NumberBound? Min { get; init; }

    /// <summary>The upper end, or null.</summary>
    public NumberBound? Max { get; init; }

    /// <summary>Positive numbers that must each go into the value a whole number of times.</summary>
    public ImmutableArray<JsonDecimal> Divisors { get; init; } = [];

    /// <summary>Positive numbers that must not.</summary>
    public ImmutableArray<JsonDecimal> NonDivisors { get; init; } = [];

    /// <summary>Where the shape comes from.</summary>
    public string Path { get; init; } = "";

    /// <summary>Whether no number lies within the bounds.</summary>
    public bool IsEmpty
    {
        get
        {
            if ((IsInteger && IsFraction) || (IsPlain && IsMarked))
            {
                return true;
            }

            if (Min is not { } min || Max is not { } max)
            {
                return false;
            }

            if (IsInteger)
            {
                return LeastInteger(min) > GreatestInteger(max);
            }

            var order = min.Value.CompareTo(max.Value);
            return order > 0 || (order == 0 && (min.IsExclusive || max.IsExclusive || (IsFraction && min.Value.IsInteger)));
        }
    }

    /// <summary>The shape of one number.</summary>
    public static NumberShape Of(JsonDecimal value) => new() { Min = new NumberBound(value, false), Max = new NumberBound(value, false) };

    /// <summary>The numbers in both shapes.</summary>
    public NumberShape And(NumberShape other) => this with
    {
        IsInteger = IsInteger || other.IsInteger,
        IsFraction = IsFraction || other.IsFraction,
        IsPlain = IsPlain || other.IsPlain,
        IsMarked = IsMarked || other.IsMarked,
        Min = NumberBound.MaxOf(Min, other.Min),
        Max = NumberBound.MinOf(Max, other.Max),
        Divisors = [.. Divisors.Union(other.Divisors)],
        NonDivisors = [.. NonDivisors.Union(other.NonDivisors)],
        Path = Path.Length > 0 ? Path : other.Path,
    };

    /// <summary>The numbers of which all of some atoms hold.</summary>
    public static NumberShape Of(IEnumerable<Atom> atoms)
    {
        var shape = Any;
        foreach (var atom in atoms)
        {
            shape = atom switch
            {
                IntegerAtom { Holds: true } integer => shape with { IsInteger = true, IsPlain = shape.IsPlain || integer.IsPlain },
                IntegerAtom integer => integer.IsPlain ? shape with { IsMarked = true } : shape with { IsFraction = true },
                BoundAtom { IsLower: true } bound => shape with { Min = NumberBound.MaxOf(shape.Min, bound.Bound) },
                BoundAtom bound => shape with { Max = NumberBound.MinOf(shape.Max, bound.Bound) },
                DivisorAtom { Holds: true } divisor => shape with { Divisors = [.. shape.Divisors.Append(divisor.Divisor).Distinct()], Path = divisor.Path },
                DivisorAtom divisor => shape with { NonDivisors = [.. shape.NonDivisors.Append(divisor.Divisor).Distinct()], Path = divisor.Path },
                _ => throw new InvalidOperationException($"{atom} does not speak of numbers."),
            };
        }

        return shape;
    }

    /// <summary>The atoms that together say the same.</summary>
    public IEnumerable<Atom> ToAtoms()
    {
        if (IsInteger)
        {
            yield return new IntegerAtom(true, IsPlain);
        }

        if (Min is { } min)
        {
            yield return new BoundAtom(min, true);
        }

        if (Max is { } max)
        {
            yield return new BoundAtom(max, false);
        }

        foreach (var divisor in Divisors)
        {
            yield return new DivisorAtom(divisor, true, Path);
        }
    }

    /// <summary>The least integer that a lower end allows.</summary>
    public static BigInteger LeastInteger(NumberBound min) =>
        min.Value.IsInteger && !min.IsExclusive ? min.Value.Floor() : min.Value.Floor() + 1;

    /// <summary>The greatest integer that an upper end allows.</summary>
    public static BigInteger GreatestInteger(NumberBound max) =>
        max.Value.IsInteger && max.IsExclusive ? max.Value.Floor() - 1 : max.Value.Floor();

    /// <inheritdoc/>
    public bool Equals(NumberShape? other) => other is not null && IsInteger == other.IsInteger && IsFraction == other.IsFraction
        && IsPlain == other.IsPlain && IsMarked == other.IsMarked
        && Min == other.Min && Max == other.Max
        && Divisors.AsSpan().SequenceEqual(other.Divisors.AsSpan()) && NonDivisors.AsSpan().SequenceEqual(other.NonDivisors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine((IsInteger, IsFraction, IsPlain, IsMarked), Min, Max, Divisors.Length, NonDivisors.Length);
}
