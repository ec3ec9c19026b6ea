using System.Text.Json;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Reads every schema that can be reached, so that what is not well-formed or not enforced is refused before anything is generated.</summary>
internal sealed class SchemaCheck(SchemaReader reader, PatternCheck patterns)
{
    private readonly HashSet<(Schema, Scope, bool)> _seen = [];
    private readonly Stack<(Schema Schema, Scope Scope, bool IsWhole)> _pending = new();
    private readonly DistinctItemsCheck _distinct = new(reader);

    /// <exception cref="JsonSchemaException">Something is not well-formed, or not enforced.</exception>
    public void Check(Schema root)
    {
        Add(root, Scope.Empty, isWhole: true);
        while (_pending.TryPop(out var next))
        {
            var possible = JsonKinds.None;
            try
            {
                foreach (var kind in JsonKindSets.Every)
                {
                    possible |= reader.Of(next.Schema, next.Scope, kind).IsFalse ? JsonKinds.None : (JsonKinds)(1 << (int)kind);
                }

                if (next.IsWhole)
                {
                    _distinct.Check(next.Schema, next.Scope);
                }
            }
            catch (OpenSchemaException e)
            {
                throw e.ToError();
            }

            patterns.Check(next.Schema, possible);
            Visit(next.Schema, next.Scope);
        }
    }

    /// <param name="schema">The schema.</param>
    /// <param name="scope">The scope around it.</param>
    /// <param name="isWhole">Whether it is all that is said of some value, rather than a part of that.</param>
    private void Add(Schema schema, Scope scope, bool isWhole)
    {
        scope = scope.Enter(schema);
        if (schema.Element.ValueKind == JsonValueKind.Object && _seen.Add((schema, scope, isWhole)))
        {
            _pending.Push((schema, scope, isWhole));
        }
    }

    private void Visit(Schema schema, Scope scope)
    {
        var onlyReference = schema.Draft <= SchemaDraft.Draft7 && schema.Keyword("$ref") is not null;
        foreach (var (keyword, value) in schema.Keywords)
        {
            var isWhole = KindKeywords.Kind(keyword) is not null && keyword is not ("dependencies" or "dependentSchemas");
            if (onlyReference && keyword != "$ref")
            {
                continue;
            }

            switch (keyword)
            {
                case "$ref":
                case "$dynamicRef" when schema.Draft >= SchemaDraft.Draft202012:
                case "$recursiveRef" when schema.Draft == SchemaDraft.Draft201909:
                    Add(SchemaLinks.Target(schema, scope, keyword), scope, isWhole);
                    break;
                case "$defs" or "definitions":
                    break;
                case "dependencies":
                    foreach (var member in value.EnumerateObject().Where(m => m.Value.ValueKind is not (JsonValueKind.Array or JsonValueKind.String)))
                    {
                        Add(schema.Child(member.Value, keyword, member.Name), scope, isWhole);
                    }

                    break;
                case var _ when Subschemas.IsMap(keyword):
                    foreach (var member in KeywordValues.Members(schema, keyword))
                    {
                        Add(schema.Child(member.Value, keyword, member.Name), scope, isWhole);
                    }

                    break;
                case var _ when !Subschemas.IsSchema(keyword) || keyword == "contentSchema" || Shadowed(schema, keyword):
                    break;
                case var _ when value.ValueKind == JsonValueKind.Array:
                    var i = 0;
                    foreach (var item in value.EnumerateArray())
                    {
                        Add(schema.Child(item, keyword, $"{i++}"), scope, isWhole);
                    }

                    break;
                default:
                    Add(schema.Child(value, keyword), scope, isWhole);
                    break;
            }
        }
    }

    /// <summary>Keywords that say nothing for want of another, or in the schema's edition.</summary>
    private static bool Shadowed(Schema schema, string keyword) => keyword switch
    {
        "then" or "else" => schema.Keyword("if") is null || schema.Draft < SchemaDraft.Draft7,
        "if" => schema.Draft < SchemaDraft.Draft7,
        "additionalItems" => schema.Draft >= SchemaDraft.Draft202012 || schema.Keyword("items") is not { ValueKind: JsonValueKind.Array },
        "prefixItems" => schema.Draft < SchemaDraft.Draft202012,
        "contains" or "propertyNames" => schema.Draft < SchemaDraft.Draft6,
        "unevaluatedItems" or "unevaluatedProperties" or "dependentSchemas" => schema.Draft < SchemaDraft.Draft201909,
        _ => false,
    };
}
