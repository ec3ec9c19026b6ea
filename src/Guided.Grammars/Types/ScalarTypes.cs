using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Grammars.JsonSchema.Strings.Formats;
using NJsonSchema;
using NSchema = NJsonSchema.JsonSchema;

namespace Guided.Grammars.Types;

/// <summary>Types that are one JSON value: the JSON type and the format by which their range or text is enforced.</summary>
internal static class ScalarTypes
{
    private static readonly Dictionary<Type, (JsonObjectType Type, string? Format)> Known = new()
    {
        [typeof(bool)] = (JsonObjectType.Boolean, null),
        [typeof(sbyte)] = (JsonObjectType.Integer, "int8"),
        [typeof(byte)] = (JsonObjectType.Integer, "uint8"),
        [typeof(short)] = (JsonObjectType.Integer, "int16"),
        [typeof(ushort)] = (JsonObjectType.Integer, "uint16"),
        [typeof(int)] = (JsonObjectType.Integer, "int32"),
        [typeof(uint)] = (JsonObjectType.Integer, "uint32"),
        [typeof(long)] = (JsonObjectType.Integer, "int64"),
        [typeof(ulong)] = (JsonObjectType.Integer, "uint64"),
        [typeof(Half)] = (JsonObjectType.Number, "half"),
        [typeof(float)] = (JsonObjectType.Number, "float"),
        [typeof(double)] = (JsonObjectType.Number, "double"),
        [typeof(decimal)] = (JsonObjectType.Number, "decimal"),
        [typeof(string)] = (JsonObjectType.String, null),
        [typeof(char)] = (JsonObjectType.String, null),
        [typeof(DateOnly)] = (JsonObjectType.String, "date"),
        [typeof(TimeOnly)] = (JsonObjectType.String, "time"),
        [typeof(DateTime)] = (JsonObjectType.String, "date-time"),
        [typeof(DateTimeOffset)] = (JsonObjectType.String, "date-time"),
        [typeof(TimeSpan)] = (JsonObjectType.String, DateTimeFormats.TimeSpan),
        [typeof(Guid)] = (JsonObjectType.String, "guid"),
        [typeof(byte[])] = (JsonObjectType.String, "byte"),
    };

    /// <summary>Whether any JSON is read into the type.</summary>
    public static bool IsAny(Type type) =>
        type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonDocument);

    /// <summary>Whether the type is a number.</summary>
    public static bool IsNumber(Type type) =>
        Known.TryGetValue(type, out var known) && (known.Type is JsonObjectType.Integer or JsonObjectType.Number);

    /// <summary>Writes the type and format into the schema; false when the type is no scalar.</summary>
    public static bool Apply(Type type, NSchema schema)
    {
        if (!Known.TryGetValue(type, out var known))
        {
            return false;
        }

        // Null stays allowed where NJsonSchema found the member nullable.
        schema.Type = known.Type | (schema.Type & JsonObjectType.Null);
        schema.AllowAdditionalProperties = true;

        // A string's format comes from an annotation and stays.
        schema.Format = type == typeof(string) ? schema.Format : known.Format;
        if (type == typeof(char))
        {
            (schema.MinLength, schema.MaxLength) = (1, 1);
        }

        return true;
    }
}
