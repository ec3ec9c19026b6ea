using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Objects;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Refuses <c>uniqueItems</c> where items may be arrays or objects, and where it is negated.</summary>
/// <remarks>
/// Looks at all schemas of one value together, since one may say that items differ and another what they are; and at what is left of them
/// where a condition or branch fails.
/// </remarks>
internal sealed class DistinctItemsCheck(SchemaReader reader)
{
    public const string Reason = "that items differ is enforced for strings, numbers, booleans and null, not for arrays and objects; leave it out and check afterwards";

    public const string NegatedReason = "that two items are equal, as a negation, condition or branch asks here, is enforced for a few listed values only";

    private const int MaxWays = 256;
    private const int MaxValues = 20_000;

    private readonly HashSet<Formula> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Formula> _pending = new();

    /// <exception cref="JsonSchemaException">Items that must differ may be arrays or objects.</exception>
    public void Check(Formula root)
    {
        Add(root);
        while (_pending.TryPop(out var value))
        {
            Visit(reader.Of(value, JsonKind.Object));
            var arrays = reader.Of(value, JsonKind.Array);
            Visit(arrays);
            if (arrays.Atoms().Any(a => a is UniqueAtom))
            {
                Ways.Of(arrays, MaxWays)?.ForEach(CheckWay);
            }
        }
    }

    private void Add(Formula value)
    {
        if (value.Kind is not (FormulaKind.True or FormulaKind.False) && _seen.Count < MaxValues && _seen.Add(value))
        {
            _pending.Push(value);
        }
    }

    /// <summary>Goes on to the members and items that a formula speaks of: to what they satisfy, or fail.</summary>
    private void Visit(Formula formula)
    {
        foreach (var atom in formula.Atoms())
        {
            switch (atom)
            {
                case MembersAtom members:
                    foreach (var value in members.Rule.Properties.Select(p => p.Value).Concat(members.Rule.Cases.Select(c => c.Value)))
                    {
                        Add(members.All ? value : reader.Table.Not(value));
                    }

                    break;
                case ItemsAtom items:
                    for (var i = 0; i <= items.Rule.PrefixLength; i++)
                    {
                        Add(items.All ? items.Rule.At(i) : reader.Table.Not(items.Rule.At(i)));
                    }

                    break;
                case ContainsAtom contains:
                    Add(contains.Item);
                    Add(reader.Table.Not(contains.Item));
                    break;
            }
        }
    }

    private void CheckWay(List<Atom> way)
    {
        if (way.OfType<UniqueAtom>().FirstOrDefault() is not { } unique || way.OfType<CountAtom>().Any(c => c is { IsLeast: false, Count: < 2 }))
        {
            return;
        }

        if (!unique.Holds)
        {
            throw new JsonSchemaException(unique.Path, "uniqueItems", NegatedReason);
        }

        var rules = way.OfType<ItemsAtom>().Where(i => i.All).Select(i => i.Rule).ToArray();
        var places = rules.Select(r => r.PrefixLength).DefaultIfEmpty(0).Max();
        for (var i = 0; i <= places; i++)
        {
            var item = reader.Table.And([.. rules.Select(r => r.At(i))]);
            if (!reader.Of(item, JsonKind.Array).IsFalse || !reader.Of(item, JsonKind.Object).IsFalse)
            {
                throw new JsonSchemaException(unique.Path, "uniqueItems", Reason);
            }
        }
    }
}
