using System.Collections.Immutable;
using System.Text.Json;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Keywords that speak of objects.</summary>
internal sealed class ObjectKeywords(SchemaReader reader)
{
    private static readonly string[] DependencyKeywords = ["dependencies", "dependentRequired", "dependentSchemas"];

    private readonly FormulaTable _table = reader.Table;
    private readonly UnevaluatedProperties _unevaluated = new(reader);

    public IEnumerable<Formula> Read(Schema schema, Scope scope)
    {
        if (Rule(schema, scope) is { } rule)
        {
            yield return _table.Of(new MembersAtom(rule, true));
        }

        if (reader.Links.Child(schema, scope, "propertyNames") is { IsTrue: false } names)
        {
            yield return Names(schema, names);
        }

        foreach (var dependency in Dependencies(schema, scope))
        {
            yield return dependency;
        }

        if (schema.Keyword("unevaluatedProperties") is not null)
        {
            yield return _unevaluated.Of(schema, scope);
        }

        if (!schema.Dialect.Validates)
        {
            yield break;
        }

        foreach (var name in Strings(schema, "required", schema.Keyword("required")).Distinct(StringComparer.Ordinal))
        {
            yield return Present(name);
        }

        yield return CountAtom.Of(_table, KeywordValues.Count(schema, "minProperties") ?? 0, true);
        if (KeywordValues.Count(schema, "maxProperties") is { } max)
        {
            yield return CountAtom.Of(_table, max, false);
        }
    }

    /// <summary>The patterns under <c>patternProperties</c>.</summary>
    public static ImmutableArray<NameCondition> Patterns(Schema schema) =>
        [.. KeywordValues.Members(schema, "patternProperties").Select(m => new NameCondition(m.Name, null, schema))];

    private Formula Present(string name) => _table.Of(new PresenceAtom(name, true));

    private MemberRule? Rule(Schema schema, Scope scope)
    {
        var properties = Properties(schema).Select(m => (m.Name, reader.Links.Child(schema, scope, m.Value, "properties", m.Name))).ToArray();
        var patterns = Patterns(schema);
        var cases = KeywordValues.Members(schema, "patternProperties")
            .Select((m, i) => new MemberCase([patterns[i]], [], MemberRule.NoNames, reader.Links.Child(schema, scope, m.Value, "patternProperties", m.Name)))
            .ToList();
        if (reader.Links.Child(schema, scope, "additionalProperties") is { IsTrue: false } additional)
        {
            var declared = properties.Select(p => p.Item1).ToHashSet(StringComparer.Ordinal);
            cases.Add(new MemberCase([], patterns, declared, additional));
        }

        return properties.Length == 0 && cases.Count == 0 ? null : new MemberRule(_table, properties, [.. cases], declares: true, isOrdered: !scope.IsFree);
    }

    private static IEnumerable<JsonProperty> Properties(Schema schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in KeywordValues.Members(schema, "properties"))
        {
            yield return seen.Add(member.Name) ? member : throw schema.Error("properties", $"'{member.Name}' is declared twice");
        }
    }

    /// <summary>A member whose name is out of order can have no value at all.</summary>
    private Formula Names(Schema schema, Formula names)
    {
        var condition = new NameCondition(null, names, schema);
        var rule = new MemberRule(_table, [], [new MemberCase([], [condition], MemberRule.NoNames, _table.False)], declares: false);
        return _table.Of(new MembersAtom(rule, true));
    }

    private IEnumerable<Formula> Dependencies(Schema schema, Scope scope)
    {
        foreach (var keyword in DependencyKeywords)
        {
            foreach (var member in KeywordValues.Members(schema, keyword))
            {
                yield return Dependency(schema, scope, keyword, member);
            }
        }
    }

    private Formula Dependency(Schema schema, Scope scope, string keyword, JsonProperty member)
    {
        // Up to draft 7 one keyword serves for both; a single name for a list of one is draft 3's.
        var isList = member.Value.ValueKind is JsonValueKind.Array or JsonValueKind.String;
        if (isList ? keyword == "dependentSchemas" : keyword == "dependentRequired")
        {
            throw schema.Error(keyword, isList ? "the value is not an object of schemas" : "the value is not an object of lists of names");
        }

        var then = isList
            ? _table.And([.. Strings(schema, keyword, member.Value).Select(Present)])
            : reader.Undeclared(reader.Links.Child(schema, scope, member.Value, keyword, member.Name), JsonKind.Object);
        return _table.Or(_table.Not(Present(member.Name)), then);
    }

    private static IEnumerable<string> Strings(Schema schema, string keyword, JsonElement? list)
    {
        switch (list?.ValueKind)
        {
            case null:
                yield break;
            case JsonValueKind.String when keyword == "dependencies":
                yield return list.Value.GetString()!;
                yield break;

            // Draft 3 had a boolean here, in the schema of the member; later editions do not know it, and it asserts nothing in them.
            case JsonValueKind.True or JsonValueKind.False when keyword == "required":
                throw schema.Error("required", "the value is a list of names in the object's schema, not a boolean in the member's");
            case not JsonValueKind.Array:
                throw schema.Error(keyword, "the value is not a list of names");
        }

        foreach (var name in list!.Value.EnumerateArray())
        {
            yield return name.ValueKind == JsonValueKind.String
                ? name.GetString()!
                : throw schema.Error(keyword, $"{name.GetRawText()} is not a name");
        }
    }
}
