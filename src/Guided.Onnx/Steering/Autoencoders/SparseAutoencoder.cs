using System.Buffers;
using System.Numerics.Tensors;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.Autoencoders.Formats;

namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>A sparse autoencoder (or transcoder): hidden states to features and back.</summary>
/// <remarks>
/// Immutable, so it may be used on several threads at once. The numbers are those of the published library of each format, to rounding;
/// constant scales, the decoder bias subtracted from the input, and decoder norms are folded into the weights when they are read.
/// </remarks>
public sealed class SparseAutoencoder
{
    private const int OnStack = 1024;

    internal SparseAutoencoder(AutoencoderWeights weights) => Weights = weights;

    /// <summary>The file or folder this was read from.</summary>
    public required string Source { get; init; }

    /// <summary>How pre-activations become features.</summary>
    public required AutoencoderArchitecture Architecture { get; init; }

    /// <summary>The width of a residual (d_in). For attention heads: all heads one after the other.</summary>
    public int InputWidth => Weights.InputWidth;

    /// <summary>The width of a reconstruction; that of the input, except for transcoders.</summary>
    public int OutputWidth => Weights.OutputWidth;

    /// <summary>The number of features (d_sae).</summary>
    public int FeatureCount => Weights.FeatureCount;

    /// <summary>The most features that are active at once, for <see cref="AutoencoderArchitecture.TopK"/>; null otherwise.</summary>
    public int? TopK { get; init; }

    /// <summary>How inputs are normalised one by one.</summary>
    public ActivationNormalization Normalization { get; init; }

    /// <summary>Whether this predicts another place than it reads (a transcoder).</summary>
    public bool IsTranscoder { get; init; }

    /// <summary>Whether a linear part of the input is added to the output (a skip transcoder).</summary>
    public bool HasSkip => Weights.Skip is not null;

    /// <summary>The place in the model that is read, where the file says it.</summary>
    public HookPoint? Hook { get; init; }

    /// <summary>The place in the model that is predicted, where it is another one and the file says it.</summary>
    public HookPoint? OutputHook { get; init; }

    /// <summary>The model, as the file names it.</summary>
    public string? ModelName { get; init; }

    internal AutoencoderWeights Weights { get; }

    /// <summary>Reads an autoencoder in any of the known formats, found out by the files' names.</summary>
    /// <param name="path">
    /// A SAELens folder (<c>cfg.json</c> with <c>sae_weights.safetensors</c>), a sparsify folder (<c>cfg.json</c> with <c>sae.safetensors</c>),
    /// a Gemma Scope file (<c>params.npz</c>) or its folder, or a <c>.safetensors</c> file with the tensors of OpenAI's sparse_autoencoder.
    /// </param>
    /// <param name="options">What the files leave open.</param>
    /// <exception cref="ModelLoadException">A file or key is missing, damaged, of an unknown architecture, or inconsistent; the message names both.</exception>
    public static SparseAutoencoder Load(string path, AutoencoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return AutoencoderFormats.Load(path, options ?? new AutoencoderOptions());
    }

