using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Guided.Onnx.Models;
using Guided.Onnx.Tensors;
using Guided.Steering;

namespace Guided.Onnx.Steering.Contrastive;

/// <summary>The file of <see cref="ContrastiveDirections"/>.</summary>
internal static class ContrastiveFile
{
    private const string Format = "guided-contrastive-directions";
    private const string Mean = "mean.", Component = "component.", Explained = "explained.", Norm = "norm.";
    private const int Alignment = 8;

    /// <exception cref="ModelLoadException">The file is missing, damaged, or holds something else.</exception>
    public static ContrastiveDirections Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") != Format)
        {
            throw new ModelLoadException(path, $"the metadata's 'format' is not '{Format}': the file holds something else.");
        }

        var layers = file.Tensors.Keys.Where(name => name.StartsWith(Mean, StringComparison.Ordinal))
            .Select(name => int.TryParse(name.AsSpan(Mean.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var layer)
                ? layer
                : throw new ModelLoadException(path, $"'{name}' names no layer."))
            .ToArray();
        try
        {
            return new ContrastiveDirections(layers.Select(layer => new ContrastiveLayer(
                layer, Vector(file, Mean, layer), Vector(file, Component, layer), Number(file, Explained, layer), Number(file, Norm, layer))));
        }
        catch (SteeringException exception)
        {
            throw new ModelLoadException(path, exception.Message, exception);
        }
    }

    public static void Save(ContrastiveDirections directions, string path, IReadOnlyDictionary<string, string>? metadata)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var notes = new JsonObject { ["format"] = Format };
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
        {
            notes[key] = value;
        }

        var header = new JsonObject { ["__metadata__"] = notes };
        var numbers = new List<float>();
        foreach (var layer in directions.Layers)
        {
            notes[Name(Explained, layer.Layer)] = layer.ExplainedShare.ToString("R", CultureInfo.InvariantCulture);
            notes[Name(Norm, layer.Layer)] = layer.TypicalNorm.ToString("R", CultureInfo.InvariantCulture);
            Add(header, numbers, Name(Mean, layer.Layer), layer.Mean.Span);
            Add(header, numbers, Name(Component, layer.Layer), layer.PrincipalComponent.Span);
        }

        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        Array.Resize(ref text, text.Length + ((Alignment - (text.Length % Alignment)) % Alignment));
        text.AsSpan().Replace((byte)0, (byte)' ');
        using var file = File.Create(path);
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        file.Write(length);
        file.Write(text);
        file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(numbers)));
    }

    private static void Add(JsonObject header, List<float> numbers, string name, ReadOnlySpan<float> values)
    {
        header[name] = new JsonObject
        {
            ["dtype"] = "F32",
            ["shape"] = new JsonArray(values.Length),
            ["data_offsets"] = new JsonArray(numbers.Count * sizeof(float), (numbers.Count + values.Length) * sizeof(float)),
        };
        numbers.AddRange(values);
    }

    private static float[] Vector(SafetensorsFile file, string part, int layer)
    {
        if (!file.Tensors.TryGetValue(Name(part, layer), out var tensor) || tensor.Shape.Length != 1)
        {
            throw new ModelLoadException(file.Path, $"the vector '{Name(part, layer)}' is missing.");
        }

        var values = new float[tensor.Shape[0]];
        file.Read(tensor, values);
        return values;
    }

    private static float Number(SafetensorsFile file, string part, int layer) =>
        float.TryParse(file.Metadata.GetValueOrDefault(Name(part, layer)), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new ModelLoadException(file.Path, $"the metadata's '{Name(part, layer)}' is not a number.");

    private static string Name(string part, int layer) => part + layer.ToString(CultureInfo.InvariantCulture);
}
