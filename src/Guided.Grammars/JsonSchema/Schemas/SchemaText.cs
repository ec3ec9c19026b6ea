using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Schemas;

/// <summary>Reads the texts of schemas.</summary>
internal static class SchemaText
{
    /// <summary>Schemas may nest this deep.</summary>
    public const int MaxDepth = 512;

    /// <exception cref="JsonSchemaException">The text is not JSON, or has a lone surrogate.</exception>
    public static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement.Clone();
            if (text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase))
            {
                CheckStrings(root, "");
            }

            return root;
        }
        catch (JsonException e)
        {
            throw new JsonSchemaException("", null, $"the text is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})", e);
        }
    }

    /// <summary>Finds escaped lone surrogates, which are no text: the JSON reader accepts them until they are asked for.</summary>
    private static void CheckStrings(JsonElement element, string path)
    {
        try
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.String:
                    _ = element.GetString();
                    break;
                case JsonValueKind.Array:
                    var i = 0;
                    foreach (var item in element.EnumerateArray())
                    {
                        CheckStrings(item, path + JsonPointer.Of($"{i++}"));
                    }

                    break;
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                    {
                        CheckStrings(member.Value, path + JsonPointer.Of(member.Name));
                    }

                    break;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new JsonSchemaException(path, null, "a string has a lone surrogate, which UTF-8 cannot carry", e);
        }
    }
}
