using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Guided.Steering.Gates;

/// <summary>A place in a JSON value: names, indices and wildcards from the root down (the paths of RFC 9535 that name children).</summary>
internal sealed class JsonPath
{
    private readonly Segment[] _segments;

    private JsonPath(List<Segment> segments)
    {
        _segments = [.. segments];
        Text = "$" + string.Concat(segments);
    }

    /// <summary>The path in one spelling.</summary>
    public string Text { get; }

    /// <summary>How many levels below the root the place is.</summary>
    public int Length => _segments.Length;

    /// <summary>Whether a member of an object continues the path at a level.</summary>
    /// <param name="level">The level of the object.</param>
    /// <param name="name">The text between the quotes, as it stands in the JSON.</param>
    public bool MatchesName(int level, ReadOnlySpan<byte> name)
    {
        var segment = _segments[level];
        if (segment.IsAny)
        {
            return true;
        }

        return segment.Name is { } wanted && (name.Contains((byte)'\\') ? wanted.AsSpan().SequenceEqual(Unescape(name)) : name.SequenceEqual(wanted));
    }

    /// <summary>Whether an item of an array continues the path at a level.</summary>
    public bool MatchesIndex(int level, int index) => _segments[level].IsAny || _segments[level].Index == index;

    /// <summary>Reads a path.</summary>
    /// <exception cref="SteeringException">It cannot be read.</exception>
    public static JsonPath Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith('$'))
        {
            throw Unreadable(text, 0, "a path begins with $, the whole value");
        }

        var segments = new List<Segment>();
        for (var at = 1; at < text.Length;)
        {
            segments.Add(text[at] switch
            {
                '.' => Dotted(text, ref at),
                '[' => Bracketed(text, ref at),
                _ => throw Unreadable(text, at, "expected . or ["),
            });
        }

        return new JsonPath(segments);
    }

    private static Segment Dotted(string text, ref int at)
    {
        var start = ++at;
        while (at < text.Length && text[at] is not ('.' or '['))
        {
            at++;
        }

        var name = text[start..at];
        return name switch
        {
            "" => throw Unreadable(text, start, "expected a name; descent (..) is not supported"),
            "*" => Segment.Any,
            _ => Segment.Of(name),
        };
    }

    private static Segment Bracketed(string text, ref int at)
    {
        var start = at + 1;
        var quote = start < text.Length && text[start] is '\'' or '"' ? text[start] : '\0';
        var end = quote == '\0' ? text.IndexOf(']', start) : text.IndexOf(quote + "]", start + 1, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Unreadable(text, at, "the bracket is not closed");
        }

        at = end + (quote == '\0' ? 1 : 2);
        var content = quote == '\0' ? text[start..end] : text[(start + 1)..end];
        if (quote != '\0')
        {
            return Segment.Of(content);
        }

        if (content == "*")
        {
            return Segment.Any;
        }

        return int.TryParse(content, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? Segment.Of(index)
            : throw Unreadable(text, start, "expected an index from 0, * or a name in quotes");
    }

    private static byte[] Unescape(ReadOnlySpan<byte> name)
    {
        try
        {
            var reader = new Utf8JsonReader([(byte)'"', .. name, (byte)'"']);
            reader.Read();
            return Encoding.UTF8.GetBytes(reader.GetString()!);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [.. name]; // not a JSON string, so no name
        }
    }

    private static SteeringException Unreadable(string text, int at, string problem) =>
        new($"The JSON path '{text}' cannot be read at character {at}: {problem}.");

    private sealed record Segment(byte[]? Name, int Index, bool IsAny)
    {
        public static Segment Any { get; } = new(null, -1, true);

        public static Segment Of(string name) => new(Encoding.UTF8.GetBytes(name), -1, false);

        public static Segment Of(int index) => new(null, index, false);

        public override string ToString() => IsAny ? "[*]"
            : Name is { } name ? $"['{Encoding.UTF8.GetString(name)}']"
            : string.Create(CultureInfo.InvariantCulture, $"[{Index}]");
    }
}
