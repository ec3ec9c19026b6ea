using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>That all items of an array satisfy what a rule says of them, or that some item does not.</summary>
internal sealed record ItemsAtom(ItemRule Rule, bool All) : Atom
{
    public override bool HoldsAtEnd => All;

    public override Atom Negate() => this with { All = !All };
}

/// <summary>That at least, or at most, some number of items more satisfy a formula.</summary>
/// <param name="Item">What they satisfy.</param>
/// <param name="Count">The number.</param>
/// <param name="IsLeast">Whether it is the least number; else the greatest.</param>
internal sealed record ContainsAtom(Formula Item, int Count, bool IsLeast) : Atom
{
    public override bool HoldsAtEnd => !IsLeast;

    public override Atom Negate() => this with { Count = IsLeast ? Count - 1 : Count + 1, IsLeast = !IsLeast };

    /// <summary>The formula of a bound.</summary>
    public static Formula Of(FormulaTable table, Formula item, int count, bool isLeast)
    {
        if (isLeast ? count <= 0 : count < 0)
        {
            return table.Of(isLeast);
        }

        return item.IsFalse ? table.Of(!isLeast)
            : item.IsTrue ? CountAtom.Of(table, count, isLeast)
            : table.Of(new ContainsAtom(item, count, isLeast));
    }
}

/// <summary>That no two items are equal, or that two are.</summary>
/// <param name="Holds">Whether no two are.</param>
/// <param name="Path">Where this is said.</param>
internal sealed record UniqueAtom(bool Holds, string Path) : Atom
{
    public override bool HoldsAtEnd => Holds;

    public override Atom Negate() => this with { Holds = !Holds };
}
