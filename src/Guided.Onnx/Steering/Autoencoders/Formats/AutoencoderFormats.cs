using Guided.Onnx.Models;

namespace Guided.Onnx.Steering.Autoencoders.Formats;

/// <summary>Finds out which format an autoencoder is in.</summary>
internal static class AutoencoderFormats
{
    /// <exception cref="ModelLoadException">The path holds none of the formats, or one that cannot be read.</exception>
    public static SparseAutoencoder Load(string path, AutoencoderOptions options)
    {
        if (Directory.Exists(path))
        {
            return LoadFolder(path, options);
        }

        if (!File.Exists(path))
        {
            throw new ModelLoadException(path, "there is no such file or folder.");
        }

        return Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".NPZ" => GemmaScopeFormat.Load(path, options),
            ".SAFETENSORS" when Path.GetFileName(path) is SaeLensFormat.WeightsFile or SparsifyFormat.WeightsFile => LoadFolder(Path.GetDirectoryName(path)!, options),
            ".SAFETENSORS" => OpenAiFormat.Load(path, options),
            ".JSON" => LoadFolder(Path.GetDirectoryName(path)!, options),
            _ => throw new ModelLoadException(path, $"the file is none of the known formats. {Known}"),
        };
    }

    private static string Known =>
        $"Known are folders with {SaeLensFormat.ConfigFile} and {SaeLensFormat.WeightsFile} (SAELens) or {SparsifyFormat.WeightsFile} (sparsify), "
        + $"{GemmaScopeFormat.WeightsFile} (Gemma Scope), and .safetensors with the tensors of OpenAI's sparse_autoencoder. PyTorch files (.pt) have to be converted first.";

    private static SparseAutoencoder LoadFolder(string folder, AutoencoderOptions options)
    {
        bool Has(string file) => File.Exists(Path.Combine(folder, file));
        return Has(SaeLensFormat.WeightsFile) ? SaeLensFormat.Load(folder, options)
            : Has(SparsifyFormat.WeightsFile) ? SparsifyFormat.Load(folder, options)
            : Has(GemmaScopeFormat.WeightsFile) ? GemmaScopeFormat.Load(Path.Combine(folder, GemmaScopeFormat.WeightsFile), options)
            : throw new ModelLoadException(folder, $"the folder holds no autoencoder. {Known}");
    }
}
