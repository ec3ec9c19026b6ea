using Guided.Expressions;
using Guided.Grammars.JsonSchema.Keywords;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Values;
using Guided.Rules;

namespace Guided.Grammars.JsonSchema;

/// <summary>What becomes of a keyword.</summary>
public enum JsonSchemaEnforcement
{
    /// <summary>No text is generated that violates it.</summary>
    Enforced,

    /// <summary>It says nothing about validity.</summary>
    Annotation,

    /// <summary>It is checked after generation, as <see cref="JsonSchemaOptions.CheckedAfterwards"/> says.</summary>
    CheckedAfterwards,

    /// <summary>It cannot be enforced, or is not well-formed: there is no grammar of the schema.</summary>
    Refused,
}

/// <summary>What becomes of one keyword at one place.</summary>
/// <param name="Path">The JSON pointer of the schema object; empty for the root. Places in other documents begin with their URI.</param>
/// <param name="Keyword">The keyword; null where the schema as a whole is meant.</param>
/// <param name="Enforcement">What becomes of it.</param>
/// <param name="Reason">Why it is refused, or that the schema's edition does not define it, which makes it an annotation; else null.</param>
public sealed record JsonSchemaVerdict(string Path, string? Keyword, JsonSchemaEnforcement Enforcement, string? Reason = null);

/// <summary>What becomes of every keyword of a schema that generation can come to.</summary>
public sealed class JsonSchemaReport
{
    private JsonSchemaReport(IReadOnlyList<JsonSchemaVerdict> verdicts) => Verdicts = verdicts;

    /// <summary>The verdicts, in the order in which the schemas are reached.</summary>
    public IReadOnlyList<JsonSchemaVerdict> Verdicts { get; }

    /// <summary>Whether nothing is refused.</summary>
    public bool IsEnforced => Verdicts.All(v => v.Enforcement != JsonSchemaEnforcement.Refused);

    /// <summary>Looks at a schema.</summary>
    /// <param name="schema">The schema, as JSON text.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="JsonSchemaException">The text is not JSON, or neither an object nor a boolean, or a budget of the options is used up.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static JsonSchemaReport Of(
        string schema, JsonSchemaOptions? options = null, IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= JsonSchemaOptions.Default;
        var factory = JsonSchemaGrammar.CreateFactory();
        using var exploration = Exploration.Begin(cancellationToken);
        var work = new SchemaWork(options.Limits, progress);
        work.Begin(JsonSchemaGrammar.Reading);
        var library = new SchemaLibrary(schema, options.Documents, options.CheckedAfterwards);
        var values = new ValueLanguage(factory, options, work);
        var verdicts = new List<JsonSchemaVerdict>();
        var refused = new List<JsonSchemaException>();
        new SchemaCheck(values.Reader, values.Patterns)
        {
            Visited = s => verdicts.AddRange(Verdict(s, options)),
            Faults = refused,
        }.Check(library.Root);
        foreach (var fault in refused)
        {
            verdicts.RemoveAll(v => v.Path == fault.Path && v.Keyword == fault.Keyword);
            verdicts.Add(new JsonSchemaVerdict(fault.Path, fault.Keyword, JsonSchemaEnforcement.Refused, fault.Reason));
        }

        return new JsonSchemaReport([.. verdicts.Distinct()]);
    }

    private static IEnumerable<JsonSchemaVerdict> Verdict(Schema schema, JsonSchemaOptions options)
    {
        foreach (var member in schema.Element.EnumerateObject())
        {
            var reason = schema.Draft.Defines(member.Name) ? null : $"JSON Schema {schema.Draft.Name()} does not define it";
            yield return new JsonSchemaVerdict(schema.Document.Prefix + schema.Path, member.Name, Enforcement(schema, member.Name, options), reason);
        }
    }

    private static JsonSchemaEnforcement Enforcement(Schema schema, string keyword, JsonSchemaOptions options)
    {
        if (options.CheckedAfterwards.Contains(keyword))
        {
            return JsonSchemaEnforcement.CheckedAfterwards;
        }

        var isAnnotation = Annotations.Contains(keyword)
            || !schema.Draft.Defines(keyword)
            || (schema.Draft <= SchemaDraft.Draft7 && keyword != "$ref" && schema.Keyword("$ref") is not null)
            || (keyword == "nullable" && !options.OpenApiNullable)
            || (keyword is "contentEncoding" or "contentMediaType" && !options.AssertContentEncoding)
            || (keyword == "format" && !Shapes.StringKeywords.Asserts(schema, options));
        return isAnnotation ? JsonSchemaEnforcement.Annotation : JsonSchemaEnforcement.Enforced;
    }
}
