using System.Numerics;
using System.Text;

namespace Guided.Expressions;

/// <summary>A set of byte values, as an immutable 256-bit value.</summary>
public readonly struct ByteSet : IEquatable<ByteSet>
{
    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    private ByteSet(ulong a, ulong b, ulong c, ulong d) => (_a, _b, _c, _d) = (a, b, c, d);

    /// <summary>All 256 values.</summary>
    public static ByteSet All { get; } = new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue);

    /// <summary>No value.</summary>
    public static ByteSet None => default;

    /// <summary>The number of values.</summary>
    public int Count => BitOperations.PopCount(_a) + BitOperations.PopCount(_b) + BitOperations.PopCount(_c) + BitOperations.PopCount(_d);

    /// <summary>Whether there are no values.</summary>
    public bool IsEmpty => (_a | _b | _c | _d) == 0;

    /// <summary>The least value.</summary>
    /// <exception cref="InvalidOperationException">The set is empty.</exception>
    public byte First => _a != 0 ? (byte)BitOperations.TrailingZeroCount(_a)
        : _b != 0 ? (byte)(64 + BitOperations.TrailingZeroCount(_b))
        : _c != 0 ? (byte)(128 + BitOperations.TrailingZeroCount(_c))
        : _d != 0 ? (byte)(192 + BitOperations.TrailingZeroCount(_d))
        : throw new InvalidOperationException("An empty byte set has no first value.");

    /// <summary>The set of one value.</summary>
    public static ByteSet Of(byte value) => Range(value, value);

    /// <summary>The set of some values.</summary>
    public static ByteSet Of(params ReadOnlySpan<byte> values)
    {
        var set = None;
        foreach (var value in values)
        {
            set |= Of(value);
        }

        return set;
    }

    /// <summary>All values from <paramref name="first"/> to <paramref name="last"/>, both included.</summary>
    public static ByteSet Range(byte first, byte last)
    {
        return new ByteSet(Word(first, last), Word(first - 64, last - 64), Word(first - 128, last - 128), Word(first - 192, last - 192));

        static ulong Word(int from, int to)
        {
            from = Math.Max(from, 0);
            to = Math.Min(to, 63);
            return from > to ? 0 : (ulong.MaxValue >> (63 - to)) & (ulong.MaxValue << from);
        }
    }

    /// <summary>Whether a value is in the set.</summary>
    public bool Contains(byte value) => ((value >> 6) switch { 0 => _a, 1 => _b, 2 => _c, _ => _d } >> (value & 63) & 1) != 0;

    /// <summary>The least value that is not below another, or −1.</summary>
    internal int NextFrom(int value)
    {
        for (; value < 256; value = (value | 63) + 1)
        {
            var word = ((value >> 6) switch { 0 => _a, 1 => _b, 2 => _c, _ => _d }) >> (value & 63);
            if (word != 0)
            {
                return value + BitOperations.TrailingZeroCount(word);
            }
        }

        return -1;
    }

    /// <summary>The union of two sets.</summary>
    public static ByteSet operator |(ByteSet x, ByteSet y) => new(x._a | y._a, x._b | y._b, x._c | y._c, x._d | y._d);

    /// <summary>The intersection of two sets.</summary>
    public static ByteSet operator &(ByteSet x, ByteSet y) => new(x._a & y._a, x._b & y._b, x._c & y._c, x._d & y._d);

    /// <summary>The values that are not in the set.</summary>
    public static ByteSet operator ~(ByteSet x) => new(~x._a, ~x._b, ~x._c, ~x._d);

    /// <summary>Whether two sets hold the same values.</summary>
    public static bool operator ==(ByteSet x, ByteSet y) => x.Equals(y);

    /// <summary>Whether two sets differ.</summary>
    public static bool operator !=(ByteSet x, ByteSet y) => !x.Equals(y);

    /// <summary>The union of two sets.</summary>
    public ByteSet Union(ByteSet other) => this | other;

    /// <inheritdoc/>
    public bool Equals(ByteSet other) => _a == other._a && _b == other._b && _c == other._c && _d == other._d;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ByteSet other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_a, _b, _c, _d);

    /// <summary>The set in the manner of a regular expression's class, for messages and pictures.</summary>
    public override string ToString()
    {
        if (Count == 1)
        {
            return Name(First);
        }

        var text = new StringBuilder("[");
        for (var value = 0; value < 256; value++)
        {
            if (!Contains((byte)value))
            {
                continue;
            }

            var end = value;
            while (end < 255 && Contains((byte)(end + 1)))
            {
                end++;
            }

            text.Append(Name((byte)value));
            if (end > value)
            {
                text.Append(end > value + 1 ? "-" : "").Append(Name((byte)end));
            }

            value = end;
        }

        return text.Append(']').ToString();
    }

    private static string Name(byte value) => value is > 0x20 and < 0x7F ? ((char)value).ToString() : $"\\x{value:X2}";
}
