using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>What becomes of statements about an object when a member is written, when declared names are passed over, and at the end.</summary>
internal sealed class MemberSteps(FormulaTable table, Func<NameCondition, string, bool> meets)
{
    /// <summary>The steps of an atom by a member.</summary>
    /// <param name="atom">The atom.</param>
    /// <param name="name">The member's name, if it is a mentioned one.</param>
    /// <param name="cell">Else the cell its name is in.</param>
    public IReadOnlyList<Step> Of(Atom atom, string? name, NameCell? cell) => atom switch
    {
        PresenceAtom presence => presence.Name == name
            ? presence.IsPresent ? [new Step(table.True, table.True)] : []
            : [new Step(table.True, table.Of(atom))],
        CountAtom count => [new Step(table.True, CountAtom.Of(table, count.Count - 1, count.IsLeast))],
        MembersAtom members => Of(members, name is null ? members.Rule.At(cell!.Met) : members.Rule.At(name, meets)),
        _ => throw new InvalidOperationException($"{atom} does not speak of objects."),
    };

    /// <summary>What remains of a formula when the ordered names before a place cannot come any more.</summary>
    public Formula Pass(Formula formula, ObjectFrame frame, int position)
    {
        if (position == 0 || formula.Kind is FormulaKind.True or FormulaKind.False)
        {
            return formula;
        }

        if (formula.Statement is { } atom)
        {
            return atom is PresenceAtom presence && frame.IndexOf(presence.Name) is var index && index < position && index < frame.OrderedCount
                ? table.Of(!presence.IsPresent)
                : formula;
        }

        Formula[]? changed = null;
        for (var i = 0; i < formula.Items.Length; i++)
        {
            var item = Pass(formula.Items[i], frame, position);
            if (changed is null && item != formula.Items[i])
            {
                changed = [.. formula.Items];
            }

            if (changed is not null)
            {
                changed[i] = item;
            }
        }

        return changed is null ? formula
            : formula.Kind == FormulaKind.And ? table.And(changed)
            : table.Or(changed);
    }

    /// <summary>Whether the object may end.</summary>
    public static bool IsDone(Formula formula) => formula.Kind switch
    {
        FormulaKind.True => true,
        FormulaKind.And => formula.Items.All(IsDone),
        FormulaKind.Or => formula.Items.Any(IsDone),
        FormulaKind.Atom => formula.Statement switch
        {
            PresenceAtom presence => !presence.IsPresent,
            CountAtom count => !count.IsLeast,
            MembersAtom members => members.All,
            _ => false,
        },
        _ => false,
    };

    private Step[] Of(MembersAtom members, Formula value) => members.All
        ? [new Step(value, table.Of(members))]
        : [new Step(table.Not(value), table.True), new Step(value, table.Of(members))];
}
