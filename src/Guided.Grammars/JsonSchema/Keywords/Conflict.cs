using System.Text.Json.Nodes;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Finds the keywords for which a schema has no value: leaving out any of them would give it one.</summary>
internal static class Conflict
{
    /// <summary>Schemas with more keywords than this are not searched.</summary>
    private const int MaxKeywords = 200;

    /// <summary>The places of the keywords, as pointers; empty when they were not found within the budget of the schema.</summary>
    /// <param name="text">A schema that has no value.</param>
    /// <param name="hasValue">Whether a schema has one.</param>
    public static IReadOnlyList<string> Find(string text, Func<string, bool> hasValue)
    {
        if (JsonNode.Parse(text) is not JsonObject schema)
        {
            return [];
        }

        var places = new List<string[]>();
        Collect(schema, [], places);
        if (places.Count > MaxKeywords)
        {
            return [];
        }

        // Inner keywords first, so that what is left is as near to the fault as can be.
        var conflict = new List<string>();
        foreach (var place in places.OrderByDescending(p => p.Length))
        {
            if (Parent(schema, place) is not { } parent || parent[place[^1]] is var value && !parent.ContainsKey(place[^1]))
            {
                continue;
            }

            parent.Remove(place[^1]);
            if (HasValue(schema) is not { } has)
            {
                return [];
            }

            if (has)
            {
                parent[place[^1]] = value;
                conflict.Add("#" + JsonPointer.Of(place));
            }
        }

        return [.. conflict.Where(c => !conflict.Exists(other => other.StartsWith(c + "/", StringComparison.Ordinal))).Order(StringComparer.Ordinal)];

        bool? HasValue(JsonObject candidate)
        {
            try
            {
                return hasValue(candidate.ToJsonString());
            }
            catch (JsonSchemaException e) when (e.Limit is not null)
            {
                return null;
            }
            catch (JsonSchemaException)
            {
                return true; // without the keyword the schema is no longer well-formed, so it is needed
            }
        }
    }

    private static void Collect(JsonObject schema, string[] path, List<string[]> places)
    {
        foreach (var (keyword, value) in schema)
        {
            if (Annotations.Contains(keyword))
            {
                if (keyword is "$defs" or "definitions")
                {
                    CollectMap(value, [.. path, keyword], places);
                }

                continue;
            }

            places.Add([.. path, keyword]);
            if (Subschemas.IsMap(keyword))
            {
                CollectMap(value, [.. path, keyword], places);
            }
            else if (Subschemas.IsSchema(keyword) && value is JsonObject inner)
            {
                Collect(inner, [.. path, keyword], places);
            }
            else if (Subschemas.IsSchema(keyword) && value is JsonArray list)
            {
                for (var i = 0; i < list.Count; i++)
                {
                    if (list[i] is JsonObject item)
                    {
                        Collect(item, [.. path, keyword, $"{i}"], places);
                    }
                }
            }
        }
    }

    private static void CollectMap(JsonNode? map, string[] path, List<string[]> places)
    {
        foreach (var (name, value) in map as JsonObject ?? [])
        {
            if (value is JsonObject inner)
            {
                Collect(inner, [.. path, name], places);
            }
        }
    }

    private static JsonObject? Parent(JsonObject schema, string[] place)
    {
        JsonNode? at = schema;
        foreach (var step in place[..^1])
        {
            at = at switch
            {
                JsonObject members => members[step],
                JsonArray items => items[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)],
                _ => null,
            };
        }

        return at as JsonObject;
    }
}
