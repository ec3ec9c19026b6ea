using System.Text.Json;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Reads every schema that can be reached, so that what is not well-formed or not enforced is refused before anything is generated.</summary>
internal sealed class SchemaCheck(SchemaReader reader, PatternCheck patterns)
{
    private readonly HashSet<(Schema, Scope)> _seen = [];
    private readonly Stack<(Schema Schema, Scope Scope)> _pending = new();

    /// <summary>Is told of every schema that is reached, when it was found to be well-formed.</summary>
    public Action<Schema>? Visited { get; init; }

    /// <summary>Where to put what is at fault, to go on with the rest; null to end with the first fault.</summary>
    public ICollection<JsonSchemaException>? Faults { get; init; }

    /// <exception cref="JsonSchemaException">Something is not well-formed, or not enforced.</exception>
    public void Check(Schema root)
    {
        Add(root, Scope.Empty);
        while (_pending.TryPop(out var next))
        {
            reader.Table.Work.Spend();
            Attempt(() => Check(next.Schema, next.Scope));
            Attempt(() => Visit(next.Schema, next.Scope));
            Visited?.Invoke(next.Schema);
        }
    }

    private void Check(Schema schema, Scope scope)
    {
        var possible = JsonKinds.None;
        foreach (var kind in JsonKindSets.Every)
        {
            possible |= reader.Of(schema, scope, kind).IsFalse ? JsonKinds.None : (JsonKinds)(1 << (int)kind);
        }

        patterns.Check(schema, possible);
    }

    private void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (OpenSchemaException e) when (Faults is not null)
        {
            Faults.Add(e.ToError());
        }
        catch (OpenSchemaException e)
        {
            throw e.ToError();
        }
        catch (JsonSchemaException e) when (Faults is not null)
        {
            Faults.Add(e);
        }
    }

    private void Add(Schema schema, Scope scope)
    {
        scope = scope.Enter(schema);
        if (schema.Element.ValueKind == JsonValueKind.Object && _seen.Add((schema, scope)))
        {
            _pending.Push((schema, scope));
        }
    }

    private void Visit(Schema schema, Scope scope)
    {
        var onlyReference = schema.Draft <= SchemaDraft.Draft7 && schema.Keyword("$ref") is not null;
        foreach (var (keyword, value) in schema.Keywords)
        {
            if (onlyReference && keyword != "$ref")
            {
                continue;
            }

            var inside = reader.Links.Inside(schema, scope, keyword);
            switch (keyword)
            {
                case "$ref" or "$dynamicRef" or "$recursiveRef":
                    Add(SchemaLinks.Target(schema, scope, keyword), inside);
                    break;
                case "$defs" or "definitions":
                    break;
                case "dependencies":
                    foreach (var member in value.EnumerateObject().Where(m => m.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.String)))
                    {
                        Add(schema.Child(member.Value, keyword, member.Name), inside);
                    }

                    break;
                case var _ when Subschemas.IsMap(keyword):
                    foreach (var member in KeywordValues.Members(schema, keyword))
                    {
                        Add(schema.Child(member.Value, keyword, member.Name), inside);
                    }

                    break;
                case var _ when !Subschemas.IsSchema(keyword) || keyword == "contentSchema" || Shadowed(schema, keyword):
                    break;
                case var _ when value.ValueKind == JsonValueKind.Array:
                    var i = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Add(schema.Child(item, keyword, $"{i++}"), inside);
                    }

                    break;
                default:
                    Add(schema.Child(value, keyword), inside);
                    break;
            }
        }
    }

    /// <summary>Keywords that say nothing for want of another.</summary>
    private static bool Shadowed(Schema schema, string keyword) => keyword switch
    {
        "then" or "else" => schema.Keyword("if") is null,
        "additionalItems" => schema.Keyword("items") is not { ValueKind: JsonValueKind.Array },
        _ => false,
    };
}
