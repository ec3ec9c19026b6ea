using System.Globalization;
using System.Runtime.InteropServices;
using Guided.Onnx.Interop;

namespace Guided.Onnx.Graphs;

/// <summary>A constant of a graph (<c>TensorProto</c> of onnx.proto), whose values may be in a file of their own.</summary>
internal sealed class OnnxInitializer
{
    private const int DimensionField = 1, TypeField = 2, FloatsField = 4, NameField = 8, RawField = 9, ExternalField = 13;

    private readonly Dictionary<string, string> _external = [];
    private readonly List<long> _shape = [];
    private readonly List<ReadOnlyMemory<byte>> _floats = [];
    private ReadOnlyMemory<byte> _raw;

    private OnnxInitializer(ReadOnlyMemory<byte> message)
    {
        foreach (var field in ProtoField.ReadAll(message))
        {
            switch (field.Number)
            {
                case DimensionField when field.Content.IsEmpty:
                    _shape.Add(field.Integer);
                    break;
                case DimensionField:
                    _shape.AddRange(PackedIntegers(field.Content));
                    break;
                case TypeField:
                    Type = (TensorElementType)field.Integer;
                    break;
                case FloatsField:
                    _floats.Add(field.Content);
                    break;
                case NameField:
                    Name = field.Text;
                    break;
                case RawField:
                    _raw = field.Content;
                    break;
                case ExternalField:
                    var pair = ProtoField.ReadAll(field.Content);
                    _external[pair.First(part => part.Number == 1).Text] = pair.First(part => part.Number == 2).Text;
                    break;
            }
        }
    }

    public string Name { get; } = "";

    public TensorElementType Type { get; }

    public IReadOnlyList<long> Shape => _shape;

    public static OnnxInitializer Read(ReadOnlyMemory<byte> message) => new(message);

    /// <summary>Writes a constant in fp32 (or int64) with its values inside the message.</summary>
    public static ProtoMessage Write<T>(string name, TensorElementType type, long[] shape, T[] values)
        where T : unmanaged
    {
        var message = new ProtoMessage();
        foreach (var size in shape)
        {
            message.Integer(DimensionField, size);
        }

        return message.Integer(TypeField, (int)type).Text(NameField, name).Bytes(RawField, MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>The values as they are stored.</summary>
    /// <param name="folder">The folder of the graph's file, where a file with values lies.</param>
    /// <exception cref="InvalidDataException">The values are missing, or the file with them is too short.</exception>
    public ReadOnlyMemory<byte> ReadBytes(string folder)
    {
        if (_external.Count == 0)
        {
            return !_raw.IsEmpty ? _raw : _floats.SelectMany(part => part.ToArray()).ToArray();
        }

        var location = _external.GetValueOrDefault("location", "");
        var path = Path.GetFullPath(Path.Combine(folder, location));
        if (!path.StartsWith(Path.GetFullPath(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !File.Exists(path))
        {
            throw new InvalidDataException($"The values of the constant '{Name}' should be in the file '{location}' beside the graph, which does not exist there.");
        }

        using var file = File.OpenRead(path);
        var offset = Number("offset", 0);
        var length = Number("length", file.Length - offset);
        if (offset < 0 || length < 0 || offset + length > file.Length)
        {
            throw new InvalidDataException($"The values of the constant '{Name}' reach past the end of '{path}'. Fetch the model again.");
        }

        file.Position = offset;
        var bytes = new byte[length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private long Number(string key, long standard) =>
        _external.TryGetValue(key, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : standard;

    private static IEnumerable<long> PackedIntegers(ReadOnlyMemory<byte> bytes)
    {
        long value = 0;
        var shift = 0;
        foreach (var part in bytes.ToArray())
        {
            value |= (long)(part & 0x7F) << shift;
            shift += 7;
            if (part < 0x80)
            {
                yield return value;
                (value, shift) = (0, 0);
            }
        }
    }
}
