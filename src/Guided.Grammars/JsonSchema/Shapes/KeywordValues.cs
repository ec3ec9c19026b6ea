using System.Text.Json;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Shapes;

/// <summary>Values of keywords, checked for their kind.</summary>
internal static class KeywordValues
{
    /// <summary>A count that is not negative, clipped to the greatest int; null when the keyword is absent.</summary>
    public static int? Count(Schema schema, string keyword)
    {
        if (schema.Keyword(keyword) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || Number(schema, keyword, value) is not { Sign: >= 0, IsInteger: true } number)
        {
            throw schema.Error(keyword, $"{value.GetRawText()} is not a whole number from 0 on");
        }

        return number.Floor() < int.MaxValue - 1 ? (int)number.Floor() : int.MaxValue - 1;
    }

    /// <summary>A string, or null when the keyword is absent.</summary>
    public static string? Text(Schema schema, string keyword) => schema.Keyword(keyword) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw schema.Error(keyword, $"{value.GetRawText()} is not a string"),
    };

    /// <summary>The members of an object; none when the keyword is absent.</summary>
    public static IEnumerable<JsonProperty> Members(Schema schema, string keyword) => schema.Keyword(keyword) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Object } value => value.EnumerateObject(),
        _ => throw schema.Error(keyword, "the value is not an object"),
    };

    /// <summary>A number of a schema, exactly.</summary>
    public static JsonDecimal Number(Schema schema, string? keyword, JsonElement value)
    {
        try
        {
            return JsonDecimal.Of(value);
        }
        catch (FormatException e)
        {
            throw schema.Error(keyword, e.Message, e);
        }
    }
}
