using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Numbers;

/// <summary>That a number is an integer, or that it is none.</summary>
/// <param name="Holds">Whether it is.</param>
/// <param name="IsPlain">Whether an integer is a number without fraction and exponent, as in draft 4; else its value counts.</param>
internal sealed record IntegerAtom(bool Holds, bool IsPlain = false) : Atom
{
    public override Atom Negate() => this with { Holds = !Holds };
}

/// <summary>That a number lies on one side of a bound.</summary>
/// <param name="Bound">The bound.</param>
/// <param name="IsLower">Whether the number is above it; else it is below.</param>
internal sealed record BoundAtom(NumberBound Bound, bool IsLower) : Atom
{
    public override Atom Negate() => new BoundAtom(new NumberBound(Bound.Value, !Bound.IsExclusive), !IsLower);
}

/// <summary>That a number is a multiple of another, or that it is none.</summary>
/// <param name="Divisor">The other number, greater than 0.</param>
/// <param name="Holds">Whether it is.</param>
/// <param name="Path">Where this is said.</param>
internal sealed record DivisorAtom(JsonDecimal Divisor, bool Holds, string Path) : Atom
{
    public override Atom Negate() => this with { Holds = !Holds };
}
