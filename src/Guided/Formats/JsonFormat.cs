using System.Text.Json;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Types;
using Guided.Rules;

namespace Guided.Formats;

internal sealed class JsonFormat(string schema, JsonSchemaOptions? options) : OutputFormat
{
    public override string? Instruction => "Answer with JSON: " + TypeDescription.Of(schema);

    internal override bool IsJson => true;

    protected internal override object? Key => (typeof(JsonFormat), schema, options);

    public override Grammar? CreateGrammar() => JsonSchemaGrammar.Create(schema, options);
}
