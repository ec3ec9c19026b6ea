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
    /// <summary>A grammar whose members are the JSON texts that satisfy a schema, in the spellings that the options admit.</summary>
    /// <param name="schema">The schema, as JSON text. Drafts 4 to 2020-12, by <c>$schema</c>; 2020-12 where it names none.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <exception cref="JsonSchemaException">The schema is not well-formed, has a keyword that cannot be enforced, or admits no value; with its path.</exception>
    public static Grammar Create(string schema, JsonSchemaOptions? options = null)
    {
        var factory = CreateFactory();
        return new Grammar(factory, Build(factory, schema, options), "json-schema");
    }

    /// <summary>A factory for <see cref="Build"/> that shares what all JSON grammars have in common.</summary>
    public static ExpressionFactory CreateFactory(GrammarLimits? limits = null) => new(JsonCommon.Factory, limits);

    /// <summary>The expression of the JSON texts that satisfy a schema, as part of a larger grammar.</summary>
    /// <param name="factory">A factory from <see cref="CreateFactory"/>.</param>
    /// <param name="schema">The schema, as JSON text.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <exception cref="JsonSchemaException">The schema is not well-formed, has a keyword that cannot be enforced, or admits no value; with its path.</exception>
    public static Expression Build(ExpressionFactory factory, string schema, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(schema);
        options ??= JsonSchemaOptions.Default;
        var library = new SchemaLibrary(schema, options.Documents, options.CheckedAfterwards);
        var values = new ValueLanguage(factory, options);
        new SchemaCheck(values.Reader, values.Patterns).Check(library.Root);
        var root = values.Reader.Links.Root(library.Root);
        return values.HasText(root) ? values.Of(root) : throw NoValue(schema, options, library.Root);
    }

    private static JsonSchemaException NoValue(string schema, JsonSchemaOptions options, Schema root)
    {
        var conflict = Conflict.Find(schema, text =>
        {
            var library = new SchemaLibrary(text, options.Documents, options.CheckedAfterwards);
            var values = new ValueLanguage(CreateFactory(), options);
            return values.HasText(values.Reader.Links.Root(library.Root));
        });
        return conflict.Count == 0
            ? root.Error(null, "no value satisfies the schema")
            : root.Error(null, $"no value satisfies the schema: {string.Join(", ", conflict)} {(conflict.Count == 1 ? "leaves none" : "leave none together")}");
    }
}
