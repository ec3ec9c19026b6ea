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
        HoldsAtEnd = kind switch
        {
            FormulaKind.True => true,
            FormulaKind.Atom => atom!.HoldsAtEnd,
            FormulaKind.And => items.All(i => i.HoldsAtEnd),
            FormulaKind.Or => items.Any(i => i.HoldsAtEnd),
            _ => false,
        };
        Declares = atom?.Declares ?? items.Any(i => i.Declares);
    }

    /// <summary>The order of making within the table.</summary>
    public int Id { get; }

    public FormulaKind Kind { get; }

    /// <summary>The parts of "and" and "or": two or more.</summary>
    public ImmutableArray<Formula> Items { get; }

    /// <summary>The atom of a formula that is nothing else.</summary>
    public Atom? Statement { get; }

    /// <summary>Whether what is said of items or members holds where none follows, so that the array or object may end.</summary>
    public bool HoldsAtEnd { get; }

    /// <summary>Whether a part of the formula declares members.</summary>
    public bool Declares { get; }

    public bool IsTrue => Kind == FormulaKind.True;

    public bool IsFalse => Kind == FormulaKind.False;

    /// <summary>The negation, where it was made already.</summary>
    public Formula? Negation { get; set; }

    /// <summary>The formulas of which this is the conjunction: the items of "and", else the formula itself.</summary>
    public ImmutableArray<Formula> Conjuncts => Kind == FormulaKind.And ? Items : [this];

    /// <summary>The formulas of which this is the disjunction: the items of "or", none of "false", else the formula itself.</summary>
    public ImmutableArray<Formula> Disjuncts => Kind switch { FormulaKind.Or => Items, FormulaKind.False => [], _ => [this] };

    /// <summary>Every atom in the formula, in order. Parts may be shared, and each is looked into once; an atom of several parts is given for each.</summary>
    public IEnumerable<Atom> Atoms()
    {
        if (Statement is { } atom)
        {
            return [atom];
        }

        return Items.IsDefaultOrEmpty ? [] : Walk();
    }

    private List<Atom> Walk()
    {
        var atoms = new List<Atom>(Items.Length);
        HashSet<Formula>? seen = null;
        Stack<(Formula Part, int Next)>? outer = null;
        var (part, next) = (this, 0);
        while (true)
        {
            if (next == part.Items.Length)
            {
                if (outer is null || !outer.TryPop(out var up))
                {
                    return atoms;
                }

                (part, next) = up;
                continue;
            }

            var item = part.Items[next++];
            if (item.Statement is { } atom)
            {
                atoms.Add(atom);
            }
            else if ((seen ??= new HashSet<Formula>(ReferenceEqualityComparer.Instance)).Add(item))
            {
                (outer ??= []).Push((part, next));
                (part, next) = (item, 0);
            }
        }
    }

    public override string ToString() => Kind switch
    {
        FormulaKind.Atom => Statement!.ToString(),
        FormulaKind.And or FormulaKind.Or => $"{Kind}({string.Join(", ", Items)})",
        _ => Kind.ToString(),
    };
}
