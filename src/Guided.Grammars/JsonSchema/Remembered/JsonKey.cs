using System.Globalization;
using System.Text;
using System.Text.Json;
using Guided.Grammars.JsonSchema.Arrays;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>JSON values as texts: equal values have equal texts, whatever their spelling and the order of their members.</summary>
internal static class JsonKey
{
    /// <summary>The key of a string.</summary>
    /// <remarks>Escaped only where JSON demands it, so that it is no longer than any spelling.</remarks>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length + 2).Append('"');
        foreach (var unit in text)
        {
            _ = unit switch
            {
                '"' or '\\' => key.Append('\\').Append(unit),
                '\n' => key.Append("\\n"),
                '\r' => key.Append("\\r"),
                '\t' => key.Append("\\t"),
                '\b' => key.Append("\\b"),
                '\f' => key.Append("\\f"),
                < ' ' => key.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}"),
                _ => key.Append(unit),
            };
        }

        return key.Append('"').ToString();
    }

    /// <summary>The key of a number as it is written.</summary>
    public static string OfNumber(ReadOnlySpan<byte> text) => ScalarKey.Of(text);

    /// <summary>The key of an array.</summary>
    public static string OfItems(string items) => $"[{items}]";

    /// <summary>The key of an object.</summary>
    /// <param name="members">What <see cref="Member"/> gives for each of them.</param>
    public static string OfMembers(IEnumerable<string> members) => $"{{{string.Join(',', members.Order(StringComparer.Ordinal))}}}";

    /// <summary>A member in the key of an object.</summary>
    public static string Member(string name, string value) => $"{Of(name)}:{value}";

    /// <summary>The key of a value.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Of(value.GetString()!),
        JsonValueKind.Number => OfNumber(Encoding.ASCII.GetBytes(value.GetRawText())),
        JsonValueKind.Array => OfItems(string.Join(',', value.EnumerateArray().Select(Of))),
        JsonValueKind.Object => OfMembers(value.EnumerateObject().GroupBy(m => m.Name).Select(g => Member(g.Key, Of(g.Last().Value)))),
        _ => value.GetRawText(),
    };
}
