using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using DotNetRegex = System.Text.RegularExpressions.Regex;

namespace Guided.Grammars.Types;

/// <summary>Enums as the serializer writes them: by name under a naming policy, or as numbers; flags also as lists of names or sums.</summary>
internal static class EnumSchema
{
    /// <summary>Sums of flags are listed up to this many.</summary>
    private const int MaxSums = 256;

    public static JsonObject Of(TypePlace place, JsonSerializerOptions options)
    {
        if (place.Converter is { } converter)
        {
            options = new JsonSerializerOptions(options);
            options.Converters.Insert(0, converter);
        }

        var values = Enum.GetValuesAsUnderlyingType(place.Type).Cast<object>().Select(v => Enum.ToObject(place.Type, v)).Distinct().ToArray();
        if (values.Length == 0)
        {
            throw place.Error("the enum has no members");
        }

        var written = values.Select(v => JsonSerializer.SerializeToNode(v, place.Type, options)!).ToArray();
        var isFlags = place.Type.IsDefined(typeof(FlagsAttribute), inherit: false);
        if (written[0].GetValueKind() == JsonValueKind.String)
        {
            return isFlags ? Names(written) : new JsonObject { ["type"] = "string", ["enum"] = List(written) };
        }

        return new JsonObject { ["type"] = "integer", ["enum"] = isFlags ? Sums(place.Type, values) : List(written) };
    }

    /// <summary>The names that values have as keys of a dictionary.</summary>
    public static JsonObject AsKeys(TypePlace place, JsonSerializerOptions options)
    {
        options = new JsonSerializerOptions(options) { DictionaryKeyPolicy = null };
        var type = typeof(Dictionary<,>).MakeGenericType(place.Type, typeof(int));
        var all = (System.Collections.IDictionary)Activator.CreateInstance(type)!;
        foreach (var value in Enum.GetValues(place.Type))
        {
            all[value] = 0;
        }

        return all.Count == 0
            ? throw place.Error("the enum has no members")
            : new JsonObject { ["enum"] = List(JsonSerializer.SerializeToNode(all, type, options)!.AsObject().Select(m => (JsonNode)m.Key)) };
    }

    private static JsonObject Names(JsonNode[] written)
    {
        var names = written.Select(n => n.GetValue<string>()).Where(n => !n.Contains(',', StringComparison.Ordinal)).Select(DotNetRegex.Escape).ToArray();
        var one = $"(?:{string.Join('|', names)})";
        return new JsonObject { ["type"] = "string", ["pattern"] = $"{one}(?:, {one}){{0,{names.Length - 1}}}" };
    }

    private static JsonArray Sums(Type type, object[] values)
    {
        var sums = new HashSet<decimal> { 0 };
        var isUnsigned = Enum.GetUnderlyingType(type) is { } under && (under == typeof(ulong) || under == typeof(uint) || under == typeof(ushort) || under == typeof(byte));
        if (!isUnsigned || values.Length > 8)
        {
            // Sums of signed flags can be negative; up to eight members all sums fit the list.
            sums.Clear();
        }

        foreach (var value in values)
        {
            var bits = isUnsigned ? Convert.ToUInt64(value, null) : unchecked((ulong)Convert.ToInt64(value, null));
            foreach (var sum in sums.Where(s => isUnsigned && s >= 0).ToArray())
            {
                sums.Add((ulong)sum | bits);
            }

            sums.Add(isUnsigned ? bits : unchecked((long)bits));
        }

        return List(sums.Order().Take(MaxSums).Select(s => (JsonNode)s));
    }

    private static JsonArray List(IEnumerable<JsonNode> values) => [.. values.Select(v => v.DeepClone())];
}
