using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Refuses <c>uniqueItems</c> where items may be arrays or objects.</summary>
/// <remarks>Looks at all schemas of one value together, since one may say that items differ and another what they are.</remarks>
internal sealed class DistinctItemsCheck(SchemaReader reader)
{
    public const string Reason = "that items differ is enforced for strings, numbers, booleans and null, not for arrays and objects; leave it out and check afterwards";

    private const int MaxWays = 256;

    /// <exception cref="JsonSchemaException">Items that must differ may be arrays or objects.</exception>
    public void Check(Schema schema, Scope scope)
    {
        var formula = reader.Of(schema, scope, JsonKind.Array);
        if (formula.Atoms().Any(a => a is UniqueAtom) && Ways.Of(formula, MaxWays) is { } ways)
        {
            ways.ForEach(Check);
        }
    }

    private void Check(List<Atom> way)
    {
        if (way.OfType<UniqueAtom>().FirstOrDefault() is not { } unique || way.OfType<CountAtom>().Any(c => c is { IsLeast: false, Count: < 2 }))
        {
            return;
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
