using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Guided.Grammars.Characters;

/// <summary>A set of Unicode code points (0 … 0x10FFFF, surrogates included), as sorted inclusive ranges that do not touch.</summary>
public sealed class RuneSet : IEquatable<RuneSet>
{
    /// <summary>The greatest code point.</summary>
    public const int Last = 0x10FFFF;

    private RuneSet(ImmutableArray<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>No code point.</summary>
    public static RuneSet None { get; } = new([]);

    /// <summary>Every code point.</summary>
    public static RuneSet All { get; } = new([(0, Last)]);

    /// <summary>Every code point that UTF-8 can write: all but the surrogates.</summary>
    public static RuneSet Scalars { get; } = new([(0, 0xD7FF), (0xE000, Last)]);

    /// <summary>The UTF-16 units U+0000 … U+FFFF, surrogates included.</summary>
    public static RuneSet Units { get; } = new([(0, 0xFFFF)]);

    /// <summary>The code points above U+FFFF.</summary>
    public static RuneSet Supplementary { get; } = new([(0x10000, Last)]);

    /// <summary>The surrogates U+D800 … U+DFFF.</summary>
    public static RuneSet Surrogates { get; } = new([(0xD800, 0xDFFF)]);

    /// <summary>The ranges, in ascending order.</summary>
    public ImmutableArray<(int First, int Last)> Ranges { get; }

    /// <summary>Whether there are no code points.</summary>
    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>The set of one code point.</summary>
    public static RuneSet Of(int rune) => new([(rune, rune)]);

    /// <summary>The union of inclusive ranges, in any order.</summary>
    public static RuneSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        var merged = ImmutableArray.CreateBuilder<(int First, int Last)>();
        foreach (var (first, last) in ranges.Where(r => r.First <= r.Last).OrderBy(r => r.First))
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
            {
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, last));
            }
            else
            {
                merged.Add((first, last));
            }
        }

        return new RuneSet(merged.ToImmutable());
    }

    /// <summary>Whether a code point is in the set.</summary>
    public bool Contains(int rune)
    {
        var (low, high) = (0, Ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (rune < Ranges[middle].First)
            {
                high = middle - 1;
            }
            else if (rune > Ranges[middle].Last)
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The ranges cut to those between two ends, both included.</summary>
    internal IEnumerable<(int First, int Last)> Within(int first, int last)
    {
        var (low, high) = (0, Ranges.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Ranges[middle].Last < first ? (middle + 1, high) : (low, middle);
        }

        for (; low < Ranges.Length && Ranges[low].First <= last; low++)
        {
            yield return (Math.Max(first, Ranges[low].First), Math.Min(last, Ranges[low].Last));
        }
    }

    /// <summary>The code points in either set.</summary>
    public RuneSet Union(RuneSet other) => IsEmpty ? other : other.IsEmpty ? this : Of(Ranges.Concat(other.Ranges));

    /// <summary>The code points that are not in the set.</summary>
    public RuneSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            gaps.Add((next, first - 1));
            next = last + 1;
        }

        gaps.Add((next, Last));
        return Of(gaps);
    }

    /// <summary>The code points in both sets.</summary>
    public RuneSet Intersect(RuneSet other)
    {
        var common = new List<(int, int)>();
        for (var (i, j) = (0, 0); i < Ranges.Length && j < other.Ranges.Length;)
        {
            common.Add((Math.Max(Ranges[i].First, other.Ranges[j].First), Math.Min(Ranges[i].Last, other.Ranges[j].Last)));
            if (Ranges[i].Last < other.Ranges[j].Last)
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return Of(common);
    }

    /// <summary>The code points of this set that are not in the other.</summary>
    public RuneSet Except(RuneSet other) => Intersect(other.Complement());

    /// <inheritdoc/>
    public bool Equals(RuneSet? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RuneSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var range in Ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }

    /// <summary>The set in the manner of a character class, for messages.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("[");
        foreach (var (first, last) in Ranges)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\u{{{first:X}}}");
            if (last > first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-\\u{{{last:X}}}");
            }
        }

        return text.Append(']').ToString();
    }
}
