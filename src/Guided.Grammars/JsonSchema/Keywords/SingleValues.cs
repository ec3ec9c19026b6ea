using System.Text.Json;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary><c>enum</c> and <c>const</c>: single values, by JSON equality (1 and 1.0 are the same number).</summary>
internal sealed class SingleValues(SchemaReader reader)
{
    private readonly FormulaTable _table = reader.Table;

    /// <summary>What <c>enum</c> and <c>const</c> say of values of a kind.</summary>
    public Formula Enumerated(Schema schema, JsonKind kind)
    {
        var constant = schema.Keyword("const") is { } single
            ? Of(schema.Value(single, "const"), kind)
            : _table.True;
        if (constant.IsFalse || schema.Keyword("enum") is not { } list)
        {
            return constant;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw schema.Error("enum", "the value is a list");
        }

        if (kind == JsonKind.String)
        {
            // Lists of strings may be long: they are one atom.
            return _table.And(constant, Literals(list.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)));
        }

        var values = list.EnumerateArray()
            .Select((value, i) => (value, i))
            .Where(v => JsonKindSets.Of(v.value) == kind)
            .Select(v => Of(schema.Value(v.value, "enum", $"{v.i}"), kind));
        return _table.And(constant, _table.Or([.. values]));
    }

    /// <summary>What the value that a schema stands for says of values of a kind.</summary>
    public Formula Of(Schema schema, JsonKind kind)
    {
        if (JsonKindSets.Of(schema.Element) != kind)
        {
            return _table.False;
        }

        return kind switch
        {
            JsonKind.Number => _table.And([.. NumberShape.Of(KeywordValues.Number(schema, null, schema.Element)).ToAtoms().Select(_table.Of)]),
            JsonKind.String => Literals([schema.Element.GetString()!]),
            JsonKind.Array => Array(schema),
            JsonKind.Object => Object(schema),
            _ => _table.True,
        };
    }

    private Formula Literals(IEnumerable<string> texts)
    {
        string[] distinct = [.. texts.Distinct(StringComparer.Ordinal)];
        return distinct.Length == 0 ? _table.False : _table.Of(new LiteralsAtom([.. distinct], true));
    }

    private Formula Array(Schema schema)
    {
        var items = schema.Element.EnumerateArray().Select((item, i) => reader.Links.Value(schema, item, $"{i}")).ToArray();
        return _table.And(
            CountAtom.Of(_table, items.Length, true),
            CountAtom.Of(_table, items.Length, false),
            items.Length == 0 ? _table.True : _table.Of(new ItemsAtom(new ItemRule([.. items], _table.False), true)));
    }

    private Formula Object(Schema schema)
    {
        // As JSON readers do, the last of several members of one name counts.
        var members = schema.Element.EnumerateObject().GroupBy(m => m.Name).Select(g => g.Last()).ToArray();
        var names = members.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var rule = new MemberRule(
            _table,
            members.Select(m => (m.Name, reader.Links.Value(schema, m.Value, m.Name))),
            [new MemberCase([], [], names, _table.False)],
            declares: true,
            isOrdered: reader.Options.PropertyOrder == PropertyOrder.Strict);
        return _table.And([_table.Of(new MembersAtom(rule, true)), .. members.Select(m => _table.Of(new PresenceAtom(m.Name, true)))]);
    }
}
