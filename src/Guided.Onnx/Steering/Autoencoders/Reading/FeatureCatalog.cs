using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.Autoencoders.Formats;

namespace Guided.Onnx.Steering.Autoencoders.Reading;

/// <summary>What is known of an autoencoder's features: <c>features.json</c> beside its weights.</summary>
/// <remarks>
/// The file is this project's own (training/sae_features.py writes it): an object with the list <c>features</c> of objects with
/// <c>index</c>, <c>largest</c>, <c>frequency</c>, <c>tokens</c> and perhaps <c>name</c>.
/// </remarks>
public sealed class FeatureCatalog
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "features.json";

    private readonly Dictionary<int, FeatureInfo> _features = [];
    private readonly string _path;

    private FeatureCatalog(string path, IEnumerable<JsonSection> features)
    {
        _path = path;
        foreach (var feature in features)
        {
            var index = feature.Integer("index", least: 0);
            var info = new FeatureInfo(
                index,
                feature.OptionalString("name"),
                (float)(feature.OptionalNumber("largest") ?? throw feature.Error("largest", "is missing.")),
                (float)(feature.OptionalNumber("frequency") ?? throw feature.Error("frequency", "is missing.")),
                [.. feature.Strings("tokens")]);
            if (!_features.TryAdd(index, info))
            {
                throw feature.Error("index", $"is {index}, which is there twice.");
            }
        }
    }

    /// <summary>The features that have a name, by number.</summary>
    public IEnumerable<FeatureInfo> Named => _features.Values.Where(feature => feature.Name is not null).OrderBy(feature => feature.Index);

    /// <summary>Reads a catalogue.</summary>
    /// <param name="path">The file, or the folder it is in.</param>
    /// <exception cref="ModelLoadException">The file is missing or damaged.</exception>
    public static FeatureCatalog Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        path = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        return new FeatureCatalog(path, ConfigFile.Load(path).Sections("features"));
    }

    /// <summary>What is known of a feature; null for nothing.</summary>
    public FeatureInfo? Find(int feature) => _features.GetValueOrDefault(feature);

    /// <summary>The feature of a name.</summary>
    /// <exception cref="KeyNotFoundException">No feature has it; the message lists the names.</exception>
    public FeatureInfo Get(string name) => _features.Values.FirstOrDefault(feature => feature.Name == name)
        ?? throw new KeyNotFoundException($"No feature in {_path} is named '{name}'. Named are {string.Join(", ", Named.Select(feature => feature.Name))}.");
}
