using Guided.Expressions;
using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Gbnf;

/// <summary>How a GBNF text is read.</summary>
public sealed record GbnfOptions
{
    /// <summary>The defaults: llama.cpp's spelling.</summary>
    public static GbnfOptions Default { get; } = new();

    /// <summary>The dialect. Default <see cref="GbnfDialect.LlamaCpp"/>.</summary>
    public GbnfDialect Dialect { get; init; } = GbnfDialect.LlamaCpp;

    /// <summary>How the schemas behind <c>%json</c> are read; null for the defaults.</summary>
    public JsonSchemaOptions? JsonSchema { get; init; }

    /// <summary>The budgets of the grammar; null for the defaults.</summary>
    public GrammarLimits? Limits { get; init; }

    /// <summary>
    /// Rules that the text calls but does not define, by name: how to make each in the grammar's factory. This is how a grammar embeds a JSON
    /// Schema, a regular expression or anything else that becomes an expression.
    /// </summary>
    public IReadOnlyDictionary<string, Func<ExpressionFactory, Expression>> External { get; init; } =
        new Dictionary<string, Func<ExpressionFactory, Expression>>();
}
