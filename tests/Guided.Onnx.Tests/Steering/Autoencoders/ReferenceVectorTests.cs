using Guided.Onnx.Steering.Autoencoders;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

/// <summary>Every format and architecture against PyTorch.</summary>
public sealed class ReferenceVectorTests
{
    private const float Tolerance = 5e-6f; // fp32 rounding of sums around 10

    public static TheoryData<string> Cases => new(Directory.GetFiles(ReferenceCase.Root, "expected.json", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(ReferenceCase.Root, Path.GetDirectoryName(file)!))
        .Where(name => !name.StartsWith("crosscoder", StringComparison.Ordinal) && name != "control-vectors").Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Features_and_reconstruction_are_those_of_PyTorch(string name)
    {
        var reference = new ReferenceCase(name);
        var autoencoder = Load(reference);
        var features = new float[autoencoder.FeatureCount];
        var reconstruction = new float[autoencoder.OutputWidth];
        for (var row = 0; row < reference.Inputs.Length; row++)
        {
            autoencoder.Reconstruct(reference.Inputs[row], features, reconstruction);
            Assert.InRange(ReferenceCase.LargestDifference(features, reference.Features[row]), 0, Tolerance);
            Assert.InRange(ReferenceCase.LargestDifference(reconstruction, reference.Outputs[row]), 0, Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_feature_alone_has_the_activation_it_has_among_all(string name)
    {
        var reference = new ReferenceCase(name);
        var autoencoder = Load(reference);
        for (var row = 0; row < reference.Inputs.Length; row++)
        {
            for (var index = 0; index < autoencoder.FeatureCount; index++)
            {
                var feature = autoencoder.Feature(index);
                var expected = reference.Features[row][index];
                if (!feature.DependsOnOtherFeatures || expected > 0)
                {
                    Assert.InRange(feature.Activate(reference.Inputs[row]), expected - Tolerance, expected + Tolerance);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Changing_a_feature_moves_the_reconstruction_along_its_decoder_row(string name)
    {
        var reference = new ReferenceCase(name);
        var autoencoder = Load(reference);
        var residual = reference.Inputs[0];
        var features = reference.Features[0].ToArray();
        var (before, after) = (new float[autoencoder.OutputWidth], new float[autoencoder.OutputWidth]);
        autoencoder.Decode(features, residual, before);
        const int Changed = 3;
        const float By = 0.75f;
        features[Changed] += By;
        autoencoder.Decode(features, residual, after);

        var statistics = InputStatistics.Of(residual, autoencoder.IsTranscoder ? ActivationNormalization.None : autoencoder.Normalization);
        var direction = autoencoder.Feature(Changed).Decoder.Span;
        for (var index = 0; index < after.Length; index++)
        {
            Assert.Equal(before[index] + By * statistics.Restoring * direction[index], after[index], Tolerance);
        }
    }

    [Fact]
    public void Encoding_and_decoding_allocate_nothing()
    {
        foreach (var name in (string[])["jumprelu", "topk-layer-norm", "gated"])
        {
            var reference = new ReferenceCase(name);
            var autoencoder = Load(reference);
            var features = new float[autoencoder.FeatureCount];
            var reconstruction = new float[autoencoder.OutputWidth];

            // What the runtime itself allocates once, while it compiles, is not meant.
            var least = Enumerable.Range(0, 4).Min(_ =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var repeat = 0; repeat < 100; repeat++)
                {
                    autoencoder.Reconstruct(reference.Inputs[repeat % reference.Inputs.Length], features, reconstruction);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
            Assert.Equal(0, least);
        }
    }

    [Theory]
    [InlineData("crosscoder")]
    [InlineData("crosscoder-dictionary-learning")]
    public void Crosscoders_are_those_of_PyTorch(string name)
    {
        var reference = new ReferenceCase(name);
        var crosscoder = SparseCrosscoder.Load(Path.Combine(reference.Folder, "crosscoder.safetensors"));
        var features = new float[crosscoder.FeatureCount];
        var reconstruction = new float[crosscoder.LayerCount * crosscoder.Width];
        for (var row = 0; row < reference.Inputs.Length; row++)
        {
            crosscoder.Encode(reference.Inputs[row], features);
            crosscoder.Decode(features, reconstruction);
            Assert.InRange(ReferenceCase.LargestDifference(features, reference.Features[row]), 0, Tolerance);
            Assert.InRange(ReferenceCase.LargestDifference(reconstruction, reference.Outputs[row]), 0, Tolerance);
        }

        var base0 = reconstruction.ToArray();
        features[2] += 1;
        crosscoder.Decode(features, reconstruction);
        Assert.Equal(base0[crosscoder.Width] + crosscoder.Direction(1, 2).Span[0], reconstruction[crosscoder.Width], Tolerance);
    }

    [Theory]
    [InlineData("standard", "blocks.2.hook_resid_post", HookSite.ResidualPost, 2)]
    [InlineData("old-standard", "blocks.3.hook_resid_pre", HookSite.ResidualPre, 2)]
    [InlineData("old-topk", "blocks.0.hook_mlp_out", HookSite.MlpOut, null)]
    [InlineData("hook-z", "blocks.1.attn.hook_z", HookSite.AttentionHeads, null)]
    [InlineData("sparsify/layers.2", "layers.2", HookSite.ResidualPost, 2)]
    [InlineData("sparsify/h.1.mlp", "h.1.mlp", HookSite.Unknown, null)]
    public void The_place_in_the_model_is_understood(string name, string hook, HookSite site, int? layer)
    {
        var autoencoder = Load(new ReferenceCase(name));
        Assert.Equal(hook, autoencoder.Hook!.Value.Name);
        Assert.Equal(site, autoencoder.Hook.Value.Site);
        Assert.Equal(layer, autoencoder.Hook.Value.ResidualLayer);
    }

    private static SparseAutoencoder Load(ReferenceCase reference)
    {
        var openAi = Path.Combine(reference.Folder, "autoencoder.safetensors");
        return SparseAutoencoder.Load(File.Exists(openAi) ? openAi : reference.Folder, new AutoencoderOptions { ActivationScale = reference.Scale });
    }
}
