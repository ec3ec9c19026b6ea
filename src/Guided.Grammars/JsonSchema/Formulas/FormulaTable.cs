using System.Collections.Immutable;

namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>Makes formulas, so that equal ones are the same object, and simplifies them where that is cheap.</summary>
internal sealed class FormulaTable
{
    private readonly Dictionary<Atom, Formula> _atoms = [];
    private readonly Dictionary<Key, Formula> _nodes = [];
    private int _count = 2;

    /// <param name="work">Counts what is done.</param>
    public FormulaTable(SchemaWork work)
    {
        Work = work;
        False = new Formula(0, FormulaKind.False, null, []);
        True = new Formula(1, FormulaKind.True, null, []);
        False.Negation = True;
        True.Negation = False;
    }

    /// <summary>Counts what is done with formulas.</summary>
    public SchemaWork Work { get; }

    /// <summary>What nothing satisfies.</summary>
    public Formula False { get; }

    /// <summary>What everything satisfies.</summary>
    public Formula True { get; }

    /// <summary>The formula of a constant.</summary>
    public Formula Of(bool value) => value ? True : False;

    /// <summary>The formula of one atom.</summary>
    public Formula Of(Atom atom)
    {
        if (!_atoms.TryGetValue(atom, out var formula))
        {
            _atoms[atom] = formula = new Formula(NextId(), FormulaKind.Atom, atom, []);
        }

        return formula;
    }

    /// <summary>The conjunction.</summary>
    public Formula And(params ReadOnlySpan<Formula> parts) => Combine(FormulaKind.And, parts);

    /// <summary>The disjunction.</summary>
    public Formula Or(params ReadOnlySpan<Formula> parts) => Combine(FormulaKind.Or, parts);

    /// <summary>The negation.</summary>
    public Formula Not(Formula formula)
    {
        if (formula.Negation is { } known)
        {
            return known;
        }

        RuntimeGuard.Check();
        var result = formula.Kind switch
        {
            FormulaKind.Atom => Of(formula.Statement!.Negate()),
            FormulaKind.And => Or([.. formula.Items.Select(Not)]),
            _ => And([.. formula.Items.Select(Not)]),
        };
        // What a negation simplifies to may be the negation of other formulas, and first of all of simpler ones.
        formula.Negation = result;
        result.Negation ??= formula;
        return result;
    }

    /// <summary>The formula with others in place of its atoms. Parts may be shared, and each is looked into once.</summary>
    public Formula Map(Formula formula, Func<Atom, Formula> map)
    {
        var known = new Dictionary<Formula, Formula>(ReferenceEqualityComparer.Instance);
        return Inner(formula);

        Formula Inner(Formula part)
        {
            if (part.Kind is FormulaKind.True or FormulaKind.False)
            {
                return part;
            }

            if (part.Statement is { } atom)
            {
                return map(atom);
            }

            if (!known.TryGetValue(part, out var mapped))
            {
                RuntimeGuard.Check();
                Formula[]? changed = null;
                for (var i = 0; i < part.Items.Length; i++)
                {
                    var item = Inner(part.Items[i]);
                    if (changed is null && item != part.Items[i])
                    {
                        changed = [.. part.Items];
                    }

                    if (changed is not null)
                    {
                        changed[i] = item;
                    }
                }

                Work.SpendList(part.Items.Length);
                known[part] = mapped = changed is null ? part : Combine(part.Kind, changed);
            }

            return mapped;
        }
    }

    /// <summary>"And" and "or" are mirror images: <c>unit</c> changes nothing, <c>zero</c> decides, and a part's dual is the other connective.</summary>
    private Formula Combine(FormulaKind kind, ReadOnlySpan<Formula> parts)
    {
        var (unit, zero) = kind == FormulaKind.And ? (True, False) : (False, True);
        if (OnlyPart(parts, unit, zero) is { } only)
        {
            return only;
        }

        var items = new List<Formula>(parts.Length);
        foreach (var part in parts)
        {
            if (part == zero)
            {
                return zero;
            }

            if (part.Kind == kind)
            {
                items.AddRange(part.Items);
            }
            else if (part != unit)
            {
                items.Add(part);
            }
        }

        Work.SpendList(items.Count);
        if (items.Count > 1 && (RemoveRepeats(items) is not { } set || !Reduce(kind, items, set)))
        {
            return zero;
        }

        return items.Count switch
        {
            0 => unit,
            1 => items[0],
            _ => Intern(kind, [.. items]),
        };
    }

