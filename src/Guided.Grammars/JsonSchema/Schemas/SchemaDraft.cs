namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>The editions of JSON Schema, as far as their keywords differ.</summary>
internal enum SchemaDraft
{
    Draft4,
    Draft6,
    Draft7,
    Draft201909,
    Draft202012,
}

internal static class SchemaDrafts
{
    /// <summary>The name of an edition.</summary>
    public static string Name(this SchemaDraft draft) => draft switch
    {
        SchemaDraft.Draft201909 => "2019-09",
        SchemaDraft.Draft202012 => "2020-12",
        _ => $"draft {draft switch { SchemaDraft.Draft4 => 4, SchemaDraft.Draft6 => 6, _ => 7 }}",
    };

    /// <summary>The edition that a <c>$schema</c> names, or null when it names none that is known.</summary>
    public static SchemaDraft? Of(string uri) => uri switch
    {
        _ when uri.Contains("draft-03", StringComparison.Ordinal) || uri.Contains("draft-04", StringComparison.Ordinal) => SchemaDraft.Draft4,
        _ when uri.Contains("draft-06", StringComparison.Ordinal) => SchemaDraft.Draft6,
        _ when uri.Contains("draft-07", StringComparison.Ordinal) => SchemaDraft.Draft7,
        _ when uri.Contains("draft/2019-09", StringComparison.Ordinal) => SchemaDraft.Draft201909,
        _ when uri.Contains("draft/2020-12", StringComparison.Ordinal) => SchemaDraft.Draft202012,
        _ => null,
    };
}
