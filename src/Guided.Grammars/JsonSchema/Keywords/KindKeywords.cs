using System.Text.Json;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Keywords that speak of values of one kind, and <c>type</c>.</summary>
internal sealed class KindKeywords
{
    private readonly FormulaTable _table;
    private readonly JsonSchemaOptions _options;
    private readonly StringKeywords _strings;
    private readonly ArrayKeywords _arrays;
    private readonly ObjectKeywords _objects;
    private readonly SingleValues _values;
    private readonly Dictionary<Schema, (JsonKinds Kinds, bool Integer)> _types = [];

    public KindKeywords(SchemaReader reader)
    {
        (_table, _options) = (reader.Table, reader.Options);
        _strings = new StringKeywords(reader.Options);
        _arrays = new ArrayKeywords(reader);
        _objects = new ObjectKeywords(reader);
        _values = new SingleValues(reader);
    }

    /// <summary>The kind of value that a keyword speaks of, or null.</summary>
    public static JsonKind? Kind(string keyword) => keyword switch
    {
        "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "multipleOf" => JsonKind.Number,
        "minLength" or "maxLength" or "pattern" or "format" or "contentEncoding" or "contentMediaType" => JsonKind.String,
        "items" or "prefixItems" or "additionalItems" or "contains" or "minContains" or "maxContains" or "minItems" or "maxItems" or "uniqueItems"
            or "unevaluatedItems" => JsonKind.Array,
        "properties" or "patternProperties" or "additionalProperties" or "propertyNames" or "required" or "minProperties" or "maxProperties"
            or "dependencies" or "dependentRequired" or "dependentSchemas" or "unevaluatedProperties" => JsonKind.Object,
        _ => null,
    };

    /// <summary>Whether <c>type</c> allows values of a kind.</summary>
    public bool Allows(Schema schema, JsonKind kind) => Types(schema).Kinds.Has(kind);

    /// <summary>The value that a schema stands for, as far as it is of a kind.</summary>
    public Formula Value(Schema schema, JsonKind kind) => _values.Of(schema, kind);

    /// <summary>What the keywords of a kind say, and <c>enum</c> and <c>const</c>.</summary>
    public IEnumerable<Formula> Read(Schema schema, Scope scope, JsonKind kind)
    {
        var enumerated = schema.Dialect.Validates ? _values.Enumerated(schema, kind) : _table.True;
        if (enumerated.IsFalse)
        {
            return [enumerated];
        }

        var own = kind switch
        {
            JsonKind.Number => Numbers(schema),
            JsonKind.String => Strings(schema),
            JsonKind.Array => _arrays.Read(schema, scope),
            JsonKind.Object => _objects.Read(schema, scope),
            _ => [],
        };
        return [.. own, enumerated];
    }

    private IEnumerable<Formula> Numbers(Schema schema)
    {
        var integer = Types(schema).Integer;
        if (!schema.Dialect.Validates)
        {
            return integer ? [_table.Of(new IntegerAtom(true, NumberKeywords.IsPlain(schema.Draft, _options.Reading)))] : [];
        }

        var shape = new NumberKeywords(schema.Draft, _options.Reading).Read(schema, integer);
        return shape.IsEmpty ? [_table.False] : shape.ToAtoms().Select(_table.Of);
    }

    private IEnumerable<Formula> Strings(Schema schema)
    {
        if (!schema.Dialect.Validates)
        {
            return [];
        }

        return _strings.Read(schema) is { } shape ? shape.ToAtoms().Select(_table.Of) : [_table.False];
    }

    /// <summary>The kinds that <c>type</c> allows, and whether numbers must be integers.</summary>
    private (JsonKinds Kinds, bool Integer) Types(Schema schema)
    {
        if (!_types.TryGetValue(schema, out var types))
        {
            _types[schema] = types = ReadTypes(schema);
        }

        return types;
    }

    private (JsonKinds Kinds, bool Integer) ReadTypes(Schema schema)
    {
        if (!schema.Dialect.Validates || schema.Keyword("type") is not { } type)
        {
            return (JsonKinds.All, false);
        }

        var names = type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type];
        var kinds = JsonKinds.None;
        var (integer, number) = (false, false);
        foreach (var name in names)
        {
            var text = name.ValueKind == JsonValueKind.String ? name.GetString() : null;
            integer |= text == "integer";
            number |= text == "number";
            kinds |= text switch
            {
                "null" => JsonKinds.Null,
                "boolean" => JsonKinds.Boolean,
                "integer" or "number" => JsonKinds.Number,
                "string" => JsonKinds.String,
                "array" => JsonKinds.Array,
                "object" => JsonKinds.Object,
                _ => throw schema.Error("type", $"{name.GetRawText()} is not one of null, boolean, integer, number, string, array, object"),
            };
        }

        if (_options.OpenApiNullable && schema.Keyword("nullable") is { ValueKind: JsonValueKind.True })
        {
            kinds |= JsonKinds.Null;
        }

        return (kinds, integer && !number);
    }
}
