using System.Text.Json;
using Guided.Onnx.Models;

namespace Guided.Onnx.Tensors;

/// <summary>The JSON header of a safetensors file, checked against the size of what follows it.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The longest header the format allows, in bytes. A header is read whole, so this bounds what a hostile file can cost.</summary>
    public const int LargestHeader = 100_000_000;

    private const string MetadataKey = "__metadata__";

    private static readonly JsonDocumentOptions ReadOptions = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <exception cref="ModelLoadException">The header is not JSON, or an entry is incomplete, inconsistent or outside the file.</exception>
    public static (Dictionary<string, StoredTensor> Tensors, Dictionary<string, string> Metadata) Parse(string path, byte[] header, long bodyLength)
    {
        if (header.Length == 0 || header[0] != (byte)'{')
        {
            throw new ModelLoadException(path, "the header does not begin with '{'. The file is not a safetensors file.");
        }

        try
        {
            using var document = JsonDocument.Parse(header, ReadOptions);
            var tensors = new Dictionary<string, StoredTensor>();
            var metadata = new Dictionary<string, string>();
            var ranges = new List<(long Begin, long End, string Name)>();
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Name == MetadataKey)
                {
                    ReadMetadata(path, member.Value, metadata);
                    continue;
                }

                var (tensor, end) = ReadTensor(path, member.Name, member.Value, bodyLength);
                tensors.Add(member.Name, tensor);
                ranges.Add((tensor.Offset, end, member.Name));
            }

            RequireCover(path, ranges, bodyLength);
            return (tensors, metadata);
        }
        catch (JsonException exception)
        {
            throw new ModelLoadException(path, $"the header is not valid JSON: {exception.Message}", exception);
        }
    }

    private static void ReadMetadata(string path, JsonElement element, Dictionary<string, string> metadata)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new ModelLoadException(path, $"'{MetadataKey}' should be an object but is {element.ValueKind}.");
        }

        foreach (var member in element.EnumerateObject())
        {
            metadata[member.Name] = member.Value.ValueKind == JsonValueKind.String
                ? member.Value.GetString()!
                : throw new ModelLoadException(path, $"'{MetadataKey}.{member.Name}' should be a string but is {member.Value.ValueKind}.");
        }
    }

    private static (StoredTensor Tensor, long End) ReadTensor(string path, string name, JsonElement entry, long bodyLength)
    {
        ModelLoadException Error(string problem, string key = "") => new(path, $"'{name}{key}' {problem}");

        if (entry.ValueKind != JsonValueKind.Object)
        {
            throw Error($"should be an object but is {entry.ValueKind}.");
        }

        if (!entry.TryGetProperty("dtype", out var dtype) || dtype.ValueKind != JsonValueKind.String)
        {
            throw Error("is missing or not a string.", ".dtype");
        }

        var shape = Integers("shape");
        var offsets = Integers("data_offsets");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0])
        {
            throw Error($"should be two growing numbers but is [{string.Join(", ", offsets)}].", ".data_offsets");
        }

        if (offsets[1] > bodyLength)
        {
            throw Error($"ends at byte {offsets[1]}, but only {bodyLength} bytes follow the header. The file is truncated; fetch it again.");
        }

        var typeName = dtype.GetString()!;
        var (type, bits) = TypeOf(typeName) ?? throw Error($"is '{typeName}', which the format does not know.", ".dtype");
        var count = StoredTensor.CountOf(shape) ?? throw Error($"is [{string.Join(", ", shape)}], which is negative or too large.", ".shape");
        return count * bits / 8 == offsets[1] - offsets[0]
            ? (new StoredTensor(name, type, typeName, shape, offsets[0]), offsets[1])
            : throw Error($"is {typeName} [{string.Join(", ", shape)}], which needs {count * bits / 8} bytes, but its data_offsets hold {offsets[1] - offsets[0]}.");

        long[] Integers(string key)
        {
            if (!entry.TryGetProperty(key, out var list) || list.ValueKind != JsonValueKind.Array)
            {
                throw Error("is missing or not a list.", $".{key}");
            }

            return [.. list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out var number)
                ? number
                : throw Error($"holds {item.GetRawText()}, which is not a whole number.", $".{key}"))];
        }
    }

    // "The byte buffer needs to be entirely indexed and cannot contain holes": so no tensor hides in or shares another's bytes.
    private static void RequireCover(string path, List<(long Begin, long End, string Name)> ranges, long bodyLength)
    {
        ranges.Sort();
        var end = 0L;
        foreach (var range in ranges)
        {
            if (range.Begin != end)
            {
                throw new ModelLoadException(
                    path, $"'{range.Name}.data_offsets' begins at byte {range.Begin}, but the tensor before it ends at {end}; the format allows no gaps and no overlaps.");
            }

            end = range.End;
        }

        if (end != bodyLength)
        {
            throw new ModelLoadException(path, $"the tensors take {end} bytes, but {bodyLength} follow the header. The file is damaged; fetch it again.");
        }
    }

    private static (StoredType Type, int Bits)? TypeOf(string name) => name switch
    {
        "F64" => (StoredType.Float64, 64),
        "F32" => (StoredType.Float32, 32),
        "F16" => (StoredType.Float16, 16),
        "BF16" => (StoredType.BFloat16, 16),
        "I64" or "U64" or "C64" => (StoredType.Other, 64),
        "I32" or "U32" => (StoredType.Other, 32),
        "I16" or "U16" => (StoredType.Other, 16),
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => (StoredType.Other, 8),
        _ => null,
    };
}
