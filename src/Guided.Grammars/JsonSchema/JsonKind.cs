using System.Text.Json;

namespace Guided.Grammars.JsonSchema;

/// <summary>The kinds of JSON values. No value is of two kinds.</summary>
internal enum JsonKind
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

/// <summary>Sets of <see cref="JsonKind"/>, one bit each.</summary>
[Flags]
internal enum JsonKinds
{
    None = 0,
    Null = 1 << JsonKind.Null,
    Boolean = (1 << JsonKind.False) | (1 << JsonKind.True),
    Number = 1 << JsonKind.Number,
    String = 1 << JsonKind.String,
    Array = 1 << JsonKind.Array,
    Object = 1 << JsonKind.Object,
    All = Null | Boolean | Number | String | Array | Object,
}

internal static class JsonKindSets
{
    /// <summary>Every kind.</summary>
    public static JsonKind[] Every { get; } = Enum.GetValues<JsonKind>();

    /// <summary>The kind of a value.</summary>
    public static JsonKind Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonKind.Null,
        JsonValueKind.True => JsonKind.True,
        JsonValueKind.False => JsonKind.False,
        JsonValueKind.Number => JsonKind.Number,
        JsonValueKind.String => JsonKind.String,
        JsonValueKind.Array => JsonKind.Array,
        _ => JsonKind.Object,
    };

    public static bool Has(this JsonKinds set, JsonKind kind) => ((int)set >> (int)kind & 1) != 0;
}
