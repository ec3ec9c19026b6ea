using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>What becomes of statements about an object when a member is written, when declared names are passed over, and at the end.</summary>
internal sealed class MemberSteps(FormulaTable table, Func<NameCondition, string, bool> meets)
{
    /// <summary>The steps of an atom by a member; null where the member does not matter to it.</summary>
    /// <param name="formula">The atom.</param>
    /// <param name="name">The member's name, if it is a mentioned one.</param>
    /// <param name="cell">Else the cell its name is in.</param>
    public IReadOnlyList<Step>? Of(Formula formula, string? name, NameCell? cell) => formula.Statement switch
    {
        PresenceAtom presence => presence.Name != name ? null
            : presence.IsPresent ? [new Step(table.True, table.True)]
            : [],
        CountAtom count => [new Step(table.True, CountAtom.Of(table, count.Count - 1, count.IsLeast))],
        MembersAtom members => Of(formula, members, name is null ? members.Rule.At(cell!.Met) : members.Rule.At(name, meets)),
        _ => throw new InvalidOperationException($"{formula} does not speak of objects."),
    };

    /// <summary>What remains of a formula when the ordered names before a place cannot come any more.</summary>
    public Formula Pass(Formula formula, ObjectFrame frame, int position) => frame.FirstAwaited(formula) >= position
        ? formula
        : table.Map(formula, atom => atom is PresenceAtom presence && frame.IndexOf(presence.Name) is var index && index < position && index < frame.OrderedCount
            ? table.Of(!presence.IsPresent)
            : table.Of(atom));

    /// <summary>Whether it is plain that nothing remains then: a required name was passed over.</summary>
    public bool IsPlainlyOver(Formula formula, ObjectFrame frame, int position)
    {
        table.Work.Spend();
        return formula.Kind switch
        {
            FormulaKind.False => true,
            FormulaKind.And => formula.Items.Any(i => IsPlainlyOver(i, frame, position)),
            FormulaKind.Or => formula.Items.All(i => IsPlainlyOver(i, frame, position)),
            _ => formula.Statement is PresenceAtom { IsPresent: true } presence
                && frame.IndexOf(presence.Name) is var index && index < position && index < frame.OrderedCount,
        };
    }

    private Step[]? Of(Formula formula, MembersAtom members, Formula value) => !members.All ? [new Step(table.Not(value), table.True), new Step(value, formula)]
        : value.IsTrue ? null
        : [new Step(value, formula)];
}
