using System.Runtime.ExceptionServices;
using Guided.Expressions;

namespace Guided.Grammars.Choices;

/// <summary>Many texts as a machine over their sorted list: a state is the run of texts that begin with what was read.</summary>
/// <remarks>Nothing is made but the sorted list until the texts are read, and then only what is reached.</remarks>
internal sealed class ChoiceMachine : ByteMachine
{
    private const int CheckEvery = 1 << 12;

    private readonly byte[][] _sorted;
    private readonly int _from;
    private readonly int _to;
    private readonly int _depth;

    private ChoiceMachine(byte[][] sorted, int from, int to, int depth) => (_sorted, _from, _to, _depth) = (sorted, from, to, depth);

    /// <inheritdoc/>
    public override bool IsAccepting => _sorted[_from].Length == _depth;

    /// <inheritdoc/>
    public override bool MayBeEmpty => false;

    /// <inheritdoc/>
    public override int ShortestLength
    {
        get
        {
            var shortest = int.MaxValue;
            for (var i = _from; i < _to; i++)
            {
                shortest = Math.Min(shortest, _sorted[i].Length);
            }

            return shortest - _depth;
        }
    }

    /// <inheritdoc/>
    public override ByteSet Bytes
    {
        get
        {
            var bytes = ByteSet.None;
            for (var i = FirstLonger; i < _to; i = End(i))
            {
                bytes |= ByteSet.Of(_sorted[i][_depth]);
            }

            return bytes;
        }
    }

    /// <summary>The texts are sorted by their bytes, and equal ones follow each other.</summary>
    private int FirstLonger => IsAccepting ? _from + 1 : _from;

    /// <summary>The machine of some texts, each given once.</summary>
    public static ChoiceMachine Of(IEnumerable<byte[]> texts)
    {
        byte[][] sorted = [.. texts];
        Exploration.ThrowIfCancelled();
        var compared = 0;
        try
        {
            Array.Sort(sorted, (x, y) =>
            {
                if (++compared % CheckEvery == 0)
                {
                    Exploration.ThrowIfCancelled();
                }

                return x.AsSpan().SequenceCompareTo(y);
            });
        }
        catch (InvalidOperationException e) when (e.InnerException is OperationCanceledException cancelled)
        {
            ExceptionDispatchInfo.Throw(cancelled);
        }

        return new ChoiceMachine(sorted, 0, sorted.Length, 0);
    }

    /// <inheritdoc/>
    public override Expression After(ExpressionFactory factory, byte value)
    {
        ArgumentNullException.ThrowIfNull(factory);
        var (low, high) = (FirstLonger, _to);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _sorted[middle][_depth] < value ? (middle + 1, high) : (low, middle);
        }

        if (low == _to || _sorted[low][_depth] != value)
        {
            return factory.Empty;
        }

        var end = End(low);
        return end - low == 1
            ? factory.Literal(_sorted[low].AsSpan(_depth + 1))
            : factory.Machine(new ChoiceMachine(_sorted, low, end, _depth + 1));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ChoiceMachine other
        && _sorted == other._sorted && _from == other._from && _to == other._to && _depth == other._depth;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_from, _to, _depth);

    /// <summary>Behind the last text that goes on as one does.</summary>
    private int End(int first)
    {
        var value = _sorted[first][_depth];
        var (low, high) = (first + 1, _to);
        for (var step = 1; low < high && first + step < high; step *= 2)
        {
            // Most runs are short, so the end is looked for near by first.
            if (_sorted[first + step][_depth] != value)
            {
                high = first + step;
            }
            else
            {
                low = first + step + 1;
            }
        }

        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _sorted[middle][_depth] == value ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
