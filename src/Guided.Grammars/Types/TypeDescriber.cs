using System.Text.Json;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.Types;

/// <summary>Writes the text of a <see cref="TypeDescription"/>.</summary>
internal sealed class TypeDescriber
{
    /// <summary>References may lead in a circle.</summary>
    private const int MaxSteps = 20;

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly HashSet<Schema> _open = [];
    private readonly Dictionary<Schema, string> _names = [];
    private readonly Dictionary<string, string> _definitions = [];

    public string Describe(Schema root)
    {
        var text = string.Join('|', Union(root)) + Comment(root);
        return _definitions.Count == 0 ? text : $"{text} where {string.Join(';', _definitions.Select(d => $"{d.Key}={d.Value}"))}";
    }

    /// <summary>The alternatives of a schema.</summary>
    private string[] Union(Schema schema)
    {
        if (schema.Keyword("$ref") is { ValueKind: JsonValueKind.String } reference)
        {
            return Union(schema.Resolve("$ref", reference.GetString()!));
        }

        if (_names.TryGetValue(schema, out var known))
        {
            return [known];
        }

        if (!_open.Add(schema))
        {
            // Met again inside itself: from here on it has a name.
            return [_names[schema] = Name(schema)];
        }

        var parts = Parts(schema).Distinct().ToArray();
        _open.Remove(schema);
        if (!_names.TryGetValue(schema, out var name))
        {
            return parts;
        }

        _definitions[name] = string.Join('|', parts);
        return [name];
    }

    private IEnumerable<string> Parts(Schema schema)
    {
        if (schema.IsNever)
        {
            return ["never"];
        }

        if (schema.Keyword("const") is { } constant)
        {
            return [Value(constant)];
        }

        if (schema.Keyword("enum") is { ValueKind: JsonValueKind.Array } values)
        {
            return values.EnumerateArray().Select(Value);
        }

        foreach (var keyword in (string[])["anyOf", "oneOf"])
        {
            if (schema.Keyword(keyword) is { ValueKind: JsonValueKind.Array } branches)
            {
                // Null last, as people write it.
                return branches.EnumerateArray().SelectMany((b, i) => Union(schema.Child(b, keyword, $"{i}"))).OrderBy(t => t == "null");
            }
        }

        if (schema.Keyword("allOf") is { ValueKind: JsonValueKind.Array } all && schema.Keyword("properties") is null)
        {
            return [string.Join('&', all.EnumerateArray().Select((b, i) => Grouped(schema.Child(b, "allOf", $"{i}"))))];
        }

        return Kinds(schema).OrderBy(k => k == "null").Select(k => Kind(schema, k));
    }

    private static IEnumerable<string> Kinds(Schema schema) => schema.Keyword("type") switch
    {
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } many => many.EnumerateArray().Select(t => t.GetString()!),
        _ when schema.Keyword("properties") is not null => ["object"],
        _ when schema.Keyword("items") is not null => ["array"],
        _ => ["any"],
    };

    private string Kind(Schema schema, string kind) => kind switch
    {
        "string" => schema.Keyword("format") is { ValueKind: JsonValueKind.String } format && format.GetString() == "date" ? "date" : "string",
        "array" => schema.Keyword("items") is { ValueKind: JsonValueKind.Object } items ? $"{Grouped(schema.Child(items, "items"))}[]" : "any[]",
        "object" => Object(schema),
        _ => kind,
    };

    private string Object(Schema schema)
    {
        if (schema.Keyword("properties") is not { ValueKind: JsonValueKind.Object } properties || !properties.EnumerateObject().Any())
        {
            return schema.Keyword("additionalProperties") switch
            {
                { ValueKind: JsonValueKind.False } => "{}",
                { ValueKind: JsonValueKind.Object } values => $"{{[name]:{string.Join('|', Union(schema.Child(values, "additionalProperties")))}}}",
                _ => "{[name]:any}",
            };
        }

        var required = schema.Keyword("required") is { ValueKind: JsonValueKind.Array } names
            ? names.EnumerateArray().Select(n => n.GetString()!).ToHashSet()
            : [];
        return "{" + string.Join(',', properties.EnumerateObject().Select(p =>
        {
            var isRequired = required.Contains(p.Name);
            var union = Union(schema.Child(p.Value, "properties", p.Name)).Where(t => isRequired || t != "null").DefaultIfEmpty("null");
            return $"{MemberName(p.Name)}{(isRequired ? "" : "?")}:{string.Join('|', union)}{Comment(schema.Child(p.Value, "properties", p.Name))}";
        })) + "}";
    }

    /// <summary>What the schema, or the one it refers to, says of itself.</summary>
    private static string Comment(Schema schema)
    {
        for (var i = 0; i < MaxSteps; i++)
        {
            if (schema.Keyword("description") is { ValueKind: JsonValueKind.String } text)
            {
                return $"/*{text.GetString()!.Replace("*/", "* /", StringComparison.Ordinal)}*/";
            }

            if (schema.Keyword("$ref") is { ValueKind: JsonValueKind.String } reference)
            {
                schema = schema.Resolve("$ref", reference.GetString()!);
            }
            else if (schema.Keyword("allOf") is { ValueKind: JsonValueKind.Array } all && all.GetArrayLength() == 1)
            {
                schema = schema.Child(all[0], "allOf", "0");
            }
            else
            {
                break;
            }
        }

        return "";
    }

    private string Grouped(Schema schema)
    {
        var union = Union(schema);
        return union is [var one] ? one : $"({string.Join('|', union)})";
    }

    private static string MemberName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '$') ? name : JsonSerializer.Serialize(name, Plain);

    private static string Value(JsonElement value) => JsonSerializer.Serialize(value, Plain);

    /// <summary>A name out of the title, or the last step of the path.</summary>
    private string Name(Schema schema)
    {
        var title = schema.Keyword("title") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : schema.Path.Split('/')[^1];
        var word = string.Concat(title.Where(char.IsLetterOrDigit));
        word = word.Length == 0 ? "Root" : char.ToUpperInvariant(word[0]) + word[1..];
        var name = word;
        for (var i = 2; _names.ContainsValue(name); i++)
        {
            name = word + i;
        }

        return name;
    }
}
