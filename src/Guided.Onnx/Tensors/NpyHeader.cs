using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Guided.Onnx.Models;

namespace Guided.Onnx.Tensors;

/// <summary>The header of a <c>.npy</c> array: a magic, a version, and a Python dictionary with type, order and shape.</summary>
internal static partial class NpyHeader
{
    private const int LargestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads the header at the start of the stream.</summary>
    /// <returns>The tensor, whose offset is the header's length, and whether its columns (not its rows) follow one another.</returns>
    /// <exception cref="ModelLoadException">It is not a npy array, is of an unknown type, or its length does not fit its shape.</exception>
    public static (StoredTensor Tensor, bool ByColumns) Read(string path, string name, Stream stream, long length)
    {
        ModelLoadException Error(string problem) => new(path, $"'{name}' {problem}");

        Span<byte> start = stackalloc byte[8];
        if (ReadUpTo(stream, start) < start.Length || !start.StartsWith(Magic))
        {
            throw Error("is not a NumPy array.");
        }

        // Version 1 gives the length in two bytes, later ones in four.
        Span<byte> size = stackalloc byte[start[6] == 1 ? 2 : 4];
        if (start[6] is < 1 or > 3 || ReadUpTo(stream, size) < size.Length)
        {
            throw Error($"has version {start[6]} of the npy format; read are 1, 2 and 3.");
        }

        var headerLength = size.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(size) : BinaryPrimitives.ReadUInt32LittleEndian(size);
        if (headerLength > LargestHeader)
        {
            throw Error($"gives its header's length as {headerLength} bytes; at most {LargestHeader} are read.");
        }

        var bytes = new byte[headerLength];
        if (ReadUpTo(stream, bytes) < bytes.Length)
        {
            throw Error("ends inside its header; fetch the file again.");
        }

        var text = Encoding.UTF8.GetString(bytes);
        var typeName = Required(Descr().Match(text), "descr");
        var byColumns = Required(Fortran().Match(text), "fortran_order") == "True";
        var shape = ShapeOf(Required(Shape().Match(text), "shape"));
        var count = StoredTensor.CountOf(shape) ?? throw Error($"has the shape [{string.Join(", ", shape)}], which is negative or too large.");
        if (byColumns && shape.Length > 2)
        {
            throw Error($"is stored in Fortran order with {shape.Length} axes; save it with numpy.ascontiguousarray.");
        }

        var type = TypeOf(typeName);
        var offset = start.Length + size.Length + bytes.Length;
        if (type != StoredType.Other && length - offset != count * FloatBytes.SizeOf(type))
        {
            throw Error(
                $"is {typeName} [{string.Join(", ", shape)}], which needs {count * FloatBytes.SizeOf(type)} bytes, but the archive holds {length - offset}. Fetch the file again.");
        }

        return (new StoredTensor(name, type, typeName, shape, offset), byColumns && shape.Length == 2);

        string Required(Match match, string key) => match.Success ? match.Groups[1].Value : throw Error($"has no '{key}' in its header.");

        long[] ShapeOf(string list) =>
            [.. list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part =>
                long.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Error($"has the shape ({list}), which is not a list of numbers."))];
    }

    private static int ReadUpTo(Stream stream, Span<byte> bytes) => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);

    private static StoredType TypeOf(string name) => name switch
    {
        "<f8" => StoredType.Float64,
        "<f4" => StoredType.Float32,
        "<f2" => StoredType.Float16,
        _ => StoredType.Other,
    };

    [GeneratedRegex(@"'descr'\s*:\s*'([^']*)'", RegexOptions.CultureInvariant)]
    private static partial Regex Descr();

    [GeneratedRegex(@"'fortran_order'\s*:\s*(True|False)", RegexOptions.CultureInvariant)]
    private static partial Regex Fortran();

    [GeneratedRegex(@"'shape'\s*:\s*\(([^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
