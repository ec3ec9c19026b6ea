using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>A schema is needed to read itself.</summary>
internal sealed class OpenSchemaException(Schema schema) : Exception
{
    /// <summary>The error for the caller, when there is no other way to read it.</summary>
    public JsonSchemaException ToError() =>
        schema.Error("$ref", "the schema refers back to itself before it reaches any value, so it means nothing");
}
