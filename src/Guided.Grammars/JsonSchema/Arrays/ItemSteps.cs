using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>What becomes of statements about an array when an item is written, and at the end.</summary>
internal sealed class ItemSteps(FormulaTable table)
{
    /// <summary>The steps of an atom by the item at a place.</summary>
    /// <param name="atom">The atom.</param>
    /// <param name="index">The place.</param>
    /// <param name="isRepeat">Whether an equal item was written before, where that matters.</param>
    public IReadOnlyList<Step> Of(Atom atom, int index, bool isRepeat) => atom switch
    {
        UniqueAtom unique => isRepeat
            ? unique.Holds ? [] : [new Step(table.True, table.True)]
            : [new Step(table.True, table.Of(atom))],
        CountAtom count => [new Step(table.True, CountAtom.Of(table, count.Count - 1, count.IsLeast))],
        ItemsAtom { All: true } items => [new Step(items.Rule.At(index), table.Of(atom))],
        ItemsAtom items => [new Step(table.Not(items.Rule.At(index)), table.True), new Step(items.Rule.At(index), table.Of(atom))],
        ContainsAtom contains =>
        [
            new Step(contains.Item, ContainsAtom.Of(table, contains.Item, contains.Count - 1, contains.IsLeast)),
            new Step(table.Not(contains.Item), table.Of(atom)),
        ],
        _ => throw new InvalidOperationException($"{atom} does not speak of arrays."),
    };

    /// <summary>Whether the array may end.</summary>
    public static bool IsDone(Formula formula) => formula.Kind switch
    {
        FormulaKind.True => true,
        FormulaKind.And => formula.Items.All(IsDone),
        FormulaKind.Or => formula.Items.Any(IsDone),
        FormulaKind.Atom => formula.Statement switch
        {
            CountAtom count => !count.IsLeast,
            ContainsAtom contains => !contains.IsLeast,
            ItemsAtom items => items.All,
            UniqueAtom unique => unique.Holds,
            _ => false,
        },
        _ => false,
    };
}
