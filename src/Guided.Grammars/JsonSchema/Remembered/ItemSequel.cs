using Guided.Expressions;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>What follows an item that is remembered.</summary>
/// <param name="language">The language of arrays.</param>
/// <param name="next">The place after the item, which does not know the item yet.</param>
/// <param name="searched">The same place, with what the item satisfies: see <see cref="ArrayPlace.Taken"/>.</param>
internal sealed class ItemSequel(RememberedItems language, ArrayPlace next, ArrayPlace searched) : Sequel
{
    private readonly RememberedItems _language = language;
    private readonly ArrayPlace _next = next;
    private readonly ArrayPlace _searched = searched;
    private readonly int _hash = next.GetHashCode();

    public override int Depth => _language.DepthIn(_next);

    public override int LengthAfter(int size) => _language.LengthAfterItem(_next, _searched, size);

    public override bool IsIndifferent => _language.IsIndifferent(_next);

    public override Expression After(string? key) => _language.AfterItem(_next, key);

    public override bool Equals(object? obj) =>
        ReferenceEquals(this, obj) || (obj is ItemSequel other && _hash == other._hash && _language == other._language && _next.Equals(other._next) && _searched.Equals(other._searched));

    public override int GetHashCode() => _hash;
}
