using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.Autoencoders;

namespace Guided.Onnx.Tests.Steering.Autoencoders;

/// <summary>Good autoencoders, damaged in one place: the error names the file and the key.</summary>
public sealed class MalformedFileTests : IDisposable
{
    private const string Weights = "sae_weights.safetensors";

    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    [Theory]
    [InlineData("standard", "architecture", "\"temporal\"", "'architecture' is 'temporal', which is not supported")]
    [InlineData("standard", "architecture", null, "'architecture' is missing")]
    [InlineData("standard", "architecture", "\"gated\"", "'b_enc' does not belong to the architecture 'gated'")]
    [InlineData("jumprelu", "architecture", "\"standard\"", "'threshold' does not belong to the architecture 'standard'")]
    [InlineData("standard", "d_in", null, "'d_in' is missing")]
    [InlineData("standard", "d_in", "13", "'W_enc' F32 [12, 20] should have the shape [13, 20]")]
    [InlineData("standard", "d_sae", "21", "'W_enc' F32 [12, 20] should have the shape [12, 21]")]
    [InlineData("standard", "d_sae", "0", "'d_sae' is 0")]
    [InlineData("standard", "d_sae", "\"many\"", "'d_sae' should be a whole number")]
    [InlineData("standard", "normalize_activations", "\"sometimes\"", "'normalize_activations' is 'sometimes'")]
    [InlineData("standard", "normalize_activations", "\"expected_average_only_in\"", "'normalize_activations' is expected_average_only_in")]
    [InlineData("standard", "normalize_activations", "true", "'normalize_activations' is expected_average_only_in")]
    [InlineData("standard", "reshape_activations", "\"hook_q\"", "'reshape_activations' is 'hook_q'")]
    [InlineData("standard", "apply_b_dec_to_input", "1", "'apply_b_dec_to_input' should be true or false")]
    [InlineData("topk", "k", null, "'k' is missing")]
    [InlineData("topk", "k", "21", "'k' is 21, but there are 20 features")]
    [InlineData("transcoder", "apply_b_dec_to_input", "true", "'apply_b_dec_to_input' is true, which a transcoder cannot do")]
    [InlineData("transcoder", "d_out", "9", "'W_dec' F32 [20, 8] should have the shape [20, 9]")]
    [InlineData("scaling-factor", "finetuning_scaling_factor", "false", "'scaling_factor' is not all ones")]
    [InlineData("old-topk", "activation_fn_str", "\"tanh-relu\"", "'activation_fn' is 'tanh-relu'")]
    [InlineData("sparsify/layers.2", "k", null, "'k' is missing")]
    [InlineData("sparsify/layers.2", "activation", "\"groupmax\"", "'activation' is 'groupmax'")]
    [InlineData("sparsify/layers.2", "d_in", "11", "'encoder.weight' F32 [20, 12] should have the shape [20, 11]")]
    [InlineData("sparsify/h.1.mlp", "num_latents", "7", "'num_latents' is 7, but encoder.weight has 20 rows")]
    public void A_wrong_key_is_named(string name, string key, string? value, string message)
    {
        var folder = Copy(name);
        var path = Path.Combine(folder, "cfg.json");
        var config = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        if (value is null)
        {
            config.Remove(key);
        }
        else
        {
            config[key] = JsonNode.Parse(value);
        }

        File.WriteAllText(path, config.ToJsonString());
        var exception = Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.StartsWith(folder, exception.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("W_enc")]
    [InlineData("W_dec")]
    [InlineData("b_enc")]
    [InlineData("b_dec")]
    [InlineData("threshold")]
    public void A_missing_tensor_is_named(string tensor)
    {
        var folder = Copy("jumprelu");
        Edit(Path.Combine(folder, Weights), header => header.Replace($"\"{tensor}\"", "\"scaling_factor\"", StringComparison.Ordinal), (_, _) => { });
        Assert.Contains($"'{tensor}' is missing", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_named()
    {
        var folder = Copy("gated");
        Edit(Path.Combine(folder, Weights), header => header, (header, body) =>
        {
            var begin = JsonNode.Parse(header)!["r_mag"]!["data_offsets"]![0]!.GetValue<int>();
            BinaryPrimitives.WriteSingleLittleEndian(body.AsSpan(begin + 8), float.NaN);
        });
        var exception = Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder));
        Assert.Contains("'r_mag' holds NaN at 2", exception.Message, StringComparison.Ordinal);
        Assert.EndsWith(Weights, exception.Path, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_off_is_refused()
    {
        var folder = Copy("standard");
        var path = Path.Combine(folder, Weights);
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^100]);
        Assert.Contains("truncated", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_configuration_that_is_no_JSON_or_missing_is_refused()
    {
        var folder = Copy("standard");
        File.WriteAllText(Path.Combine(folder, "cfg.json"), "{d_in: 3}");
        Assert.Contains("not valid JSON", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "cfg.json"));
        Assert.Contains("does not exist", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_that_hold_no_autoencoder_are_refused()
    {
        Assert.Contains("holds no autoencoder", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(_folder)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(Path.Combine(_folder, "none"))).Message, StringComparison.Ordinal);
        var pickled = Path.Combine(_folder, "ae.pt");
        File.WriteAllBytes(pickled, [1]);
        Assert.Contains("have to be converted", Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(pickled)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("threshold.npy", "'threshold' is missing")]
    [InlineData("W_enc.npy", "'W_enc' is missing")]
    [InlineData("b_dec.npy", "'b_dec' is missing")]
    public void A_missing_array_of_Gemma_Scope_is_named(string entry, string message)
    {
        var folder = Copy("gemma-scope");
        using (var archive = ZipFile.Open(Path.Combine(folder, "params.npz"), ZipArchiveMode.Update))
        {
            archive.GetEntry(entry)!.Delete();
        }

        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_k_that_does_not_fit_OpenAIs_format_is_refused()
    {
        var path = Path.Combine(Copy("openai-relu"), "autoencoder.safetensors");
        Assert.Contains("k is 21; it should be 1 to 20", Load(21).Message, StringComparison.Ordinal);
        Assert.Contains("k is 0; it should be 1 to 20", Load(0).Message, StringComparison.Ordinal);
        Edit(path, header => header.Replace("\"pre_bias\"", "\"pro_bias\"", StringComparison.Ordinal), (_, _) => { });
        Assert.Contains("'pro_bias' does not belong to OpenAI's format", Load(4).Message, StringComparison.Ordinal);

        ModelLoadException Load(int k) => Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(path, new AutoencoderOptions { TopK = k }));
    }

    [Theory]
    [InlineData("\"b_enc\"", "\"b_end\"", "'b_end' does not belong to a crosscoder")]
    [InlineData("\"shape\": [3, 12, 20]", "\"shape\": [36, 20]", "should have the axes layers, width and features")]
    [InlineData("\"shape\": [20, 3, 12]", "\"shape\": [20, 12, 3]", "'W_dec' F32 [20, 12, 3] should have the shape [20, 3, 12]")]
    public void A_damaged_crosscoder_is_refused(string from, string to, string message)
    {
        var path = Path.Combine(Copy("crosscoder"), "crosscoder.safetensors");
        Edit(path, header => header.Replace(from, to, StringComparison.Ordinal), (_, _) => { });
        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => SparseCrosscoder.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scale_is_refused_where_none_is_asked_for() => Assert.Contains(
        "does not ask for a scale",
        Assert.Throws<ModelLoadException>(() => SparseAutoencoder.Load(ReferenceCase.FolderOf("standard"), new AutoencoderOptions { ActivationScale = 2 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Wrong_widths_are_refused()
    {
        var autoencoder = SparseAutoencoder.Load(ReferenceCase.FolderOf("standard"));
        Assert.Contains("has 11 numbers", Assert.Throws<ArgumentException>(() => autoencoder.Encode(new float[11], new float[20])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => autoencoder.Encode(new float[12], new float[19]));
        Assert.Throws<ArgumentException>(() => autoencoder.Decode(new float[20], new float[12], new float[13]));
        Assert.Throws<ArgumentOutOfRangeException>(() => autoencoder.Feature(20));
        Assert.Throws<ArgumentException>(() => autoencoder.Feature(0).Activate(new float[13]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Copy(string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(_folder, Path.GetFileName(name))).FullName;
        foreach (var file in Directory.GetFiles(ReferenceCase.FolderOf(name)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    private static void Edit(string path, Func<string, string> changeHeader, Action<string, byte[]> changeBody)
    {
        var bytes = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        var header = Encoding.UTF8.GetString(bytes, 8, length);
        var body = bytes[(8 + length)..];
        changeBody(header, body);
        var changed = Encoding.UTF8.GetBytes(changeHeader(header));
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, changed.Length);
        File.WriteAllBytes(path, [.. prefix, .. changed, .. body]);
    }
}
