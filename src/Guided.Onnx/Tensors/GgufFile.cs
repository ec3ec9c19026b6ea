using Guided.Onnx.Models;
using Microsoft.Win32.SafeHandles;

namespace Guided.Onnx.Tensors;

/// <summary>A <c>.gguf</c> file: keys with values, then the tensors' names and shapes, then their numbers.</summary>
/// <remarks>Source: ggml's description of the format (docs/gguf.md), versions 2 and 3, little-endian.</remarks>
internal sealed class GgufFile : ITensorFile
{
    private const uint Magic = 0x46554747; // "GGUF"
    private const int MostEntries = 1 << 16;
    private const int MostAxes = 4;
    private const string AlignmentKey = "general.alignment";
    private const uint DefaultAlignment = 32;

    private readonly SafeFileHandle _handle;
    private readonly long _body;

    private GgufFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        var length = RandomAccess.GetLength(handle);
        var reader = new GgufReader(path, handle, length);
        if (reader.UInt32("the magic") != Magic)
        {
            throw new ModelLoadException(path, "the file does not begin with 'GGUF'. It is not a GGUF file, or is a Git LFS pointer; fetch it again.");
        }

        var version = reader.UInt32("the version");
        if (version is not (2 or 3))
        {
            throw new ModelLoadException(path, $"the file has version {version} of the format; read are 2 and 3, little-endian.");
        }

        var tensorCount = reader.Count("the number of tensors", MostEntries);
        var keyCount = reader.Count("the number of keys", MostEntries);
        var values = new Dictionary<string, object>();
        for (var index = 0; index < keyCount; index++)
        {
            var key = reader.Text("a key");
            if (!values.TryAdd(key, reader.Value(key)))
            {
                throw new ModelLoadException(path, $"'{key}' is there twice.");
            }
        }

        Values = values;
        var tensors = Enumerable.Range(0, tensorCount).Select(_ => ReadTensor(reader)).ToArray();
        _body = Align(reader.Position, Alignment());
        Tensors = Check(tensors, length - _body);
    }

    public string Path { get; }

    /// <summary>The keys' values: numbers, texts, booleans; lists are there as <see langword="object"/> arrays.</summary>
    public IReadOnlyDictionary<string, object> Values { get; }

    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <exception cref="ModelLoadException">The file is missing or breaks a rule of the format.</exception>
    public static GgufFile Open(string path)
    {
        var handle = TensorFiles.OpenHandle(path);
        try
        {
            return new GgufFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Read(StoredTensor tensor, Span<float> destination) => TensorFiles.ReadNumbers(this, _handle, _body + tensor.Offset, tensor, destination);

    public void Dispose() => _handle.Dispose();

    private static StoredTensor ReadTensor(GgufReader reader)
    {
        var name = reader.Text("a tensor's name");
        var axes = reader.Count($"the number of axes of '{name}'", MostAxes, reader.UInt32(name));
        var shape = new long[axes];
        for (var axis = axes - 1; axis >= 0; axis--)
        {
            // The file gives the fastest axis first.
            shape[axis] = reader.Count($"an axis of '{name}'", int.MaxValue);
        }

        var (type, typeName) = TypeOf(reader.UInt32(name));
        var offset = reader.UInt64(name);
        return offset <= long.MaxValue / 2
            ? new StoredTensor(name, type, typeName, shape, (long)offset)
            : throw new ModelLoadException(reader.Path, $"'{name}' begins at byte {offset}, which is outside the file.");
    }

    private uint Alignment() => Values.GetValueOrDefault(AlignmentKey, DefaultAlignment) is uint number and > 0 and <= 1 << 20
        ? number
        : throw new ModelLoadException(Path, $"'{AlignmentKey}' is {Values[AlignmentKey]}; it should be a 32-bit number of bytes above 0.");

    private static long Align(long position, uint alignment) => (position + alignment - 1) / alignment * alignment;

    private Dictionary<string, StoredTensor> Check(StoredTensor[] tensors, long bodyLength)
    {
        var known = new Dictionary<string, StoredTensor>();
        foreach (var tensor in tensors)
        {
            var count = StoredTensor.CountOf(tensor.Shape) ?? throw new ModelLoadException(Path, $"{tensor} is too large.");
            if (tensor.Type != StoredType.Other && (tensor.Offset > bodyLength || count * FloatBytes.SizeOf(tensor.Type) > bodyLength - tensor.Offset))
            {
                throw TensorFiles.Truncated(Path, tensor);
            }

            if (!known.TryAdd(tensor.Name, tensor))
            {
                throw new ModelLoadException(Path, $"the tensor '{tensor.Name}' is there twice.");
            }
        }

        return known;
    }

    private static (StoredType Type, string Name) TypeOf(uint type) => type switch
    {
        0 => (StoredType.Float32, "F32"),
        1 => (StoredType.Float16, "F16"),
        28 => (StoredType.Float64, "F64"),
        30 => (StoredType.BFloat16, "BF16"),
        _ => (StoredType.Other, $"ggml type {type}"),
    };
}
