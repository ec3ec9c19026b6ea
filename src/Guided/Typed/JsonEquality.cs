using System.Text.Json;

namespace Guided.Typed;

/// <summary>Values are equal when they are the same JSON: lists and nested objects are compared by what they hold.</summary>
internal sealed class JsonEquality<T>(JsonSerializerOptions options) : IEqualityComparer<T>
{
    /// <inheritdoc/>
    public bool Equals(T? x, T? y) => Text(x) == Text(y);

    /// <inheritdoc/>
    public int GetHashCode(T obj) => Text(obj).GetHashCode(StringComparison.Ordinal);

    private string Text(T? value) => JsonSerializer.Serialize(value, options);
}
