using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Guided.Grammars.Types;

/// <summary>Dictionaries: objects whose names are texts of the key's type.</summary>
internal static class DictionarySchema
{
    /// <summary>Patterns of keys that are numbers: somewhat less than the range, without leading zeros.</summary>
    private static readonly Dictionary<Type, string> Numbers = new()
    {
        [typeof(byte)] = @"[1-9]?[0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]",
        [typeof(sbyte)] = @"-?(?:[1-9]?[0-9]|1[01][0-9]|12[0-7])",
        [typeof(short)] = Integer(4),
        [typeof(ushort)] = Integer(4)[2..],
        [typeof(int)] = Integer(9),
        [typeof(uint)] = Integer(9)[2..],
        [typeof(long)] = Integer(18),
        [typeof(ulong)] = Integer(19)[2..],
        [typeof(Int128)] = Integer(38),
        [typeof(UInt128)] = Integer(38)[2..],
        [typeof(decimal)] = Integer(14) + @"(?:\.[0-9]{1,14})?",
        [typeof(double)] = Integer(14) + @"(?:\.[0-9]{1,14})?",
        [typeof(float)] = Integer(14) + @"(?:\.[0-9]{1,14})?",
        [typeof(Half)] = Integer(4) + @"(?:\.[0-9]{1,3})?",
    };

    public static JsonObject Of(TypeReader reader, JsonTypeInfo contract, TypePlace place)
    {
        var value = contract.ElementType ?? throw place.Error("the type of its values is not known");
        var schema = new JsonObject { ["type"] = "object" };
        if (Keys(reader, contract.KeyType ?? typeof(string), place) is { } names)
        {
            schema["propertyNames"] = names;
        }

        schema["additionalProperties"] = reader.Member(place.Deeper().Inner(value, "[]", place.Nullability?.GenericTypeArguments.LastOrDefault()));
        reader.CheckReadable(place, "{}");
        return schema;
    }

    private static JsonObject? Keys(TypeReader reader, Type type, TypePlace place)
    {
        if (type == typeof(string))
        {
            return null;
        }

        if (type.IsEnum)
        {
            return EnumSchema.AsKeys(place with { Type = type }, reader.Options);
        }

        if (type == typeof(bool))
        {
            return new JsonObject { ["enum"] = new JsonArray("true", "false") };
        }

        if (Numbers.TryGetValue(type, out var pattern))
        {
            return new JsonObject { ["pattern"] = pattern };
        }

        var scalar = ScalarTypes.Of(type);
        if (scalar is null || type == typeof(byte[]) || type == typeof(Memory<byte>) || type == typeof(ReadOnlyMemory<byte>))
        {
            throw place.Error($"keys of type {type} are not supported");
        }

        scalar.Remove("type");
        return scalar;
    }

    private static string Integer(int digits) => $"-?(?:0|[1-9][0-9]{{0,{digits - 1}}})";
}
