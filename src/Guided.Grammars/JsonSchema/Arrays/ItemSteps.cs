using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>What becomes of statements about an array when an item is written, and at the end.</summary>
internal sealed class ItemSteps(FormulaTable table)
{
    /// <summary>The steps of an atom by the item at a place; null where the item does not matter to it.</summary>
    /// <param name="formula">The atom.</param>
    /// <param name="index">The place.</param>
    /// <param name="isRepeat">Whether an equal item was written before, where that matters.</param>
    public IReadOnlyList<Step>? Of(Formula formula, int index, bool isRepeat) => formula.Statement switch
    {
        UniqueAtom unique => isRepeat
            ? unique.Holds ? [] : [new Step(table.True, table.True)]
            : null,
        CountAtom count => [new Step(table.True, CountAtom.Of(table, count.Count - 1, count.IsLeast))],
        ItemsAtom { All: true } items => [new Step(items.Rule.At(index), formula)],
        ItemsAtom items => [new Step(table.Not(items.Rule.At(index)), table.True), new Step(items.Rule.At(index), formula)],
        ContainsAtom contains =>
        [
            new Step(contains.Item, ContainsAtom.Of(table, contains.Item, contains.Count - 1, contains.IsLeast)),
            new Step(table.Not(contains.Item), formula),
        ],
        _ => throw new InvalidOperationException($"{formula} does not speak of arrays."),
    };
}
