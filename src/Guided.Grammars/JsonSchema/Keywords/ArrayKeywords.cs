using System.Collections.Immutable;
using System.Text.Json;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Keywords that speak of arrays.</summary>
internal sealed class ArrayKeywords(SchemaReader reader)
{
    private readonly FormulaTable _table = reader.Table;
    private readonly UnevaluatedItems _unevaluated = new(reader);

    public IEnumerable<Formula> Read(Schema schema, Scope scope)
    {
        if (Rule(schema, scope) is { } rule)
        {
            yield return _table.Of(new ItemsAtom(rule, true));
        }

        if (reader.Links.Child(schema, scope, "contains") is { } item)
        {
            var (min, max) = schema.Dialect.Validates
                ? (KeywordValues.Count(schema, "minContains") ?? 1, KeywordValues.Count(schema, "maxContains"))
                : (1, null);
            yield return ContainsAtom.Of(_table, item, min, true);
            yield return max is { } most ? ContainsAtom.Of(_table, item, most, false) : _table.True;
        }

        if (schema.Keyword("unevaluatedItems") is not null)
        {
            yield return _unevaluated.Of(schema, scope);
        }

        if (!schema.Dialect.Validates)
        {
            yield break;
        }

        yield return CountAtom.Of(_table, KeywordValues.Count(schema, "minItems") ?? 0, true);
        if (KeywordValues.Count(schema, "maxItems") is { } maxItems)
        {
            yield return CountAtom.Of(_table, maxItems, false);
        }

        if (schema.Keyword("uniqueItems") is { } unique)
        {
            yield return unique.ValueKind switch
            {
                JsonValueKind.True when KeywordValues.Count(schema, "maxItems") is 0 or 1 => _table.True,
                JsonValueKind.True => _table.Of(new UniqueAtom(true, schema.Path)),
                JsonValueKind.False => _table.True,
                _ => throw schema.Error("uniqueItems", $"{unique.GetRawText()} is not a boolean"),
            };
        }
    }

    /// <summary>How many first items have schemas of their own, and the keyword that lists these; 0 where none does.</summary>
    public static (int Count, string Keyword) Prefix(Schema schema)
    {
        // Before 2020-12 a list under items is what prefixItems is now.
        var keyword = schema.Draft < SchemaDraft.Draft202012 ? "items" : "prefixItems";
        return schema.Keyword(keyword) is not { } list ? (0, keyword)
            : list.ValueKind == JsonValueKind.Array ? (list.GetArrayLength(), keyword)
            : keyword == "items" ? (0, keyword)
            : throw schema.Error(keyword, "the value is not a list of schemas");
    }

    /// <summary>The keyword with the schema of the items after the first, if it is there.</summary>
    public static string? Rest(Schema schema)
    {
        var listed = schema.Draft < SchemaDraft.Draft202012 && schema.Keyword("items") is { ValueKind: JsonValueKind.Array };
        var keyword = listed ? "additionalItems" : "items";
        return schema.Keyword(keyword) is null ? null : keyword;
    }

    private ItemRule? Rule(Schema schema, Scope scope)
    {
        var (count, keyword) = Prefix(schema);
        var rest = Rest(schema);
        if (count == 0 && rest is null)
        {
            return null;
        }

        if (rest is not null && schema.Keyword(rest) is { ValueKind: JsonValueKind.Array })
        {
            throw schema.Error(rest, "a list of schemas stands under prefixItems in this edition of JSON Schema; name an older one in $schema, or rename it");
        }

        var prefix = count == 0
            ? []
            : schema.Keyword(keyword)!.Value.EnumerateArray().Select((item, i) => reader.Links.Child(schema, scope, item, keyword, $"{i}")).ToImmutableArray();
        var rule = new ItemRule(prefix, rest is null ? _table.True : reader.Links.Child(schema, scope, rest)!);
        return rule.Rest.IsTrue && prefix.All(p => p.IsTrue) ? null : rule;
    }
}
