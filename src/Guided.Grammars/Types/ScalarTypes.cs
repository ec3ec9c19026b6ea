using System.Text.Json.Nodes;
using Guided.Grammars.JsonSchema.Strings.Formats;

namespace Guided.Grammars.Types;

/// <summary>Types that are one JSON value: the JSON type and the format by which their range or text is enforced.</summary>
internal static class ScalarTypes
{
    private static readonly Dictionary<Type, (string Type, string? Format)> Known = new()
    {
        [typeof(bool)] = ("boolean", null),
        [typeof(sbyte)] = ("integer", "int8"),
        [typeof(byte)] = ("integer", "uint8"),
        [typeof(short)] = ("integer", "int16"),
        [typeof(ushort)] = ("integer", "uint16"),
        [typeof(int)] = ("integer", "int32"),
        [typeof(uint)] = ("integer", "uint32"),
        [typeof(long)] = ("integer", "int64"),
        [typeof(ulong)] = ("integer", "uint64"),
        [typeof(Int128)] = ("integer", "int128"),
        [typeof(UInt128)] = ("integer", "uint128"),
        [typeof(Half)] = ("number", "half"),
        [typeof(float)] = ("number", "float"),
        [typeof(double)] = ("number", "double"),
        [typeof(decimal)] = ("number", "decimal"),
        [typeof(string)] = ("string", null),
        [typeof(char)] = ("string", null),
        [typeof(DateOnly)] = ("string", "date"),
        [typeof(TimeOnly)] = ("string", "time"),
        [typeof(DateTime)] = ("string", "date-time"),
        [typeof(DateTimeOffset)] = ("string", "date-time"),
        [typeof(TimeSpan)] = ("string", DateTimeFormats.TimeSpan),
        [typeof(Guid)] = ("string", "guid"),
        [typeof(Uri)] = ("string", NetFormats.Uri),
        [typeof(Version)] = ("string", NetFormats.Version),
        [typeof(byte[])] = ("string", "byte"),
        [typeof(Memory<byte>)] = ("string", "byte"),
        [typeof(ReadOnlyMemory<byte>)] = ("string", "byte"),
    };

    /// <summary>Whether the type is one of them.</summary>
    public static bool IsKnown(Type type) => Known.ContainsKey(type);

    /// <summary>Whether the type is a number.</summary>
    public static bool IsNumber(Type type) => Known.TryGetValue(type, out var known) && known.Type is "integer" or "number";

    /// <summary>The schema; null for other types.</summary>
    public static JsonObject? Of(Type type)
    {
        if (!Known.TryGetValue(type, out var known))
        {
            return null;
        }

        var schema = new JsonObject { ["type"] = known.Type };
        if (known.Format is { } format)
        {
            schema["format"] = format;
        }

        if (type == typeof(char))
        {
            (schema["minLength"], schema["maxLength"]) = (1, 1);
        }

        return schema;
    }
}
