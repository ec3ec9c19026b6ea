using System.Text.Json;
using System.Text.Json.Nodes;

namespace Guided.Grammars.Types;

/// <summary>Types into which any JSON, or any of one kind, is read.</summary>
internal static class AnyTypes
{
    /// <summary>The schema; null for other types.</summary>
    public static JsonObject? Of(Type type)
    {
        if (type == typeof(object) || type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonDocument))
        {
            return [];
        }

        return type == typeof(JsonObject) ? new JsonObject { ["type"] = "object" }
            : type == typeof(JsonArray) ? new JsonObject { ["type"] = "array" }
            : type == typeof(JsonValue) ? new JsonObject { ["type"] = new JsonArray("boolean", "number", "string") }
            : null;
    }
}
