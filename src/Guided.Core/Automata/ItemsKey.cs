namespace Guided.Automata;

/// <summary>What makes two configurations the same: the items, and whether the bytes read are a complete text.</summary>
internal readonly struct ItemsKey : IEquatable<ItemsKey>
{
    private readonly Item[] _items;
    private readonly bool _isAccepting;
    private readonly int _hash;

    public ItemsKey(Item[] items, bool isAccepting)
    {
        _items = items;
        _isAccepting = isAccepting;
        var hash = new HashCode();
        hash.Add(isAccepting);
        foreach (var item in items)
        {
            hash.Add(item.Head.Id);
            hash.Add(item.Below.Id);
        }

        _hash = hash.ToHashCode();
    }

    public bool Equals(ItemsKey other)
    {
        if (_hash != other._hash || _isAccepting != other._isAccepting || _items.Length != other._items.Length)
        {
            return false;
        }

        for (var i = 0; i < _items.Length; i++)
        {
            if (_items[i].Head != other._items[i].Head || _items[i].Below != other._items[i].Below)
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is ItemsKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
