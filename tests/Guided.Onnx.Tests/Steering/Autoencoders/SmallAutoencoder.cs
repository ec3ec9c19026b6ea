using Guided.Onnx.Steering.Autoencoders;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

/// <summary>Autoencoders whose features are known by hand.</summary>
internal static class SmallAutoencoder
{
    /// <summary>Two features an element, its positive and its negative part, times a factor: with 1 the reconstruction is the input.</summary>
    public static SparseAutoencoder Parts(int width, float factor = 1, string hook = "blocks.0.hook_resid_post")
    {
        var encoder = new float[2 * width * width];
        for (var index = 0; index < width; index++)
        {
            encoder[(2 * index * width) + index] = 1;
            encoder[((2 * index + 1) * width) + index] = -1;
        }

        return new SparseAutoencoder(new AutoencoderWeights
        {
            InputWidth = width,
            OutputWidth = width,
            FeatureCount = 2 * width,
            Encoder = encoder,
            Biases = new float[2 * width],
            Thresholds = new float[2 * width],
            Scales = [.. Enumerable.Repeat(1f, 2 * width)],
            Shifts = new float[2 * width],
            Decoder = [.. encoder.Select(weight => factor * weight)],
            DecoderBias = new float[width],
        })
        {
            Source = "parts",
            Architecture = AutoencoderArchitecture.Standard,
            Hook = HookPoint.Parse(hook),
        };
    }
}
