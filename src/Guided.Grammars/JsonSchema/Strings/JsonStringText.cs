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

    /// <summary>The string that a text with its closing quote spells.</summary>
    /// <param name="text">The text behind its opening quote.</param>
    /// <param name="buffer">Room for the string: as many characters as the text has bytes.</param>
    public static ReadOnlySpan<char> Read(ReadOnlySpan<byte> text, Span<char> buffer)
    {
        const int Short = 256;
        if (!text.Contains((byte)'\\'))
        {
            return buffer[..Encoding.UTF8.GetChars(text[..^1], buffer)];
        }

        Span<byte> quoted = text.Length < Short ? stackalloc byte[text.Length + 1] : new byte[text.Length + 1];
        quoted[0] = (byte)'"';
        text.CopyTo(quoted[1..]);
        var reader = new Utf8JsonReader(quoted);
        reader.Read();
        return buffer[..reader.CopyString(buffer)];
    }

    /// <summary>The spelling without escapes, or null when there is none.</summary>
    public static byte[]? Raw(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && text.AsSpan().IndexOfAny('"', '\\') < 0
        ? Encoding.UTF8.GetBytes(text)
        : null;
}
