using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;
using Guided.Grammars.Types;
using Guided.Rules;

namespace Guided.Formats;

/// <summary>JSON that validates against a schema.</summary>
internal sealed class JsonFormat(string schema, JsonSchemaOptions? options) : OutputFormat
{
    private readonly Lazy<JsonSchemaValidator>? _validator = options?.CheckedAfterwards.Count > 0 ? new(() => new JsonSchemaValidator(schema, options)) : null;

    public override string? Instruction => "Answer with JSON: " + TypeDescription.Of(schema);

    internal override bool IsJson => true;

    protected internal override object? Key => (typeof(JsonFormat), schema, options);

    public override Grammar? CreateGrammar(CancellationToken cancellationToken = default) =>
        JsonSchemaGrammar.Create(schema, options, cancellationToken: cancellationToken);

    internal override JsonSchemaCheck? Check(string text, CancellationToken cancellationToken) => _validator?.Value.Check(text, cancellationToken);
}
