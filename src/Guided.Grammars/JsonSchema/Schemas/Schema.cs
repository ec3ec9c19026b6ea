using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>One schema of a document, at one place; the same place is the same object.</summary>
internal sealed class Schema
{
    private const int ManyKeywords = 32;

    private (string Name, JsonElement Value)[]? _keywords;
    private Dictionary<string, JsonElement>? _byName;
    private (string Reference, Schema Schema)? _target;

    internal Schema(SchemaDocument document, JsonElement element, string path, string resource, Dialect dialect, bool isValue)
    {
        Document = document;
        Element = element;
        Path = path;
        Resource = resource;
        Dialect = dialect;
        IsValue = isValue;
    }

    /// <summary>The document it stands in.</summary>
    public SchemaDocument Document { get; }

    /// <summary>The JSON: an object of keywords, a boolean, or for <see cref="IsValue"/> the one value allowed.</summary>
    public JsonElement Element { get; }

    /// <summary>The JSON pointer in the document.</summary>
    public string Path { get; }

    /// <summary>The JSON pointer of the nearest schema around that has an <c>$id</c>: references are relative to it.</summary>
    public string Resource { get; }

    /// <summary>How its keywords are read.</summary>
    public Dialect Dialect { get; }

    /// <summary>The edition.</summary>
    public SchemaDraft Draft => Dialect.Draft;

    /// <summary>Whether <see cref="Element"/> is a value to be equalled rather than a schema.</summary>
    public bool IsValue { get; }

    /// <summary>Whether the schema is <c>false</c>.</summary>
    public bool IsNever => !IsValue && Element.ValueKind == JsonValueKind.False;

    /// <summary>The keywords that the edition knows, in the order of the text; of several with one name the last counts.</summary>
    public IReadOnlyList<(string Name, JsonElement Value)> Keywords => _keywords ??= ReadKeywords();

    /// <summary>The value of a keyword, or null.</summary>
    public JsonElement? Keyword(string name)
    {
        if (Keywords.Count > ManyKeywords)
        {
            _byName ??= Keywords.ToDictionary(k => k.Name, k => k.Value, StringComparer.Ordinal);
            return _byName.TryGetValue(name, out var known) ? known : null;
        }

        foreach (var (keyword, value) in Keywords)
        {
            if (keyword == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The schema that is the value of a keyword, or inside it.</summary>
    /// <exception cref="JsonSchemaException">There is neither an object nor a boolean.</exception>
    public Schema Child(JsonElement element, params ReadOnlySpan<string> steps) => Document.At(element, Path + JsonPointer.Of(steps), Resource, Dialect);

    /// <summary>A value inside this schema, as the schema that only it satisfies.</summary>
    public Schema Value(JsonElement element, params ReadOnlySpan<string> steps) => Document.Value(element, Path + JsonPointer.Of(steps), Dialect);

    /// <summary>What a reference in this schema points at.</summary>
    public Schema Resolve(string keyword, string reference)
    {
        if (_target is not { } known || known.Reference != reference)
        {
            _target = known = (reference, Document.Library.Resolve(this, keyword, reference));
        }

        return known.Schema;
    }

    /// <summary>The exception for a fault in this schema.</summary>
    public JsonSchemaException Error(string? keyword, string reason, Exception? cause = null) => new(Path, keyword, Document.Prefix + reason, cause);

    private (string, JsonElement)[] ReadKeywords()
    {
        if (IsValue || Element.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        var list = new List<(string Name, JsonElement Value)>();
        foreach (var member in Element.EnumerateObject())
        {
            var name = member.Name;
            if (!Document.Library.Ignored.Contains(name) && Draft.Defines(name))
            {
                list.Add((name, member.Value));
            }
        }

        var seen = new HashSet<string>(list.Count, StringComparer.Ordinal);
        if (!list.TrueForAll(k => seen.Add(k.Name)))
        {
            seen.Clear();
            list.Reverse();
            list.RemoveAll(k => !seen.Add(k.Name));
            list.Reverse();
        }

        return [.. list];
    }
}
