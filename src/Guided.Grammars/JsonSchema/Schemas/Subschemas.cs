using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>Where schemas stand in a schema object.</summary>
internal static class Subschemas
{
    /// <summary>Whether the value of a keyword is a schema (or, for some, a list of schemas).</summary>
    public static bool IsSchema(string keyword) => keyword is "not" or "if" or "then" or "else" or "items" or "additionalItems" or "contains"
        or "additionalProperties" or "propertyNames" or "unevaluatedItems" or "unevaluatedProperties" or "contentSchema" or "allOf" or "anyOf"
        or "oneOf" or "prefixItems";

    /// <summary>Whether the value of a keyword is an object whose members are schemas.</summary>
    public static bool IsMap(string keyword) => keyword is "properties" or "patternProperties" or "dependentSchemas" or "$defs" or "definitions" or "dependencies";

    /// <summary>The schemas directly inside an element that is a schema, with the pointer from it to each.</summary>
    public static IEnumerable<(JsonElement Element, string Pointer)> Of(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var keyword in schema.EnumerateObject())
        {
            var isMap = IsMap(keyword.Name);
            if (!isMap && !IsSchema(keyword.Name))
            {
                continue;
            }

            switch (keyword.Value.ValueKind)
            {
                case JsonValueKind.Object when isMap:
                    foreach (var member in keyword.Value.EnumerateObject())
                    {
                        if (member.Value.ValueKind == JsonValueKind.Object)
                        {
                            yield return (member.Value, JsonPointer.Of(keyword.Name, member.Name));
                        }
                    }

                    break;
                case JsonValueKind.Object:
                    yield return (keyword.Value, JsonPointer.Of(keyword.Name));
                    break;
                case JsonValueKind.Array when !isMap:
                    var i = 0;
                    foreach (var item in keyword.Value.EnumerateArray())
                    {
                        yield return (item, JsonPointer.Of(keyword.Name, $"{i++}"));
                    }

                    break;
            }
        }
    }
}
