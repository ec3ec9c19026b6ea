using System.Text.Json;

namespace Guided.Typed;

/// <summary>JSON texts are equal when they spell the same value: white space, escapes and the order of members do not matter.</summary>
internal sealed class JsonTextEquality : IEqualityComparer<string>
{
    /// <inheritdoc/>
    public bool Equals(string? x, string? y)
    {
        if (x is null || y is null || x == y)
        {
            return x == y;
        }

        using var first = JsonDocument.Parse(x);
        using var second = JsonDocument.Parse(y);
        return JsonElement.DeepEquals(first.RootElement, second.RootElement);
    }

    /// <inheritdoc/>
    public int GetHashCode(string obj)
    {
        // What is the same in all spellings of a value, and cheap.
        using var document = JsonDocument.Parse(obj);
        var root = document.RootElement;
        return root.ValueKind switch
        {
            JsonValueKind.Array => HashCode.Combine(root.ValueKind, root.GetArrayLength()),
            JsonValueKind.Object => HashCode.Combine(root.ValueKind, root.GetPropertyCount()),
            JsonValueKind.String => HashCode.Combine(root.ValueKind, root.GetString()),
            _ => (int)root.ValueKind,
        };
    }
}
