namespace Guided.Expressions;

/// <summary>What makes two nodes the same: the kind and the parts.</summary>
internal readonly struct NodeKey : IEquatable<NodeKey>
{
    private readonly ExpressionKind _kind;
    private readonly ByteSet _set;
    private readonly object? _first;
    private readonly object? _second;
    private readonly Expression[]? _items;
    private readonly int _min;
    private readonly int _max;
    private readonly int _hash;

    public NodeKey(ExpressionKind kind, ByteSet set)
    {
        _kind = kind;
        _set = set;
        _hash = HashCode.Combine(kind, set);
    }

    /// <summary>The key of a node with one or two parts: expressions, a rule, a lazy definition, or a machine's state.</summary>
    public NodeKey(ExpressionKind kind, object first, object? second = null)
    {
        _kind = kind;
        _first = first;
        _second = second;
        _hash = HashCode.Combine(kind, HashOf(first), second is null ? 0 : HashOf(second));
    }

    public NodeKey(Expression body, int min, int max)
    {
        _kind = ExpressionKind.Repeat;
        _first = body;
        _min = min;
        _max = max;
        _hash = HashCode.Combine(_kind, body.Id, min, max);
    }

    public NodeKey(ExpressionKind kind, Expression[] items)
    {
        _kind = kind;
        _items = items;
        var hash = new HashCode();
        hash.Add(kind);
        foreach (var item in items)
        {
            hash.Add(item.Id);
        }

        _hash = hash.ToHashCode();
    }

    public bool Equals(NodeKey other) =>
        _hash == other._hash
        && _kind == other._kind
        && _min == other._min
        && _max == other._max
        && Same(_first, other._first)
        && Same(_second, other._second)
        && _set == other._set
        && SameItems(_items, other._items);

    public override bool Equals(object? obj) => obj is NodeKey other && Equals(other);

    public override int GetHashCode() => _hash;

    private static int HashOf(object part) => part is Expression expression ? expression.Id : part.GetHashCode();

    private static bool Same(object? x, object? y) => ReferenceEquals(x, y) || (x is LazyExpression or ByteMachine && x.Equals(y));

    private static bool SameItems(Expression[]? x, Expression[]? y)
    {
        if (x is null || y is null)
        {
            return x is null && y is null;
        }

        return x.AsSpan().SequenceEqual(y);
    }
}
