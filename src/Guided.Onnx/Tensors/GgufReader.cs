using System.Buffers.Binary;
using System.Text;
using Guided.Onnx.Models;
using Microsoft.Win32.SafeHandles;

namespace Guided.Onnx.Tensors;

/// <summary>Reads the values of a GGUF file one after the other; every length is checked against what is left of the file.</summary>
internal sealed class GgufReader(string path, SafeFileHandle handle, long length)
{
    private const int MostNesting = 4;
    private const int MostItems = 1 << 20;

    public string Path => path;

    public long Position { get; private set; }

    public uint UInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(stackalloc byte[4], what));

    public ulong UInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(stackalloc byte[8], what));

    public int Count(string what, int most) => Count(what, most, UInt64(what));

    public int Count(string what, int most, ulong number) =>
        number <= (ulong)most ? (int)number : throw new ModelLoadException(path, $"{what} is given as {number}; at most {most} are read. The file is damaged, or not meant for this.");

    public string Text(string what)
    {
        var size = UInt64(what);
        if (size > (ulong)(length - Position))
        {
            throw new ModelLoadException(path, $"{what} is given with {size} bytes, but only {length - Position} are left. The file is damaged or truncated.");
        }

        return Encoding.UTF8.GetString(Bytes(new byte[size], what));
    }

    public object Value(string key) => Value(key, UInt32(key), 0);

    private object Value(string key, uint type, int depth) => type switch
    {
        0 => Bytes(stackalloc byte[1], key)[0],
        1 => (sbyte)Bytes(stackalloc byte[1], key)[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(stackalloc byte[2], key)),
        3 => BinaryPrimitives.ReadInt16LittleEndian(Bytes(stackalloc byte[2], key)),
        4 => UInt32(key),
        5 => (int)UInt32(key),
        6 => BitConverter.UInt32BitsToSingle(UInt32(key)),
        7 => Bytes(stackalloc byte[1], key)[0] != 0,
        8 => Text($"'{key}'"),
        9 => Items(key, depth),
        10 => UInt64(key),
        11 => (long)UInt64(key),
        12 => BitConverter.UInt64BitsToDouble(UInt64(key)),
        _ => throw new ModelLoadException(path, $"'{key}' has the type {type}, which the format does not know."),
    };

    private object[] Items(string key, int depth)
    {
        var type = UInt32(key);
        var count = Count($"the length of '{key}'", MostItems);
        if (depth == MostNesting || count > length - Position)
        {
            throw new ModelLoadException(path, $"'{key}' is a list of {count} items {depth} deep, which does not fit into the file or into {MostNesting} levels.");
        }

        var items = new object[count];
        for (var index = 0; index < count; index++)
        {
            items[index] = Value(key, type, depth + 1);
        }

        return items;
    }

    private Span<byte> Bytes(Span<byte> bytes, string what)
    {
        if (!TensorFiles.ReadExactly(handle, bytes, Position))
        {
            throw new ModelLoadException(path, $"the file ends inside {what}; it is truncated. Fetch it again.");
        }

        Position += bytes.Length;
        return bytes;
    }
}
