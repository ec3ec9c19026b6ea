using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>Takes a formula about objects apart into alternatives that each declare members in an order of their own.</summary>
/// <remarks>
/// The union of the alternatives is the formula. Branches that declare no members stay together: their statuses are kept in the states of one
/// object. Where the alternatives would be many they stay together too, and members that only some of them declare may stand anywhere.
/// </remarks>
internal static class ObjectAlternatives
{
    private const int MaxProduct = 64;
    private const int MaxBranches = 1000;

    public static IReadOnlyList<Formula> Of(FormulaTable table, Formula formula)
    {
        if (formula.IsFalse)
        {
            return [];
        }

        if (formula.Kind == FormulaKind.Or)
        {
            if (!formula.Declares || formula.Items.Length > MaxBranches)
            {
                return [formula];
            }

            var branches = formula.Items.SelectMany(i => Of(table, i)).Distinct().ToArray();
            return branches.Length <= MaxBranches ? branches : [formula];
        }

        if (formula.Kind != FormulaKind.And)
        {
            return [formula];
        }

        List<List<Formula>> ways = [[]];
        var changed = false;
        foreach (var item in formula.Items)
        {
            IReadOnlyList<Formula> parts = item.Kind == FormulaKind.Or && item.Declares ? Of(table, item) : [item];
            parts = (long)ways.Count * parts.Count > MaxProduct ? [item] : parts;
            if (parts is [var only])
            {
                ways.ForEach(w => w.Add(only));
                changed |= only != item;
                continue;
            }

            changed = true;
            ways = [.. ways.SelectMany(_ => parts, (way, part) => (List<Formula>)[.. way, part])];
        }

        return !changed
            ? [formula]
            : [.. ways.Select(w => table.And([.. w])).Where(f => !f.IsFalse).Distinct()];
    }
}
