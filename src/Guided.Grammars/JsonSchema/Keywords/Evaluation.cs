using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>A schema that is applied to the same value as another, and the condition under which what it says counts as evaluated.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Scope">Its scope.</param>
/// <param name="Condition">What must hold of the value for it to be applied with success.</param>
internal readonly record struct AppliedSchema(Schema Schema, Scope Scope, Formula Condition);

/// <summary>Finds the schemas that are applied in place: behind references, in branches, under conditions.</summary>
internal sealed class Evaluation(SchemaReader reader)
{
    private readonly FormulaTable _table = reader.Table;

    /// <summary>A schema and all that are applied with it.</summary>
    public List<AppliedSchema> Applied(Schema schema, Scope scope, JsonKind kind)
    {
        var found = new List<AppliedSchema>();
        Visit(schema, scope, _table.True, kind, found, [], []);
        return found;
    }

    private void Visit(
        Schema schema, Scope scope, Formula condition, JsonKind kind, List<AppliedSchema> found, HashSet<(Schema, Scope)> open, HashSet<(Schema, Scope, Formula)> done)
    {
        // A schema that is reached twice under one condition says nothing new.
        if (condition.IsFalse || schema.Element.ValueKind != System.Text.Json.JsonValueKind.Object
            || open.Contains((schema, scope)) || !done.Add((schema, scope, condition)))
        {
            return;
        }

        open.Add((schema, scope));
        RuntimeGuard.Check(schema.Path);
        _table.Work.Spend();
        found.Add(new AppliedSchema(schema, scope, condition));
        foreach (var (keyword, value) in schema.Keywords)
        {
            var inside = reader.Links.Inside(schema, scope, keyword);
            switch (keyword)
            {
                case "$ref" or "$dynamicRef" or "$recursiveRef":
                    Go(SchemaLinks.Target(schema, scope, keyword), inside, _table.True);
                    break;
                case "allOf":
                    foreach (var branch in SchemaLinks.Branches(schema, keyword))
                    {
                        Go(branch, inside, _table.True);
                    }

                    break;
                case "anyOf" or "oneOf":
                    foreach (var branch in SchemaLinks.Branches(schema, keyword))
                    {
                        Go(branch, inside, Holds(branch, inside));
                    }

                    break;
                case "if":
                    var test = schema.Child(value, keyword);
                    var holds = Holds(test, inside);
                    Go(test, inside, holds);
                    Under("then", inside, holds);
                    Under("else", inside, _table.Not(holds));
                    break;
                case "dependentSchemas" or "dependencies" when kind == JsonKind.Object:
                    foreach (var member in Shapes.KeywordValues.Members(schema, keyword).Where(m => m.Value.ValueKind is not (System.Text.Json.JsonValueKind.Array or System.Text.Json.JsonValueKind.String)))
                    {
                        Go(schema.Child(member.Value, keyword, member.Name), inside, _table.Of(new Objects.PresenceAtom(member.Name, true)));
                    }

                    break;
            }
        }

        open.Remove((schema, scope));

        void Go(Schema next, Scope inside, Formula when) => Visit(next, inside.Enter(next), _table.And(condition, when), kind, found, open, done);

        Formula Holds(Schema next, Scope inside) => reader.Of(next, inside.Enter(next), kind);

        void Under(string name, Scope inside, Formula when)
        {
            if (schema.Keyword(name) is { } branch)
            {
                Go(schema.Child(branch, name), inside, when);
            }
        }
    }
}
