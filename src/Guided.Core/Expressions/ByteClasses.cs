namespace Guided.Expressions;

/// <summary>A partition of the 256 byte values into classes that one expression cannot tell apart.</summary>
/// <remarks>In <c>[0-9]*</c> the ten digits behave alike and so do all other bytes: two classes, so two derivatives instead of 256.</remarks>
internal sealed class ByteClasses
{
    public ByteClasses(byte[] map, int count)
    {
        Map = map;
        Count = count;
        Representatives = new byte[count];
        for (var value = 255; value >= 0; value--)
        {
            Representatives[map[value]] = (byte)value;
        }
    }

    /// <summary>The class of each byte value.</summary>
    public byte[] Map { get; }

    /// <summary>The number of classes.</summary>
    public int Count { get; }

    /// <summary>The least byte of each class.</summary>
    public byte[] Representatives { get; }

    /// <summary>The only byte of a class, or −1 when it has several.</summary>
    public int OnlyByte(int index)
    {
        var first = Representatives[index];
        return Map.AsSpan(first + 1).Contains((byte)index) ? -1 : first;
    }
}

/// <summary>Keeps one object per partition, and what two partitions have as their common refinement.</summary>
internal sealed class ByteClassTable
{
    private readonly Lock _gate = new();
    private readonly ByteClassTable? _parent;
    private readonly Dictionary<ByteSet, ByteClasses> _bySet = [];
    private readonly Dictionary<ByteSet, ByteClasses> _each = [];
    private readonly Dictionary<(ByteClasses, ByteClasses), ByteClasses> _refinements = [];
    private readonly Dictionary<byte[], ByteClasses> _byMap = new(MapComparer.Instance);

    /// <summary>Makes a table.</summary>
    /// <param name="parent">A table whose partitions this one takes where it has them, or null.</param>
    public ByteClassTable(ByteClassTable? parent)
    {
        _parent = parent;
        Single = parent?.Single ?? Intern(new byte[256], 1);
    }

    /// <summary>The partition with one class.</summary>
    public ByteClasses Single { get; }

    public ByteClasses Of(ByteSet set)
    {
        if (_parent?.Find(set) is { } shared)
        {
            return shared;
        }

        lock (_gate)
        {
            if (!_bySet.TryGetValue(set, out var classes))
            {
                var inside = (byte)(set.Contains(0) ? 0 : 1);
                var map = new byte[256];
                for (var value = 0; value < 256; value++)
                {
                    map[value] = set.Contains((byte)value) ? inside : (byte)(1 - inside);
                }

                _bySet[set] = classes = set == ByteSet.All || set.IsEmpty ? Single : Intern(map, 2);
            }

            return classes;
        }
    }

    /// <summary>The partition with a class for each byte of a set, and one for the rest.</summary>
    public ByteClasses Each(ByteSet set)
    {
        if (_parent?.FindEach(set) is { } shared)
        {
            return shared;
        }

        lock (_gate)
        {
            if (!_each.TryGetValue(set, out var classes))
            {
                var map = new byte[256];
                var (count, rest) = (0, -1);
                for (var value = 0; value < 256; value++)
                {
                    var number = set.Contains((byte)value) ? count++ : rest >= 0 ? rest : rest = count++;
                    map[value] = (byte)number;
                }

                _each[set] = classes = Intern(map, count);
            }

            return classes;
        }
    }

    public ByteClasses Refine(ByteClasses x, ByteClasses y)
    {
        if (x == y || y == Single)
        {
            return x;
        }

        if (x == Single)
        {
            return y;
        }

        if (_parent?.Find(x, y) is { } shared)
        {
            return shared;
        }

        lock (_gate)
        {
            if (!_refinements.TryGetValue((x, y), out var result))
            {
                _refinements[(x, y)] = result = Combine(x, y);
            }

            return result;
        }
    }

    private ByteClasses? Find(ByteSet set)
    {
        lock (_gate)
        {
            return _bySet.GetValueOrDefault(set);
        }
    }

    private ByteClasses? FindEach(ByteSet set)
    {
        lock (_gate)
        {
            return _each.GetValueOrDefault(set);
        }
    }

    private ByteClasses? Find(ByteClasses x, ByteClasses y)
    {
        lock (_gate)
        {
            return _refinements.GetValueOrDefault((x, y));
        }
    }

    private ByteClasses? Find(byte[] map)
    {
        lock (_gate)
        {
            return _byMap.GetValueOrDefault(map);
        }
    }

    private ByteClasses Combine(ByteClasses x, ByteClasses y)
    {
        Span<short> numbers = x.Count * y.Count <= 4096 ? stackalloc short[x.Count * y.Count] : new short[x.Count * y.Count];
        numbers.Fill(-1);
        var map = new byte[256];
        var count = 0;
        for (var value = 0; value < 256; value++)
        {
            ref var number = ref numbers[(x.Map[value] * y.Count) + y.Map[value]];
            if (number < 0)
            {
                number = (short)count++;
            }

            map[value] = (byte)number;
        }

        return Intern(map, count);
    }

    // Classes are numbered in the order of their least byte, so equal partitions have equal maps.
    private ByteClasses Intern(byte[] map, int count)
    {
        if (_parent?.Find(map) is { } shared)
        {
            return shared;
        }

        lock (_gate)
        {
            if (!_byMap.TryGetValue(map, out var classes))
            {
                _byMap[map] = classes = new ByteClasses(map, count);
            }

            return classes;
        }
    }

    private sealed class MapComparer : IEqualityComparer<byte[]>
    {
        public static MapComparer Instance { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] map)
        {
            var hash = default(HashCode);
            hash.AddBytes(map);
            return hash.ToHashCode();
        }
    }
}
