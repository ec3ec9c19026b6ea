using System.Collections.Frozen;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Which keywords say nothing about validity.</summary>
internal static class Annotations
{
    private static readonly FrozenSet<string> Asserting = new[]
    {
        "$ref", "$dynamicRef", "$recursiveRef", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "type", "enum", "const", "nullable",
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType",
        "items", "prefixItems", "additionalItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems",
        "properties", "patternProperties", "additionalProperties", "propertyNames", "required", "minProperties", "maxProperties", "dependencies",
        "dependentRequired", "dependentSchemas", "unevaluatedProperties",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a keyword is an annotation, or not defined by JSON Schema, which makes it one.</summary>
    public static bool Contains(string keyword) => !Asserting.Contains(keyword);
}
