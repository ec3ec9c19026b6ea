using System.Collections.Immutable;

namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>What a <see cref="Formula"/> is.</summary>
internal enum FormulaKind
{
    False,
    True,
    Atom,
    And,
    Or,
}

/// <summary>A combination of atoms with "and" and "or"; negations are pushed down to the atoms. Equal formulas of a table are one object.</summary>
/// <remarks>
/// Parts keep the order in which they were given, since the order of the members that a schema declares depends on it; "x and y" and "y and x"
/// are therefore two formulas.
/// </remarks>
internal sealed class Formula
{
    public Formula(int id, FormulaKind kind, Atom? atom, ImmutableArray<Formula> items)
    {
        (Id, Kind, Items) = (id, kind, items);
        Statement = atom;
    }

    /// <summary>The order of making within the table.</summary>
    public int Id { get; }

    public FormulaKind Kind { get; }

    /// <summary>The parts of "and" and "or": two or more.</summary>
    public ImmutableArray<Formula> Items { get; }

    /// <summary>The atom of a formula that is nothing else.</summary>
    public Atom? Statement { get; }

    public bool IsTrue => Kind == FormulaKind.True;

    public bool IsFalse => Kind == FormulaKind.False;

    /// <summary>The negation, where it was made already.</summary>
    public Formula? Negation { get; set; }

    /// <summary>The formulas of which this is the conjunction: the items of "and", else the formula itself.</summary>
    public ImmutableArray<Formula> Conjuncts => Kind == FormulaKind.And ? Items : [this];

    /// <summary>The formulas of which this is the disjunction: the items of "or", none of "false", else the formula itself.</summary>
    public ImmutableArray<Formula> Disjuncts => Kind switch { FormulaKind.Or => Items, FormulaKind.False => [], _ => [this] };

    /// <summary>Every atom in the formula, in order; an atom that stands twice is given twice.</summary>
    public IEnumerable<Atom> Atoms()
    {
        if (Statement is { } atom)
        {
            return [atom];
        }

        return Items.IsDefaultOrEmpty ? [] : Items.SelectMany(i => i.Atoms());
    }

    public override string ToString() => Kind switch
    {
        FormulaKind.Atom => Statement!.ToString(),
        FormulaKind.And or FormulaKind.Or => $"{Kind}({string.Join(", ", Items)})",
        _ => Kind.ToString(),
    };
}
