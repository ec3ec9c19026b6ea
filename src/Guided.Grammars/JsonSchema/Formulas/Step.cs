namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>One way to read an item or member: what its value satisfies, and what then remains to be said of those that follow.</summary>
internal readonly record struct Step(Formula Value, Formula Next);

/// <summary>Takes one more item or member off a formula about an array or object.</summary>
/// <remarks>
/// The union over the steps of "the value satisfies Value and the rest satisfies Next" is the formula. Where a statement may be met or failed,
/// the values of its steps are each other's negation, so that the text itself decides.
/// </remarks>
internal sealed class Steps(FormulaTable table, Func<Formula, bool> isPlainlyEmpty)
{
    private readonly Dictionary<(Formula, object), IReadOnlyList<Step>> _known = [];
    private readonly Dictionary<(Formula, Formula), bool> _empty = [];

    /// <summary>The steps of a formula by an element, if they are known.</summary>
    public IReadOnlyList<Step>? Find(Formula formula, object element) => _known.GetValueOrDefault((formula, element));

    /// <summary>The steps of a formula.</summary>
    /// <param name="formula">What is said of the items or members from here on.</param>
    /// <param name="element">Which item or member it is: the steps of a formula by equal elements are the same, and are kept.</param>
    /// <param name="atom">The steps of a formula that is one atom; null where the element does not matter to it, so that it remains.</param>
    public IReadOnlyList<Step> Of(Formula formula, object element, Func<Formula, IReadOnlyList<Step>?> atom)
    {
        if (formula.Kind is not (FormulaKind.And or FormulaKind.Or))
        {
            return Compute(formula, element, atom);
        }

        if (!_known.TryGetValue((formula, element), out var steps))
        {
            _known[(formula, element)] = steps = Compute(formula, element, atom);
        }

        return steps;
    }

    private List<Step> Compute(Formula formula, object element, Func<Formula, IReadOnlyList<Step>?> atom)
    {
        switch (formula.Kind)
        {
            case FormulaKind.False:
                return [];
            case FormulaKind.True:
                return [new Step(table.True, table.True)];
            case FormulaKind.Atom:
                return atom(formula) is { } steps ? [.. steps.Where(IsLive)] : [new Step(table.True, formula)];
            case FormulaKind.Or:
                return Merge(formula.Items.SelectMany(i => Of(i, element, atom)));
            default:
                return All(formula, element, atom);
        }
    }

    private List<Step> All(Formula formula, object element, Func<Formula, IReadOnlyList<Step>?> atom)
    {
        // Most conjunctions of a state go on in one way, and most parts of them unchanged.
        table.Work.SpendList(formula.Items.Length);
        var ways = new List<(List<Formula> Values, List<Formula> Next)> { ([], []) };
        var isChanged = false;
        foreach (var item in formula.Items)
        {
            var steps = item.Statement is null ? Of(item, element, atom) : atom(item);
            if (steps is null)
            {
                foreach (var (_, next) in ways)
                {
                    next.Add(item);
                }

                continue;
            }

            if (steps.Count(IsLive) is var live && live == 0)
            {
                return [];
            }

            if (live == 1)
            {
                var only = steps.Count == 1 ? steps[0] : steps.First(IsLive);
                isChanged |= only.Next != item;
                foreach (var (values, next) in ways)
                {
                    if (!only.Value.IsTrue)
                    {
                        values.Add(only.Value);
                    }

                    next.Add(only.Next);
                }

                continue;
            }

            isChanged = true;
            var product = new List<(List<Formula>, List<Formula>)>(ways.Count * live);
            foreach (var (values, next) in ways)
            {
                foreach (var step in steps.Where(IsLive))
                {
                    if (With(values, step.Value) is { } narrowed)
                    {
                        product.Add((narrowed, [.. next, step.Next]));
                    }
                }

                table.Work.SpendList(next.Count);
            }

            ways = product;
            if (ways.Count > table.Work.Limits.MaxWays)
            {
                throw JsonSchemaException.OfLimit(
                    nameof(JsonSchemaLimits.MaxWays), table.Work.Limits.MaxWays, "combinations of branches that may hold of one member or item", "state the cases in fewer branches");
            }
        }

        return ways.Count == 1
            ? Merge([new Step(table.And([.. ways[0].Values]), isChanged ? table.And([.. ways[0].Next]) : formula)])
            : Merge(ways.Select(w => new Step(table.And([.. w.Values]), table.And([.. w.Next]))));
    }

    private static bool IsLive(Step step) => !step.Value.IsFalse && !step.Next.IsFalse;

    /// <summary>
    /// What a value satisfies, with one more condition; null where that is plainly impossible. What follows from the rest is left out, so
    /// that the branches of a choice by constants do not multiply.
    /// </summary>
    private List<Formula>? With(List<Formula> values, Formula value)
    {
        var all = new List<Formula>(values.Count + 1);
        var isNew = !value.IsTrue;
        foreach (var other in values)
        {
            if (other.IsTrue || !isNew)
            {
                all.Add(other);
                continue;
            }

            if (IsEmpty(other, value))
            {
                return null;
            }

            isNew = !IsEmpty(other, table.Not(value));
            if (!isNew || !IsEmpty(value, table.Not(other)))
            {
                all.Add(other);
            }
        }

        if (isNew)
        {
            all.Add(value);
        }

        return all;
    }

    private bool IsEmpty(Formula x, Formula y)
    {
        if (!_empty.TryGetValue((x, y), out var isEmpty))
        {
            var both = table.And(x, y);
            _empty[(x, y)] = isEmpty = both.IsFalse || isPlainlyEmpty(both);
        }

        return isEmpty;
    }

    /// <summary>Steps to the same rest become one, and so do steps by the same values.</summary>
    private List<Step> Merge(IEnumerable<Step> steps)
    {
        var live = steps.Where(IsLive).ToList();
        if (live.Count < 2)
        {
            return live;
        }

        var byNext = live.GroupBy(s => s.Next, s => s.Value).Select(g => new Step(table.Or([.. g]), g.Key));
        return [.. byNext.GroupBy(s => s.Value, s => s.Next).Select(g => new Step(g.Key, table.Or([.. g])))];
    }
}
