namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>The ways in which a formula may hold.</summary>
internal static class Ways
{
    /// <summary>Lists of atoms, of which one at least holds as a whole; null when they are more than a bound.</summary>
    public static List<List<Atom>>? Of(Formula formula, int max)
    {
        if (formula.Statement is { } atom)
        {
            return [[atom]];
        }

        List<List<Atom>> ways = formula.Kind is FormulaKind.And or FormulaKind.True ? [[]] : [];
        foreach (var item in formula.Items)
        {
            if (Of(item, max) is not { } parts || (formula.Kind == FormulaKind.And && (long)ways.Count * parts.Count > max))
            {
                return null;
            }

            if (formula.Kind == FormulaKind.And)
            {
                ways = [.. ways.SelectMany(_ => parts, (x, y) => (List<Atom>)[.. x, .. y])];
            }
            else
            {
                ways.AddRange(parts);
            }
        }

        return ways.Count <= max ? ways : null;
    }
}
