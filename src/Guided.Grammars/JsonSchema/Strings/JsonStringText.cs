using System.Text;
using System.Text.Json;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>JSON strings as they are written.</summary>
internal static class JsonStringText
{
    /// <summary>The string that a text between quotes spells.</summary>
    /// <param name="text">The text without its quotes.</param>
    public static string Read(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(text);
        }

        var reader = new Utf8JsonReader((byte[])[(byte)'"', .. text, (byte)'"']);
        reader.Read();
        return reader.GetString()!;
    }

    /// <summary>The spelling without escapes, or null when there is none.</summary>
    public static byte[]? Raw(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && text.AsSpan().IndexOfAny('"', '\\') < 0
        ? Encoding.UTF8.GetBytes(text)
        : null;
}
