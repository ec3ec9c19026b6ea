using System.Numerics.Tensors;
using Guided.Onnx.Models;

namespace Guided.Onnx.Steering.ControlVectors;

/// <summary>Directions to add to the residual stream, one for each of some layers: llama.cpp's control vectors, repeng's, or the mean difference of prompts.</summary>
/// <remarks>
/// Layers count blocks from 0, and a direction is added to the output of its block (<c>hidden_states[layer + 1]</c> of Hugging Face), as llama.cpp and
/// repeng do. The strength is part of the numbers; the file formats hold no other.
/// </remarks>
public sealed class ControlVector
{
    private readonly SortedDictionary<int, float[]> _directions = [];

    /// <summary>Makes a control vector.</summary>
    /// <param name="directions">A direction for each layer, all of one width.</param>
    /// <param name="modelHint">The model's kind, for the reader.</param>
    /// <exception cref="ArgumentException">There is no direction, widths differ, a layer is negative, or a number is not finite.</exception>
    public ControlVector(IEnumerable<KeyValuePair<int, ReadOnlyMemory<float>>> directions, string? modelHint = null)
    {
        ArgumentNullException.ThrowIfNull(directions);
        ModelHint = modelHint;
        foreach (var (layer, direction) in directions)
        {
            if (layer < 0 || direction.IsEmpty || (_directions.Count > 0 && direction.Length != Width) || !_directions.TryAdd(layer, direction.ToArray()))
            {
                throw new ArgumentException($"Layer {layer} with {direction.Length} numbers: layers are 0 or more, each there once, all directions of one width.", nameof(directions));
            }

            if (!TensorPrimitives.IsFiniteAll(direction.Span))
            {
                throw new ArgumentException($"The direction of layer {layer} holds NaN or infinity.", nameof(directions));
            }

            Width = direction.Length;
        }

        if (_directions.Count == 0)
        {
            throw new ArgumentException("There is no direction.", nameof(directions));
        }
    }

    /// <summary>The kind of model the directions are of (<c>controlvector.model_hint</c>), where known.</summary>
    public string? ModelHint { get; }

    /// <summary>The width of the residual stream.</summary>
    public int Width { get; }

    /// <summary>The layers that have a direction, ascending.</summary>
    public IReadOnlyCollection<int> Layers => _directions.Keys;

    /// <summary>The direction of a layer, <c>[Width]</c>.</summary>
    /// <exception cref="KeyNotFoundException">The layer has none.</exception>
    public ReadOnlyMemory<float> this[int layer] => _directions.TryGetValue(layer, out var direction)
        ? direction
        : throw new KeyNotFoundException($"Layer {layer} has no direction; there are directions for {string.Join(", ", Layers)}.");

    /// <summary>Reads a control vector: GGUF (llama.cpp, repeng), or safetensors or npz with arrays named <c>direction.N</c>.</summary>
    /// <exception cref="ModelLoadException">The file or a key is missing, damaged, or not of a control vector.</exception>
    public static ControlVector Load(string path) => ControlVectorFile.Load(path);

    /// <summary>Writes GGUF, as llama.cpp reads it. Layer 0 cannot be written: llama.cpp refuses it.</summary>
    /// <exception cref="InvalidOperationException">There is a direction for layer 0.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => ControlVectorFile.Save(this, path);

    /// <summary>The same directions, each multiplied with a strength.</summary>
    public ControlVector Scaled(float strength) => new(_directions.Select(pair =>
    {
        var scaled = new float[Width];
        TensorPrimitives.Multiply(pair.Value, strength, scaled);
        return KeyValuePair.Create(pair.Key, (ReadOnlyMemory<float>)scaled);
    }), ModelHint);

    /// <summary>The sum: directions of the same layer are added, as llama.cpp does with several files.</summary>
    /// <exception cref="ArgumentException">The widths differ.</exception>
    public ControlVector Plus(ControlVector other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var sum = _directions.ToDictionary(pair => pair.Key, pair => (ReadOnlyMemory<float>)pair.Value);
        foreach (var (layer, direction) in other._directions)
        {
            if (sum.TryGetValue(layer, out var own) && own.Length == direction.Length)
            {
                var added = new float[direction.Length];
                TensorPrimitives.Add(own.Span, direction, added);
                sum[layer] = added;
            }
            else
            {
                sum[layer] = direction;
            }
        }

        return new ControlVector(sum, ModelHint ?? other.ModelHint);
    }
}
