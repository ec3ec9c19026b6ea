using System.Text.Json;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Checks;

/// <summary>Checks JSON texts against a schema: for the keywords that generation leaves aside (<see cref="JsonSchemaOptions.CheckedAfterwards"/>).</summary>
/// <remarks>
/// Reads all keywords, those that were left aside included, and by the same options. Patterns that are not regular, such as those with back-references,
/// are left to <see cref="System.Text.RegularExpressions.Regex"/>. May be used by several threads at a time.
/// </remarks>
public sealed class JsonSchemaValidator
{
    private readonly FormulaEvaluator _evaluator;
    private readonly Formulas.Formula _root;
    private readonly Lock _gate = new();

    /// <summary>Reads a schema.</summary>
    /// <param name="schema">The schema, as JSON text.</param>
    /// <param name="options">How it is read; null for the defaults.</param>
    /// <exception cref="JsonSchemaException">The text is not a schema, or a budget of <see cref="JsonSchemaOptions.Limits"/> is used up.</exception>
    public JsonSchemaValidator(string schema, JsonSchemaOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        options ??= JsonSchemaOptions.Default;
        _evaluator = new FormulaEvaluator(options);
        _root = _evaluator.Root(new SchemaLibrary(schema, options.Documents).Root);
        _evaluator.Work.End();
    }

    /// <summary>Checks a text.</summary>
    /// <param name="json">The text. Of several members with one name the last counts.</param>
    /// <param name="cancellationToken">Ends the check early.</param>
    /// <exception cref="JsonSchemaException">A keyword that bears on the text is not well-formed, or a number in the text has too many digits to be compared, or a budget is used up.</exception>
    /// <exception cref="OperationCanceledException">The check was cancelled.</exception>
    public JsonSchemaCheck Check(string json, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(json);
        using var exploration = Exploration.Begin(cancellationToken);
        Exploration.ThrowIfCancelled();
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = SchemaText.MaxDepth });
            lock (_gate)
            {
                _evaluator.Work.BeginPlace();
                return new JsonSchemaCheck(_evaluator.Failure(_root, document.RootElement, "") is { } failure ? [failure] : []);
            }
        }
        catch (JsonException e)
        {
            return new JsonSchemaCheck([new JsonSchemaFailure("", $"the text is not JSON: {e.Message}")]);
        }
    }
}
