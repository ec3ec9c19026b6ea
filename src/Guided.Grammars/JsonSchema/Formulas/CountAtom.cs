namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>That an array or object has at least, or at most, some number of items or members more.</summary>
/// <param name="Count">The number.</param>
/// <param name="IsLeast">Whether it is the least number; else the greatest.</param>
internal sealed record CountAtom(int Count, bool IsLeast) : Atom
{
    /// <summary>Not at least n is at most n − 1. A bound that always holds has no atom, see <see cref="Of"/>.</summary>
    public override Atom Negate() => new CountAtom(IsLeast ? Count - 1 : Count + 1, !IsLeast);

    public override bool HoldsAtEnd => !IsLeast;

    /// <summary>The formula of a bound.</summary>
    public static Formula Of(FormulaTable table, int count, bool isLeast) => isLeast
        ? count <= 0 ? table.True : table.Of(new CountAtom(count, true))
        : count < 0 ? table.False : table.Of(new CountAtom(count, false));
}
