using Guided.Steering;

namespace Guided.Onnx.Steering.Contrastive;

/// <summary>Steering directions learned from pairs of prompts, one set a layer. Saved as safetensors.</summary>
public sealed class ContrastiveDirections
{
    private readonly SortedDictionary<int, ContrastiveLayer> _layers = [];

    internal ContrastiveDirections(IEnumerable<ContrastiveLayer> layers)
    {
        foreach (var layer in layers)
        {
            _layers[layer.Layer] = layer;
        }
    }

    /// <summary>The layers, ascending.</summary>
    public IReadOnlyCollection<ContrastiveLayer> Layers => _layers.Values;

    /// <summary>What was learned about a layer.</summary>
    /// <exception cref="SteeringException">Nothing was.</exception>
    public ContrastiveLayer this[int layer] => _layers.TryGetValue(layer, out var found)
        ? found
        : throw new SteeringException($"There are no directions for layer {layer}; there are for {string.Join(", ", _layers.Keys)}.");

    /// <summary>Reads a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="Models.ModelLoadException">The file is missing, damaged, or holds something else.</exception>
    public static ContrastiveDirections Load(string path) => ContrastiveFile.Load(path);

    /// <summary>Writes a safetensors file: per layer the arrays <c>mean.L</c> and <c>component.L</c>, and the numbers as metadata.</summary>
    /// <param name="path">The file.</param>
    /// <param name="metadata">What else to say about the directions: the model, what they mean.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? metadata = null) => ContrastiveFile.Save(this, path, metadata);
}
