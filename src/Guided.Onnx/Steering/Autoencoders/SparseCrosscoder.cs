using System.Numerics.Tensors;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.Autoencoders.Formats;

namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>A crosscoder: one set of features that reads several layers at once and writes a direction into each (Lindsey et al. 2024).</summary>
/// <remarks><c>f = relu(Σ_l x_l · W_enc[l] + b_enc)</c>, <c>y_l = f · W_dec[l] + b_dec[l]</c>. Which layers of the model these are is not in the files.</remarks>
public sealed class SparseCrosscoder
{
    private readonly float[] _encoder; // [features, layers · width]
    private readonly float[] _biases;
    private readonly float[] _decoder; // [features, layers · width]
    private readonly float[] _decoderBias;

    internal SparseCrosscoder(string source, int layers, int width, float[] encoder, float[] biases, float[] decoder, float[] decoderBias)
    {
        (Source, LayerCount, Width) = (source, layers, width);
        (_encoder, _biases, _decoder, _decoderBias) = (encoder, biases, decoder, decoderBias);
    }

    /// <summary>The file this was read from.</summary>
    public string Source { get; }

    /// <summary>The number of layers read and written.</summary>
    public int LayerCount { get; }

    /// <summary>The width of one layer's residual.</summary>
    public int Width { get; }

    /// <summary>The number of features.</summary>
    public int FeatureCount => _biases.Length;

    /// <summary>Reads a <c>.safetensors</c> file.</summary>
    /// <param name="path">
    /// A file with <c>W_enc [layers, d, features]</c>, <c>b_enc</c>, <c>W_dec [features, layers, d]</c>, <c>b_dec [layers, d]</c>, or with dictionary_learning's
    /// <c>encoder.weight</c>, <c>encoder.bias</c>, <c>decoder.weight [layers, features, d]</c>, <c>decoder.bias</c>.
    /// </param>
    /// <exception cref="ModelLoadException">The file or a key is missing, damaged or inconsistent.</exception>
    public static SparseCrosscoder Load(string path) => CrosscoderFormat.Load(path);

    /// <summary>Computes the features of one position. Allocates nothing.</summary>
    /// <param name="residuals"><c>[LayerCount, Width]</c>, the layers one after the other.</param>
    /// <param name="features"><c>[FeatureCount]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">A width is wrong.</exception>
    public void Encode(ReadOnlySpan<float> residuals, Span<float> features)
    {
        RequireWidth(residuals.Length, LayerCount * Width, nameof(residuals));
        RequireWidth(features.Length, FeatureCount, nameof(features));
        for (var feature = 0; feature < features.Length; feature++)
        {
            var row = _encoder.AsSpan(feature * residuals.Length, residuals.Length);
            features[feature] = Math.Max(0, TensorPrimitives.Dot(row, residuals) + _biases[feature]);
        }
    }

    /// <summary>Computes the reconstruction of all layers. Allocates nothing.</summary>
    /// <param name="features"><c>[FeatureCount]</c>.</param>
    /// <param name="reconstruction"><c>[LayerCount, Width]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">A width is wrong.</exception>
    public void Decode(ReadOnlySpan<float> features, Span<float> reconstruction)
    {
        RequireWidth(features.Length, FeatureCount, nameof(features));
        RequireWidth(reconstruction.Length, LayerCount * Width, nameof(reconstruction));
        reconstruction.Clear();
        for (var feature = 0; feature < features.Length; feature++)
        {
            if (features[feature] != 0)
            {
                var row = _decoder.AsSpan(feature * reconstruction.Length, reconstruction.Length);
                TensorPrimitives.MultiplyAdd(row, features[feature], reconstruction, reconstruction);
            }
        }

        TensorPrimitives.Add(reconstruction, _decoderBias, reconstruction);
    }

    /// <summary>What a feature writes into one of the layers, <c>[Width]</c>: a direction to steer with.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer or feature.</exception>
    public ReadOnlyMemory<float> Direction(int layer, int feature)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layer);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(layer, LayerCount);
        ArgumentOutOfRangeException.ThrowIfNegative(feature);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(feature, FeatureCount);
        return _decoder.AsMemory((feature * LayerCount + layer) * Width, Width);
    }

    private void RequireWidth(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"The span has {actual} numbers; the crosscoder of {Source} needs {expected}.", name);
        }
    }
}
