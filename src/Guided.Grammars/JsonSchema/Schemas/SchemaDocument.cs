using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>A schema text and the schemas in it.</summary>
internal sealed class SchemaDocument
{
    private const int ManyMembers = 64;

    private readonly Dictionary<(string Path, bool IsValue), Schema> _schemas = [];
    private readonly Dictionary<string, Dictionary<string, JsonElement>> _members = new(StringComparer.Ordinal);
    private readonly Lazy<SchemaIndex> _index;
    private readonly JsonElement _root;
    private readonly Dialect _dialect;

    public SchemaDocument(SchemaLibrary library, JsonElement root, Uri uri, string prefix)
    {
        (Library, _root, Prefix) = (library, root, prefix);
        _dialect = library.DialectOf(root) ?? Dialect.Default;
        _index = new Lazy<SchemaIndex>(() => SchemaIndex.Build(root, uri, _dialect.Draft), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The documents that references may lead to.</summary>
    public SchemaLibrary Library { get; }

    /// <summary>What messages about this document begin with: empty for the schema itself.</summary>
    public string Prefix { get; }

    /// <summary>Whether values with equal texts are one schema, wherever they stand.</summary>
    public bool HasValuesByText { get; init; }

    /// <summary>The names in the document.</summary>
    public SchemaIndex Index => _index.Value;

    /// <summary>The schema of the whole document.</summary>
    public Schema Root => At(_root, "", "", _dialect);

    /// <summary>The schema at a place.</summary>
    /// <param name="element">What stands there.</param>
    /// <param name="path">The pointer to it.</param>
    /// <param name="resource">The pointer of the resource around it.</param>
    /// <param name="dialect">The dialect of the resource around it.</param>
    public Schema At(JsonElement element, string path, string resource, Dialect dialect)
    {
        if (_schemas.TryGetValue((path, false), out var known))
        {
            return known;
        }

        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False))
        {
            throw new JsonSchemaException(path, null, $"{Prefix}a schema is an object or a boolean, not {Name(element)}");
        }

        (resource, dialect) = Enter(element, path, resource, dialect);
        return _schemas[(path, false)] = new Schema(this, element, path, resource, dialect, isValue: false);
    }

    /// <summary>The schema of one value.</summary>
    public Schema Value(JsonElement element, string path, Dialect dialect)
    {
        path = HasValuesByText ? "/" + element.GetRawText() : path;
        if (!_schemas.TryGetValue((path, true), out var schema))
        {
            schema = _schemas[(path, true)] = new Schema(this, element, path, "", dialect, isValue: true);
        }

        return schema;
    }

    /// <summary>The schema that a pointer from the root leads to, or null.</summary>
    public Schema? Walk(string pointer)
    {
        var (element, path) = (_root, "");
        var (resource, dialect) = Enter(element, path, "", _dialect);
        foreach (var step in JsonPointer.Steps(pointer))
        {
            if (Step(element, path, step) is not { } next)
            {
                return null;
            }

            (element, path) = (next, path + JsonPointer.Of(step));
            (resource, dialect) = Enter(element, path, resource, dialect);
        }

        return At(element, path, resource, dialect);
    }

    /// <summary>One step from an element. Definitions may be many, and each reference asks for one of them by name.</summary>
    private JsonElement? Step(JsonElement element, string path, string step)
    {
        if (!HasMany(element))
        {
            return JsonPointer.Step(element, step);
        }

        return Members(element, path).TryGetValue(step, out var found) ? found : null;
    }

    private static bool HasMany(JsonElement element) => element.ValueKind == JsonValueKind.Object && element.GetPropertyCount() >= ManyMembers;

    private Dictionary<string, JsonElement> Members(JsonElement element, string path)
    {
        if (!_members.TryGetValue(path, out var members))
        {
            _members[path] = members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                members[member.Name] = member.Value;
            }
        }

        return members;
    }

    private (string Resource, Dialect Dialect) Enter(JsonElement element, string path, string resource, Dialect dialect)
    {
        if (path.Length == 0 || element.ValueKind != JsonValueKind.Object
            || (HasMany(element) && !Members(element, path).ContainsKey(SchemaIndex.IdKeyword(dialect.Draft)))
            || SchemaIndex.IdOf(element, dialect.Draft) is null)
        {
            return (resource, dialect);
        }

        return (path, Library.DialectOf(element) ?? dialect);
    }

    private static string Name(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        _ => "null",
    };
}
