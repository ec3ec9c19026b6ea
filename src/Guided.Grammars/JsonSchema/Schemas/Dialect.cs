namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>How the keywords of a schema resource are read.</summary>
/// <param name="Draft">The edition.</param>
/// <param name="Validates">Whether the keywords of the validation vocabulary assert anything: a metaschema may leave them out.</param>
internal sealed record Dialect(SchemaDraft Draft, bool Validates = true)
{
    /// <summary>What holds where no <c>$schema</c> is known.</summary>
    public static Dialect Default { get; } = new(SchemaDraft.Draft202012);
}
