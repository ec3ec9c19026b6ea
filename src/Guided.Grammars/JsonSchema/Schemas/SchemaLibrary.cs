using System.Collections.Frozen;
using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>A schema and the documents that its references may lead to.</summary>
internal sealed class SchemaLibrary
{
    private static readonly Uri NoBase = new("schema:///");

    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SchemaDocument> _documents = new(StringComparer.Ordinal);
    private readonly SchemaDocument _main;

    public SchemaLibrary(string text, IReadOnlyDictionary<string, string>? documents = null, IReadOnlySet<string>? ignored = null)
    {
        Ignored = ignored ?? FrozenSet<string>.Empty;
        foreach (var (uri, document) in documents ?? FrozenDictionary<string, string>.Empty)
        {
            _texts[SchemaIndex.Absolute(new Uri(NoBase, uri))] = document;
        }

        // A word of the text in another place than a keyword's costs some work and changes nothing.
        HasDynamicReferences = IsDynamic(text) || _texts.Values.Any(IsDynamic) || text.Contains("json-schema.org/draft/20", StringComparison.Ordinal);
        _main = new SchemaDocument(this, SchemaText.Parse(text), NoBase, "");
        Root = _main.Root;
    }

    private SchemaLibrary()
    {
        Ignored = FrozenSet<string>.Empty;
        _main = new SchemaDocument(this, SchemaText.Parse("{}"), NoBase, "") { HasValuesByText = true };
        Root = _main.Root;
    }

    /// <summary>A schema in which values can be put that no text of the caller's has.</summary>
    public static Schema ForValues() => new SchemaLibrary().Root;

    /// <summary>What <see cref="Scope.Enter"/> gave before: for a scope and a resource of a document the scope inside.</summary>
    public Dictionary<(Scope, SchemaDocument, string), Scope> Scopes { get; } = [];

    /// <summary>Keywords that are read as annotations.</summary>
    public IReadOnlySet<string> Ignored { get; }

    /// <summary>The schema of the whole text.</summary>
    public Schema Root { get; }

    /// <summary>Whether the meaning of a schema may depend on the way by which it was reached.</summary>
    public bool HasDynamicReferences { get; }

    /// <summary>The dialect that the <c>$schema</c> of an element names, or null.</summary>
    public Dialect? DialectOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("$schema", out var name) || name.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var uri = name.GetString()!;
        if (SchemaDrafts.Of(uri) is { } draft)
        {
            return new Dialect(draft);
        }

        // A metaschema of the caller's: its own $schema names the edition, its $vocabulary says which keywords assert.
        if (!Uri.TryCreate(NoBase, uri, out var absolute) || !_texts.TryGetValue(SchemaIndex.Absolute(absolute), out var text))
        {
            return null;
        }

        var metaschema = SchemaText.Parse(text);
        var edition = metaschema.ValueKind == JsonValueKind.Object && metaschema.TryGetProperty("$schema", out var inner)
            && inner.ValueKind == JsonValueKind.String ? SchemaDrafts.Of(inner.GetString()!) : null;
        var validates = metaschema.ValueKind != JsonValueKind.Object
            || !metaschema.TryGetProperty("$vocabulary", out var vocabularies)
            || vocabularies.ValueKind != JsonValueKind.Object
            || vocabularies.EnumerateObject().Any(v => v.Name.EndsWith("/vocab/validation", StringComparison.Ordinal));
        return new Dialect(edition ?? SchemaDraft.Draft202012, validates);
    }

    /// <summary>What a reference points at: a JSON pointer, an anchor, or another resource.</summary>
    /// <exception cref="JsonSchemaException">It points at nothing that is here.</exception>
    public Schema Resolve(Schema from, string keyword, string reference)
    {
        var hash = reference.IndexOf('#', StringComparison.Ordinal);
        var (uri, fragment) = hash < 0 ? (reference, "") : (reference[..hash], Uri.UnescapeDataString(reference[(hash + 1)..]));
        var (document, resource) = uri.Length == 0 ? (from.Document, from.Resource) : Find(from, uri);
        if (document is null || resource is null)
        {
            throw from.Error(keyword, $"'{reference}' is not here; documents are never fetched, so give the text in {nameof(JsonSchemaOptions)}.{nameof(JsonSchemaOptions.Documents)}");
        }

        var pointer = fragment.Length == 0 || fragment[0] == '/' ? resource + fragment : document.Index.Anchor(resource, fragment);
        return (pointer is null ? null : document.Walk(pointer)) ?? throw from.Error(keyword, $"'{reference}' points at nothing");
    }

    private (SchemaDocument? Document, string? Resource) Find(Schema from, string reference)
    {
        if (!Uri.TryCreate(from.Document.Index.Base(from.Resource), reference, out var uri))
        {
            return default;
        }

        var absolute = SchemaIndex.Absolute(uri);
        foreach (var document in _documents.Values.Prepend(_main).Prepend(from.Document))
        {
            if (document.Index.Resource(absolute) is { } resource)
            {
                return (document, resource);
            }
        }

        return Load(absolute) is { } loaded ? (loaded, "") : default;
    }

    private SchemaDocument? Load(string uri)
    {
        if (!_documents.TryGetValue(uri, out var document))
        {
            var text = _texts.GetValueOrDefault(uri) ?? _texts.GetValueOrDefault(uri + "#") ?? Metaschemas.Find(uri);
            if (text is null)
            {
                return null;
            }

            _documents[uri] = document = new SchemaDocument(this, SchemaText.Parse(text), new Uri(uri), $"in {uri}: ");
        }

        return document;
    }

    private static bool IsDynamic(string text) =>
        text.Contains("$dynamicRef", StringComparison.Ordinal) || text.Contains("$recursiveRef", StringComparison.Ordinal);
}
