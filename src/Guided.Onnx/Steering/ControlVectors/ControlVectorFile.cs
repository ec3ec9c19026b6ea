using System.Globalization;
using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Steering.ControlVectors;

/// <summary>Control vectors in files.</summary>
/// <remarks>
/// Sources: llama.cpp (common_control_vector_load, llama_adapter_cvec) and repeng (extract.py). A GGUF file has <c>general.architecture</c> = controlvector,
/// perhaps <c>controlvector.model_hint</c>, and tensors <c>direction.N</c> with one axis and N ≥ 1.
/// </remarks>
internal static class ControlVectorFile
{
    private const string Architecture = "controlvector";
    private const string ArchitectureKey = "general.architecture";
    private const string HintKey = "controlvector.model_hint";
    private const string CountKey = "controlvector.layer_count";
    private const string Prefix = "direction.";

    /// <exception cref="ModelLoadException">The file or a key is missing, damaged, or not of a control vector.</exception>
    public static ControlVector Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = TensorFiles.Open(path);
        string? hint = null;
        if (file is GgufFile gguf)
        {
            if (gguf.Values.GetValueOrDefault(ArchitectureKey) is not Architecture)
            {
                throw new ModelLoadException(
                    path, $"'{ArchitectureKey}' is '{gguf.Values.GetValueOrDefault(ArchitectureKey) ?? "missing"}'; a control vector's is {Architecture}. Is this a model?");
            }

            hint = gguf.Values.GetValueOrDefault(HintKey) as string;
        }

        var least = file is GgufFile ? 1 : 0;
        var directions = file.Tensors.Values.Select(tensor => KeyValuePair.Create(LayerOf(path, tensor, least), (ReadOnlyMemory<float>)ReadDirection(file, tensor))).ToArray();
        try
        {
            return new ControlVector(directions, hint);
        }
        catch (ArgumentException exception)
        {
            throw new ModelLoadException(path, exception.Message, exception);
        }
    }

    /// <exception cref="InvalidOperationException">There is a direction for layer 0.</exception>
    public static void Save(ControlVector vector, string path)
    {
        if (vector.Layers.Contains(0))
        {
            throw new InvalidOperationException("There is a direction for layer 0, which llama.cpp refuses; leave it out.");
        }

        var values = new List<KeyValuePair<string, object>>
        {
            new(ArchitectureKey, Architecture),
            new(HintKey, vector.ModelHint ?? ""),
            new(CountKey, (uint)vector.Layers.Count),
        };
        GgufWriter.Write(path, values, [.. vector.Layers.Select(layer =>
            KeyValuePair.Create(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{layer}"), vector[layer]))]);
    }

    private static int LayerOf(string path, StoredTensor tensor, int least) =>
        tensor.Name.StartsWith(Prefix, StringComparison.Ordinal)
        && int.TryParse(tensor.Name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var layer) && layer >= least
            ? layer
            : throw new ModelLoadException(path, $"'{tensor.Name}' should be named direction.N with a layer N of {least} or more.");

    private static float[] ReadDirection(ITensorFile file, StoredTensor tensor) => tensor.Shape is [> 0]
        ? file.ReadFinite(tensor)
        : throw new ModelLoadException(file.Path, $"{tensor} should have one axis.");
}
