using Guided.Expressions;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>An object that is remembered, as far as it is written.</summary>
/// <param name="Sequel">What follows the object.</param>
/// <param name="Members">The members as they stand in its key; null when one is not known.</param>
internal sealed record ObjectRecord(Sequel Sequel, TextSet? Members)
{
    /// <summary>The length of what is known.</summary>
    /// <param name="layout">How it is written.</param>
    /// <param name="depth">How deep the object stands.</param>
    public int Size(JsonLayout layout, int depth) => Members?.Texts.Sum(t => layout.Written(t, depth) + layout.Written(",", depth)) ?? 0;

    /// <summary>The record with one more member.</summary>
    /// <param name="name">Its name; null when it is not known.</param>
    /// <param name="key">Its value; null when it is not known.</param>
    public ObjectRecord With(string? name, string? key) =>
        this with { Members = name is null || key is null ? null : Members?.Add(JsonKey.Member(name, key)) };

    /// <summary>What follows the closing brace.</summary>
    public Expression AfterEnd() => Sequel.After(Members is null ? null : JsonKey.OfMembers(Members.Texts));
}
