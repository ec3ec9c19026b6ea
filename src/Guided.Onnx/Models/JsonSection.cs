using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guided.Onnx.Models;

/// <summary>An object of a configuration file whose reading errors name the file and the full key.</summary>
internal sealed class JsonSection(string path, string key, JsonObject members)
{
    public JsonSection Section(string name) => OptionalSection(name) ?? throw Missing(name);

    public JsonSection? OptionalSection(string name) => Find(name) switch
    {
        null => null,
        JsonObject section => new JsonSection(path, KeyOf(name), section),
        var other => throw Wrong(name, "an object", other),
    };

    /// <summary>The objects of an array; none when the key is absent.</summary>
    public IEnumerable<JsonSection> Sections(string name)
    {
        var items = Find(name) switch
        {
            null => [],
            JsonArray array => array,
            var other => throw Wrong(name, "an array", other),
        };
        for (var index = 0; index < items.Count; index++)
        {
            var itemKey = string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");
            yield return items[index] is JsonObject item ? new JsonSection(path, KeyOf(itemKey), item) : throw Wrong(itemKey, "an object", items[index]);
        }
    }

    /// <summary>The strings of an array; none when the key is absent.</summary>
    public IEnumerable<string> Strings(string name) => Find(name) switch
    {
        null => [],
        JsonArray array => array.Select(item => item is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw Wrong(name, "a list of strings", array)),
        var other => throw Wrong(name, "a list of strings", other),
    };

    public IEnumerable<string> Names => members.Select(member => member.Key);

    public int Integer(string name, int least) => OptionalInteger(name, int.MaxValue, least) ?? throw Missing(name);

    public int? OptionalInteger(string name, int limit, int least = 0) => Find(name) is { } node ? ToInteger(name, node, least, limit) : null;

    /// <summary>A number or a list of numbers; at least one.</summary>
    public int[] IntegerOrList(string name, int limit) => Find(name) switch
    {
        null => throw Missing(name),
        JsonArray { Count: > 0 } array => [.. array.Select(item => ToInteger(name, item, 0, limit))],
        var node => [ToInteger(name, node, 0, limit)],
    };

    public double? OptionalNumber(string name) => Find(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number => value.GetValue<double>(),
        var other => throw Wrong(name, "a number", other),
    };

    public bool IsBoolean(string name) => Find(name)?.GetValueKind() is JsonValueKind.True or JsonValueKind.False;

    public bool? OptionalBoolean(string name) => Find(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() is JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
        var other => throw Wrong(name, "true or false", other),
    };

    public string String(string name, string fallback) => OptionalString(name) ?? fallback;

    public string String(string name) => OptionalString(name) ?? throw Missing(name);

    public string? OptionalString(string name) => Find(name) switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        var other => throw Wrong(name, "a string", other),
    };

    /// <summary>The text of a scalar, whatever its kind: option values of execution providers are written both ways.</summary>
    public string Text(string name) => Find(name) is JsonValue value ? value.ToString() : throw Wrong(name, "a string, a number, or true or false", Find(name));

    /// <summary>Refuses a key that changes what the model computes in a way that is not supported.</summary>
    public void Refuse(string name, string reason)
    {
        if (Find(name) is not null)
        {
            throw Error(name, $"is not supported: {reason}.");
        }
    }

    public ModelLoadException Error(string name, string problem) => new(path, $"'{KeyOf(name)}' {problem}");

    // A key set to null counts as absent, as it does for the runtime that the format comes from.
    private JsonNode? Find(string name) => members.TryGetPropertyValue(name, out var node) ? node : null;

    private int ToInteger(string name, JsonNode? node, int least, int limit)
    {
        if (node is not JsonValue value || value.GetValueKind() != JsonValueKind.Number || !value.TryGetValue<int>(out var number))
        {
            throw Wrong(name, "a whole number", node);
        }

        return number >= least && number < limit
            ? number
            : throw Error(name, limit == int.MaxValue ? $"is {number}, which is less than {least}." : $"is {number}, which is not in {least} to {limit - 1}.");
    }

    private ModelLoadException Missing(string name) => Error(name, "is missing.");

    private ModelLoadException Wrong(string name, string expected, JsonNode? actual) =>
        Error(name, $"should be {expected} but is {Shown(actual)}.");

    private static string Shown(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        return text.Length > 60 ? text[..60] + "…" : text;
    }

    private string KeyOf(string name) => key.Length == 0 ? name : $"{key}.{name}";
}
