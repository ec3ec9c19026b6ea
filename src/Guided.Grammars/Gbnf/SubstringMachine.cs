using System.Text;
using Guided.Expressions;

namespace Guided.Grammars.Gbnf;

/// <summary>The texts made of chunks that follow each other in a list: any number of them, from any one on.</summary>
/// <remarks>A state is the set of places in the joined chunks at which the text so far may have come to. After a few bytes these are few.</remarks>
internal sealed class SubstringMachine : ByteMachine
{
    private readonly Source _source;
    private readonly int[] _places;
    private readonly int _hash;

    private SubstringMachine(Source source, int[] places)
    {
        (_source, _places) = (source, places);
        var hash = new HashCode();
        Array.ForEach(places, hash.Add);
        _hash = hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override bool IsAccepting => Array.Exists(_places, _source.Borders.Contains);

    /// <inheritdoc/>
    public override bool MayBeEmpty => false;

    /// <inheritdoc/>
    public override IEnumerable<ByteSet> Classes =>
        _places.Where(p => p < _source.Bytes.Length).Select(p => _source.Bytes[p]).Distinct().Select(b => ByteSet.Of(b));

    /// <summary>The machine at the start of a text.</summary>
    public static SubstringMachine Of(IEnumerable<string> chunks)
    {
        var bytes = new List<byte>();
        var borders = new HashSet<int> { 0 };
        foreach (var chunk in chunks)
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(chunk));
            borders.Add(bytes.Count);
        }

        return new SubstringMachine(new Source([.. bytes], borders), [.. borders.Order()]);
    }

    /// <inheritdoc/>
    public override Expression After(ExpressionFactory factory, byte value)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var next = _places.Where(p => p < _source.Bytes.Length && _source.Bytes[p] == value).Select(p => p + 1).ToArray();
        return factory.Machine(new SubstringMachine(_source, next));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is SubstringMachine other && _source == other._source && _places.AsSpan().SequenceEqual(other._places);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    private sealed class Source(byte[] bytes, HashSet<int> borders)
    {
        public byte[] Bytes { get; } = bytes;

        public HashSet<int> Borders { get; } = borders;
    }
}
