namespace Guided.Grammars.JsonSchema.Checks;

/// <summary>What a check of a whole JSON text against its schema found.</summary>
/// <param name="Failures">Where the text does not satisfy the schema; empty where it does.</param>
public sealed record JsonSchemaCheck(IReadOnlyList<JsonSchemaFailure> Failures)
{
    /// <summary>Whether the text satisfies the schema.</summary>
    public bool Passed => Failures.Count == 0;

    /// <inheritdoc/>
    public override string ToString() =>
        Passed ? "checked afterwards: passed" : "checked afterwards: failed: " + string.Join("; ", Failures.Select(f => $"at '{f.Path}' {f.Reason}"));
}
