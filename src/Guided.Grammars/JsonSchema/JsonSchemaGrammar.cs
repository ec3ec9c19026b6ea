using Guided.Expressions;
using Guided.Grammars.JsonSchema.Keywords;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Values;
using Guided.Rules;

namespace Guided.Grammars.JsonSchema;

/// <summary>Grammars of the JSON texts that satisfy a JSON Schema.</summary>
/// <remarks>The keywords that are enforced are listed in docs/json-schema.md; every other keyword that bears on validity is refused.</remarks>
public static class JsonSchemaGrammar
{
    /// <summary>The pass that reads every schema that can be reached.</summary>
    internal const string Reading = "reading the schema";

    private const string Searching = "searching for values";
    private const string Explaining = "looking for the conflict";

    /// <summary>A grammar whose members are the JSON texts that satisfy a schema, in the spellings that the options admit.</summary>
    /// <param name="schema">The schema, as JSON text. Drafts 4 to 2020-12, by <c>$schema</c>; 2020-12 where it names none.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="JsonSchemaException">
    /// The schema is not well-formed, has a keyword that cannot be enforced, admits no value, or uses a budget up; with its path.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Grammar Create(
        string schema, JsonSchemaOptions? options = null, IProgress<GrammarProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var factory = CreateFactory();
        return new Grammar(factory, Build(factory, schema, options, progress, cancellationToken), "json-schema", progress, cancellationToken);
    }

    /// <summary>A factory for <see cref="Build"/> that shares what all JSON grammars have in common.</summary>
    public static ExpressionFactory CreateFactory(GrammarLimits? limits = null) => new(JsonCommon.Factory, limits);

    /// <summary>The expression of the JSON texts that satisfy a schema, as part of a larger grammar.</summary>
    /// <param name="factory">A factory from <see cref="CreateFactory"/>.</param>
    /// <param name="schema">The schema, as JSON text.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <param name="progress">Told which pass runs and how much was done; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="JsonSchemaException">
    /// The schema is not well-formed, has a keyword that cannot be enforced, admits no value, or uses a budget up; with its path.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Expression Build(
        ExpressionFactory factory,
        string schema,
        JsonSchemaOptions? options = null,
        IProgress<GrammarProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= JsonSchemaOptions.Default;
        using var exploration = Exploration.Begin(cancellationToken);
        var work = new SchemaWork(options.Limits, progress);
        work.Begin(Reading);
        var library = new SchemaLibrary(schema, options.Documents, options.CheckedAfterwards);
        var values = new ValueLanguage(factory, options, work);
        new SchemaCheck(values.Reader, values.Patterns).Check(library.Root);
        work.Begin(Searching);
        var root = values.Reader.Links.Root(library.Root);
        if (!values.HasText(root))
        {
            work.Begin(Explaining);
            throw NoValue(schema, options, library.Root, work);
        }

        var expression = values.Of(root, depth: 0);
        work.End();
        return expression;
    }

    private static JsonSchemaException NoValue(string schema, JsonSchemaOptions options, Schema root, SchemaWork work)
    {
        var conflict = Conflict.Find(schema, text =>
        {
            var library = new SchemaLibrary(text, options.Documents, options.CheckedAfterwards);
            var values = new ValueLanguage(CreateFactory(), options, work);
            return values.HasText(values.Reader.Links.Root(library.Root));
        });
        return conflict.Count == 0
            ? root.Error(null, "no value satisfies the schema")
            : root.Error(null, $"no value satisfies the schema: {string.Join(", ", conflict)} {(conflict.Count == 1 ? "leaves none" : "leave none together")}");
    }
}