    /// <summary>Gives what one feature needs to be read and steered.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such feature.</exception>
    public AutoencoderFeature Feature(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, FeatureCount);
        return new AutoencoderFeature(this, index);
    }

    /// <summary>Computes the features of one residual. Allocates nothing.</summary>
    /// <param name="residual"><c>[InputWidth]</c>.</param>
    /// <param name="features"><c>[FeatureCount]</c>, overwritten; none is negative.</param>
    /// <exception cref="ArgumentException">A width is wrong.</exception>
    public void Encode(ReadOnlySpan<float> residual, Span<float> features)
    {
        RequireWidth(residual.Length, InputWidth, nameof(residual));
        RequireWidth(features.Length, FeatureCount, nameof(features));
        var statistics = InputStatistics.Of(residual, Normalization);
        if (Normalization == ActivationNormalization.None)
        {
            Activate(residual, features);
            return;
        }

        float[]? rented = null;
        var input = InputWidth <= OnStack ? stackalloc float[InputWidth] : (rented = ArrayPool<float>.Shared.Rent(InputWidth)).AsSpan(0, InputWidth);
        TensorPrimitives.Subtract(residual, statistics.Mean, input);
        TensorPrimitives.Multiply(input, statistics.Multiplier, input);
        Activate(input, features);
        if (rented is not null)
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    /// <summary>Computes the reconstruction of a residual (a transcoder: the prediction) from its features, changed or not. Allocates nothing.</summary>
    /// <param name="features"><c>[FeatureCount]</c>.</param>
    /// <param name="residual">The residual the features are of, <c>[InputWidth]</c>: normalisation and skip connection need it.</param>
    /// <param name="reconstruction"><c>[OutputWidth]</c>, overwritten.</param>
    /// <exception cref="ArgumentException">A width is wrong.</exception>
    public void Decode(ReadOnlySpan<float> features, ReadOnlySpan<float> residual, Span<float> reconstruction)
    {
        RequireWidth(features.Length, FeatureCount, nameof(features));
        RequireWidth(residual.Length, InputWidth, nameof(residual));
        RequireWidth(reconstruction.Length, OutputWidth, nameof(reconstruction));
        reconstruction.Clear();
        for (var feature = 0; feature < features.Length; feature++)
        {
            if (features[feature] != 0)
            {
                TensorPrimitives.MultiplyAdd(Weights.DecoderRow(feature).Span, features[feature], reconstruction, reconstruction);
            }
        }

        TensorPrimitives.Add(reconstruction, Weights.DecoderBias, reconstruction);
        if (Weights.Skip is { } skip)
        {
            for (var row = 0; row < reconstruction.Length; row++)
            {
                reconstruction[row] += TensorPrimitives.Dot(skip.AsSpan(row * InputWidth, InputWidth), residual);
            }
        }

        if (Normalization != ActivationNormalization.None && !IsTranscoder)
        {
            var statistics = InputStatistics.Of(residual, Normalization);
            TensorPrimitives.Multiply(reconstruction, statistics.Restoring, reconstruction);
            TensorPrimitives.Add(reconstruction, statistics.Mean, reconstruction);
        }
    }

    /// <summary>Encodes and decodes.</summary>
    /// <inheritdoc cref="Encode" path="/param|/exception"/>
    /// <param name="residual"><c>[InputWidth]</c>.</param>
    /// <param name="features"><c>[FeatureCount]</c>, overwritten.</param>
    /// <param name="reconstruction"><c>[OutputWidth]</c>, overwritten.</param>
    public void Reconstruct(ReadOnlySpan<float> residual, Span<float> features, Span<float> reconstruction)
    {
        Encode(residual, features);
        Decode(features, residual, reconstruction);
    }

    /// <summary>The block behind which this reads and writes.</summary>
    /// <exception cref="ArgumentException">The files do not say it, it is another place, or this is a transcoder.</exception>
    internal int RequireResidualLayer() => !IsTranscoder && Hook?.ResidualLayer is { } layer ? layer : throw new ArgumentException(
        $"The autoencoder of {Source} {(IsTranscoder ? "is a transcoder" : Hook is { } hook ? $"reads '{hook}'" : "does not say what it reads")}; needed is one of the residual stream behind a block.");

    internal void RequireWidth(int actual, int expected, string name)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"The span has {actual} numbers; the autoencoder of {Source} needs {expected}.", name);
        }
    }

    private void Activate(ReadOnlySpan<float> input, Span<float> features)
    {
        for (var feature = 0; feature < features.Length; feature++)
        {
            var sum = TensorPrimitives.Dot(Weights.EncoderRow(feature).Span, input) + Weights.Biases[feature];
            features[feature] = sum > Weights.Thresholds[feature] ? Math.Max(0, Weights.Scales[feature] * sum + Weights.Shifts[feature]) : 0;
        }

        if (TopK is { } k)
        {
            LargestValues.Keep(features, k);
        }
    }
}
