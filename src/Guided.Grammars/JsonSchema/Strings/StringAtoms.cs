using System.Collections.Immutable;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>That a string has at least, or at most, some number of characters.</summary>
/// <param name="Length">The number.</param>
/// <param name="IsLeast">Whether it is the least number; else the greatest.</param>
internal sealed record LengthAtom(int Length, bool IsLeast) : Atom
{
    public override Atom Negate() => new LengthAtom(IsLeast ? Length - 1 : Length + 1, !IsLeast);
}

/// <summary>That a string meets a condition, or that it does not.</summary>
internal sealed record ConditionAtom(StringCondition Condition, bool Holds) : Atom
{
    public override Atom Negate() => this with { Holds = !Holds };
}

/// <summary>That a string is one of several, or none of them.</summary>
internal sealed record LiteralsAtom(ImmutableArray<string> Texts, bool Holds) : Atom
{
    public override Atom Negate() => this with { Holds = !Holds };

    public bool Equals(LiteralsAtom? other) => other is not null && Holds == other.Holds
        && (Texts == other.Texts || Texts.AsSpan().SequenceEqual(other.Texts.AsSpan()));

    public override int GetHashCode() => HashCode.Combine(Holds, Texts.Length, Texts.IsEmpty ? "" : Texts[0], Texts.IsEmpty ? "" : Texts[^1]);
}
