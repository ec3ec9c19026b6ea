namespace Guided.Automata;

/// <summary>What an <see cref="InternTable{T}"/> keeps.</summary>
internal interface IInterned
{
    /// <summary>The hash of what makes the object differ from others.</summary>
    int Hash { get; }
}

/// <summary>Objects of which no two are equal, found by their hash and a comparison that the caller makes, so that looking one up allocates nothing.</summary>
/// <remarks>Open addressing over the objects themselves. Not for several threads at a time.</remarks>
/// <typeparam name="T">The kind of the objects.</typeparam>
internal sealed class InternTable<T>
    where T : class, IInterned
{
    private T?[] _slots = new T?[16];

    /// <summary>The number of objects.</summary>
    public int Count { get; private set; }

    /// <summary>The first place at which an object with a hash may be.</summary>
    public int FirstSlot(int hash) => (hash ^ (hash >>> 15)) & (_slots.Length - 1);

    /// <summary>The place to look at after another.</summary>
    public int NextSlot(int slot) => (slot + 1) & (_slots.Length - 1);

    /// <summary>The object at a place; null where the search ends.</summary>
    public T? At(int slot) => _slots[slot];

    /// <summary>Adds an object that is not there yet.</summary>
    public void Add(T item)
    {
        if ((Count + 1) * 3 > _slots.Length * 2)
        {
            var old = _slots;
            _slots = new T?[old.Length * 2];
            foreach (var known in old)
            {
                if (known is not null)
                {
                    Put(known);
                }
            }
        }

        Put(item);
        Count++;
    }

    private void Put(T item)
    {
        var slot = FirstSlot(item.Hash);
        while (_slots[slot] is not null)
        {
            slot = NextSlot(slot);
        }

        _slots[slot] = item;
    }
}
