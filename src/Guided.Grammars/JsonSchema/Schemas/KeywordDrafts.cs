using System.Collections.Frozen;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>Which editions define a keyword that bears on validity. To the others it is unknown, and so an annotation.</summary>
/// <remarks>
/// <c>const</c> is read in draft 4 too: schemas of draft 4 that use it count on it. <c>dependencies</c> is read in every edition, as 2019-09 and later allow.
/// Keywords that are not listed here are known to all editions, or to none.
/// </remarks>
internal static class KeywordDrafts
{
    private static readonly FrozenDictionary<string, (SchemaDraft First, SchemaDraft Last)> Ranges = new (string Keyword, SchemaDraft First, SchemaDraft Last)[]
    {
        ("contains", SchemaDraft.Draft6, SchemaDraft.Draft202012),
        ("propertyNames", SchemaDraft.Draft6, SchemaDraft.Draft202012),
        ("if", SchemaDraft.Draft7, SchemaDraft.Draft202012),
        ("then", SchemaDraft.Draft7, SchemaDraft.Draft202012),
        ("else", SchemaDraft.Draft7, SchemaDraft.Draft202012),
        ("contentEncoding", SchemaDraft.Draft7, SchemaDraft.Draft202012),
        ("contentMediaType", SchemaDraft.Draft7, SchemaDraft.Draft202012),
        ("dependentRequired", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("dependentSchemas", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("unevaluatedItems", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("unevaluatedProperties", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("minContains", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("maxContains", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("contentSchema", SchemaDraft.Draft201909, SchemaDraft.Draft202012),
        ("$recursiveRef", SchemaDraft.Draft201909, SchemaDraft.Draft201909),
        ("additionalItems", SchemaDraft.Draft4, SchemaDraft.Draft201909),
        ("prefixItems", SchemaDraft.Draft202012, SchemaDraft.Draft202012),
        ("$dynamicRef", SchemaDraft.Draft202012, SchemaDraft.Draft202012),
    }.ToFrozenDictionary(r => r.Keyword, r => (r.First, r.Last), StringComparer.Ordinal);

    /// <summary>Whether an edition defines a keyword, as far as that is listed.</summary>
    public static bool Defines(this SchemaDraft draft, string keyword) =>
        !Ranges.TryGetValue(keyword, out var range) || (range.First <= draft && draft <= range.Last);
}
