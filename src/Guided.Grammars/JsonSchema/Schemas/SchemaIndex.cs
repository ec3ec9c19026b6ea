using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>The <c>$id</c>s and anchors of a document.</summary>
internal sealed class SchemaIndex
{
    private readonly Dictionary<string, Uri> _bases = [];
    private readonly Dictionary<string, string> _resources = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Resource, string Name), string> _anchors = [];
    private readonly Dictionary<string, List<(string Name, string Pointer)>> _dynamic = [];

    private SchemaIndex()
    {
    }

    /// <summary>The name under which <c>$recursiveAnchor</c> stands among the dynamic anchors; no anchor can be called so.</summary>
    public const string Recursive = "";

    /// <summary>Reads a document.</summary>
    /// <param name="root">The schema of the whole document.</param>
    /// <param name="uri">Where the document is; its own <c>$id</c> is relative to it.</param>
    /// <param name="draft">The edition.</param>
    public static SchemaIndex Build(JsonElement root, Uri uri, SchemaDraft draft)
    {
        var index = new SchemaIndex();
        index._bases[""] = uri;
        index._resources[Absolute(uri)] = "";
        index.Visit(root, "", "", draft);
        return index;
    }

    /// <summary>The keyword that names a resource.</summary>
    public static string IdKeyword(SchemaDraft draft) => draft == SchemaDraft.Draft4 ? "id" : "$id";

    /// <summary>The value of the keyword that names a resource, or null.</summary>
    public static string? IdOf(JsonElement element, SchemaDraft draft)
    {
        if (element.ValueKind != JsonValueKind.Object
            || !element.TryGetProperty(IdKeyword(draft), out var id)
            || id.ValueKind != JsonValueKind.String
            || (draft <= SchemaDraft.Draft7 && element.TryGetProperty("$ref", out _)))
        {
            return null;
        }

        return id.GetString() is { Length: > 0 } text && text[0] != '#' ? text : null;
    }

    /// <summary>A URI without its fragment.</summary>
    public static string Absolute(Uri uri) => uri.OriginalString.Length == 0 ? "" : uri.AbsoluteUri.Split('#')[0];

    /// <summary>The URI that references in a resource are relative to.</summary>
    public Uri Base(string resource) => _bases[resource];

    /// <summary>The pointer of the resource that a URI (see <see cref="Absolute"/>) names, or null.</summary>
    public string? Resource(string uri) => _resources.GetValueOrDefault(uri);

    /// <summary>The pointer of an anchor, or null.</summary>
    public string? Anchor(string resource, string name) => _anchors.GetValueOrDefault((resource, name));

    /// <summary>The anchors of a resource that dynamic references may be bound to.</summary>
    public IReadOnlyList<(string Name, string Pointer)> DynamicAnchors(string resource) => _dynamic.GetValueOrDefault(resource) ?? [];

    private void Visit(JsonElement element, string path, string resource, SchemaDraft draft)
    {
        RuntimeGuard.Check(path);
        if (element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        if (IdOf(element, draft) is { } id && Uri.TryCreate(_bases[resource], id, out var uri))
        {
            _resources.TryAdd(Absolute(uri), path);
            _bases[path] = uri;
            resource = path;
        }

        AddAnchors(element, path, resource);
        foreach (var (inner, pointer) in Subschemas.Of(element))
        {
            Visit(inner, path + pointer, resource, draft);
        }
    }

    private void AddAnchors(JsonElement element, string path, string resource)
    {
        foreach (var member in element.EnumerateObject())
        {
            switch (member.Name)
            {
                case "$anchor" or "$dynamicAnchor" when member.Value.ValueKind == JsonValueKind.String:
                    _anchors.TryAdd((resource, member.Value.GetString()!), path);
                    if (member.Name == "$dynamicAnchor")
                    {
                        AddDynamic(resource, member.Value.GetString()!, path);
                    }

                    break;
                case "$recursiveAnchor" when member.Value.ValueKind == JsonValueKind.True && path == resource:
                    AddDynamic(resource, Recursive, path);
                    break;
                case "$id" or "id" when member.Value.ValueKind == JsonValueKind.String && member.Value.GetString() is ['#', .. var name]:
                    _anchors.TryAdd((resource, name), path);
                    break;
            }
        }
    }

    private void AddDynamic(string resource, string name, string path) =>
        (_dynamic.TryGetValue(resource, out var list) ? list : _dynamic[resource] = []).Add((name, path));
}
