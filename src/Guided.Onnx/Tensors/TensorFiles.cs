using Guided.Onnx.Models;
using Microsoft.Win32.SafeHandles;

namespace Guided.Onnx.Tensors;

/// <summary>What the readers of the tensor formats have in common.</summary>
internal static class TensorFiles
{
    /// <summary>Opens a file by what its name ends with: <c>.safetensors</c>, <c>.npz</c> or <c>.gguf</c>.</summary>
    /// <exception cref="ModelLoadException">The file is missing, damaged, or of another format.</exception>
    public static ITensorFile Open(string path) => System.IO.Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".SAFETENSORS" => SafetensorsFile.Open(path),
        ".NPZ" => NpzFile.Open(path),
        ".GGUF" => GgufFile.Open(path),
        _ => throw new ModelLoadException(
            path, "the format is not known by its name; read are .safetensors, .npz and .gguf. Convert a PyTorch file (.pt, .pth, .bin) to safetensors first."),
    };

    public static SafeFileHandle OpenHandle(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelLoadException(path, "the file does not exist.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, $"the file cannot be opened: {exception.Message}", exception);
        }
    }

    public static bool ReadExactly(SafeFileHandle handle, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(handle, bytes, offset);
            if (read == 0)
            {
                return false;
            }

            bytes = bytes[read..];
            offset += read;
        }

        return true;
    }

    /// <summary>Reads the numbers of a tensor that lie side by side in a file from an offset on.</summary>
    /// <exception cref="ModelLoadException">The tensor has no floats, or the file ends before them.</exception>
    public static void ReadNumbers(ITensorFile file, SafeFileHandle handle, long offset, StoredTensor tensor, Span<float> destination)
    {
        RequireFloats(file.Path, tensor);
        var complete = FloatBytes.Fill(destination, tensor.Type, bytes =>
        {
            var at = offset;
            offset += bytes.Length;
            return ReadExactly(handle, bytes, at);
        });
        if (!complete)
        {
            throw Truncated(file.Path, tensor);
        }
    }

    public static void RequireFloats(string path, StoredTensor tensor)
    {
        if (tensor.Type == StoredType.Other)
        {
            throw new ModelLoadException(
                path, $"'{tensor.Name}' has the type {tensor.TypeName}, which cannot be read as numbers of weights; 64-, 32- and 16-bit floats and bfloat16 can.");
        }
    }

    public static ModelLoadException Truncated(string path, StoredTensor tensor) =>
        new(path, $"'{tensor.Name}' is cut off: the file ends before its {tensor.Count} numbers do. Fetch it again.");
}
