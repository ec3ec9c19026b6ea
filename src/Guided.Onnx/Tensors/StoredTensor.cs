using System.Globalization;

namespace Guided.Onnx.Tensors;

/// <summary>A tensor of a file: its name, type and shape, and where its numbers begin.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">How the numbers are stored.</param>
/// <param name="TypeName">What the file calls that.</param>
/// <param name="Shape">The sizes of the axes, row-major; empty for a scalar.</param>
/// <param name="Offset">The byte the numbers begin at, counted in whatever the file reads from.</param>
internal sealed record StoredTensor(string Name, StoredType Type, string TypeName, long[] Shape, long Offset)
{
    /// <summary>The number of elements; the reader of the file has made sure that it does not overflow.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"'{Name}' {TypeName} [{string.Join(", ", Shape)}]");

    /// <summary>The number of elements of a shape, or null when it is negative or does not fit.</summary>
    public static long? CountOf(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            if (size < 0 || (size > 0 && count > long.MaxValue / 8 / size))
            {
                return null;
            }

            count *= size;
        }

        return count;
    }
}
