namespace Guided.Typed;

/// <summary>Keeps the most recently used values under a capacity. A value is made once, also when several threads ask at the same time.</summary>
/// <param name="capacity">The most values that are kept.</param>
/// <param name="isWorn">Whether a value is to be made anew when it is next asked for; null for never.</param>
internal sealed class BoundedCache<TKey, TValue>(int capacity, Predicate<TValue>? isWorn = null)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, Lazy<TValue> Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, Lazy<TValue> Value)> _order = new();

    /// <summary>The value of a key, made when it is not there. A failure is not kept.</summary>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        Lazy<TValue> value;
        lock (_gate)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _order.Remove(node);
            }

            if (node is null || (node.Value.Value.IsValueCreated && isWorn?.Invoke(node.Value.Value.Value) == true))
            {
                node = new((key, new Lazy<TValue>(() => make(key))));
                _nodes[key] = node;
            }

            _order.AddFirst(node);
            if (_nodes.Count > capacity)
            {
                _nodes.Remove(_order.Last!.Value.Key);
                _order.RemoveLast();
            }

            value = node.Value.Value;
        }

        try
        {
            return value.Value;
        }
        catch
        {
            Remove(key, value);
            throw;
        }
    }

    private void Remove(TKey key, Lazy<TValue> failed)
    {
        lock (_gate)
        {
            // Another thread that met the same failure may have begun anew.
            if (_nodes.TryGetValue(key, out var node) && node.Value.Value == failed)
            {
                _nodes.Remove(key);
                _order.Remove(node);
            }
        }
    }
}
