using System.Text.Json;

namespace Guided.Typed;

/// <summary>A JSON value that a stream has completed: a member, a list item, or the whole.</summary>
public sealed class ClosedValue
{
    private readonly JsonSerializerOptions _json;

    internal ClosedValue(string path, int depth, string text, JsonSerializerOptions json)
    {
        Path = path;
        Depth = depth;
        Text = text;
        _json = json;
        Kind = text[0] switch
        {
            '{' => JsonValueKind.Object,
            '[' => JsonValueKind.Array,
            '"' => JsonValueKind.String,
            't' => JsonValueKind.True,
            'f' => JsonValueKind.False,
            'n' => JsonValueKind.Null,
            _ => JsonValueKind.Number,
        };
    }

    /// <summary>Where the value is, as a JSON Pointer (RFC 6901): <c>/items/0/product</c>; empty for the whole.</summary>
    public string Path { get; }

    /// <summary>How many objects and lists the value is in; 0 for the whole.</summary>
    public int Depth { get; }

    /// <summary>The kind of the value.</summary>
    public JsonValueKind Kind { get; }

    /// <summary>The JSON of the value as the model wrote it.</summary>
    public string Text { get; }

    /// <summary>Reads the value as a type.</summary>
    /// <exception cref="JsonException">It is of another type.</exception>
    public TValue? As<TValue>() => JsonSerializer.Deserialize<TValue>(Text, _json);

    /// <summary>Whether the path is one of a pattern, in which a part <c>*</c> stands for any name or index: <c>/items/*/product</c>.</summary>
    public bool Matches(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        ReadOnlySpan<char> path = Path;
        ReadOnlySpan<char> rest = pattern;
        while (!path.IsEmpty && !rest.IsEmpty)
        {
            var name = FirstPart(path);
            var wanted = FirstPart(rest);
            if (wanted is not "/*" && !name.SequenceEqual(wanted))
            {
                return false;
            }

            path = path[name.Length..];
            rest = rest[wanted.Length..];
        }

        return path.IsEmpty && rest.IsEmpty;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Text}";

    // With the slash before it.
    private static ReadOnlySpan<char> FirstPart(ReadOnlySpan<char> path)
    {
        var end = path[1..].IndexOf('/');
        return end < 0 ? path : path[..(end + 1)];
    }
}
