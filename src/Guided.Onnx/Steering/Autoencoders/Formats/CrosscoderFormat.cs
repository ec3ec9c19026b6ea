using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>Crosscoders as safetensors, with either of two sets of names.</summary>
/// <remarks>Sources: the repositories ckkissane/crosscoder-model-diff-replication and science-of-finetuning/dictionary_learning.</remarks>
internal static class CrosscoderFormat
{
    /// <exception cref="ModelLoadException">The file or a key is missing, damaged or inconsistent.</exception>
    public static SparseCrosscoder Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = SafetensorsFile.Open(path);
        var isDictionary = file.Tensors.ContainsKey("encoder.weight");
        string[] names = isDictionary ? ["encoder.weight", "encoder.bias", "decoder.weight", "decoder.bias"] : ["W_enc", "b_enc", "W_dec", "b_dec"];
        if (file.Tensors.Keys.FirstOrDefault(name => !names.Contains(name)) is { } other)
        {
            throw new ModelLoadException(path, $"'{other}' does not belong to a crosscoder, which has {string.Join(", ", names)}.");
        }

        var shape = file.Get(names[0]).Shape;
        if (shape is not [> 0 and <= int.MaxValue, > 0 and <= int.MaxValue, > 0 and <= int.MaxValue] || shape[0] * shape[1] > int.MaxValue)
        {
            throw new ModelLoadException(path, $"{file.Get(names[0])} should have the axes layers, width and features.");
        }

        var (layers, width, features) = ((int)shape[0], (int)shape[1], (int)shape[2]);
        var encoder = WeightBuilder.Transpose(file.ReadFinite(names[0], layers, width, features), layers * width, features);
        var decoder = isDictionary
            ? ByFeature(file.ReadFinite(names[2], layers, features, width), layers, features, width)
            : file.ReadFinite(names[2], features, layers, width);
        return new SparseCrosscoder(path, layers, width, encoder, file.ReadFinite(names[1], features), decoder, file.ReadFinite(names[3], layers, width));
    }

    private static float[] ByFeature(ReadOnlySpan<float> byLayer, int layers, int features, int width)
    {
        var result = new float[byLayer.Length];
        for (var layer = 0; layer < layers; layer++)
        {
            for (var feature = 0; feature < features; feature++)
            {
                byLayer.Slice((layer * features + feature) * width, width).CopyTo(result.AsSpan((feature * layers + layer) * width));
            }
        }

        return result;
    }
}