    /// <summary>What a combination of parts comes to when but one of them counts; null when several do.</summary>
    private static Formula? OnlyPart(ReadOnlySpan<Formula> parts, Formula unit, Formula zero)
    {
        var only = unit;
        foreach (var part in parts)
        {
            if (part == zero)
            {
                return zero;
            }

            if (part != unit && part != only)
            {
                if (only != unit)
                {
                    return null;
                }

                only = part;
            }
        }

        return only;
    }

    /// <summary>Leaves each item once; null when an item and its negation are among them.</summary>
    private static HashSet<Formula>? RemoveRepeats(List<Formula> items)
    {
        var set = new HashSet<Formula>(items.Count, ReferenceEqualityComparer.Instance);
        items.RemoveAll(i => !set.Add(i));
        return items.Exists(i => i.Negation is { } not && set.Contains(not)) ? null : set;
    }

    /// <summary>
    /// x ∧ (x ∨ y) is x, and x ∧ (¬x ∨ y) is x ∧ y, as far as negations are known already. False when nothing but zero is left.
    /// </summary>
    private bool Reduce(FormulaKind kind, List<Formula> items, HashSet<Formula> set)
    {
        var dual = kind == FormulaKind.And ? FormulaKind.Or : FormulaKind.And;
        for (var i = items.Count - 1; i >= 0; i--)
        {
            var item = items[i];
            if (item.Kind != dual)
            {
                continue;
            }

            if (item.Items.Any(set.Contains))
            {
                items.RemoveAt(i);
            }
            else if (item.Items.Any(IsDecided))
            {
                var rest = Combine(dual, [.. item.Items.Where(p => !IsDecided(p))]);
                if (rest.Kind is FormulaKind.True or FormulaKind.False)
                {
                    return false;
                }

                items[i] = rest;
                if (rest.Kind != dual || set.Contains(rest) || (rest.Negation is { } not && set.Contains(not)))
                {
                    var whole = Combine(kind, [.. items]);
                    items.Clear();
                    items.AddRange(whole.Kind == kind ? whole.Items : [whole]);
                    return whole.Kind is not (FormulaKind.True or FormulaKind.False);
                }
            }
        }

        return true;

        bool IsDecided(Formula part) => part.Negation is { } not && set.Contains(not);
    }

    private Formula Intern(FormulaKind kind, ImmutableArray<Formula> items)
    {
        var key = new Key(kind, items);
        if (!_nodes.TryGetValue(key, out var formula))
        {
            _nodes[key] = formula = new Formula(NextId(), kind, null, items);
        }

        return formula;
    }

    private int NextId() => _count < Work.Limits.MaxFormulas
        ? _count++
        : throw JsonSchemaException.OfLimit(nameof(JsonSchemaLimits.MaxFormulas), Work.Limits.MaxFormulas, "combinations of conditions", "state the cases in fewer branches");

    private readonly struct Key : IEquatable<Key>
    {
        private readonly FormulaKind _kind;
        private readonly ImmutableArray<Formula> _items;
        private readonly int _hash;

        public Key(FormulaKind kind, ImmutableArray<Formula> items)
        {
            (_kind, _items) = (kind, items);
            var hash = new HashCode();
            hash.Add(kind);
            foreach (var item in items)
            {
                hash.Add(item.Id);
            }

            _hash = hash.ToHashCode();
        }

        public bool Equals(Key other) => _hash == other._hash && _kind == other._kind && _items.AsSpan().SequenceEqual(other._items.AsSpan());

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => _hash;
    }
}
