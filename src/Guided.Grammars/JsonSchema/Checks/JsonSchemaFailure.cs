namespace Guided.Grammars.JsonSchema.Checks;

/// <summary>A place at which a JSON text does not satisfy its schema.</summary>
/// <param name="Path">The JSON pointer of the value in the text; empty for the whole.</param>
/// <param name="Reason">What is wrong, with the place and keyword in the schema where there is one.</param>
public sealed record JsonSchemaFailure(string Path, string Reason);
