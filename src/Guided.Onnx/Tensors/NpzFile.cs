using System.IO.Compression;
using Guided.Onnx.Models;

namespace Guided.Onnx.Tensors;

/// <summary>A NumPy <c>.npz</c> file: a zip archive of <c>.npy</c> arrays.</summary>
/// <remarks>Source: NumPy's description of the npy format (numpy.lib.format), versions 1.0, 2.0 and 3.0.</remarks>
internal sealed class NpzFile : ITensorFile
{
    private const string Suffix = ".npy";

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, (StoredTensor Tensor, ZipArchiveEntry Entry, bool ByColumns)> _entries = [];

    private NpzFile(string path, ZipArchive archive)
    {
        Path = path;
        _archive = archive;
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName.EndsWith(Suffix, StringComparison.Ordinal)
                ? entry.FullName[..^Suffix.Length]
                : throw new ModelLoadException(path, $"the archive's entry '{entry.FullName}' is not a .npy array.");
            using var stream = OpenEntry(entry);
            var (tensor, byColumns) = NpyHeader.Read(path, name, stream, entry.Length);
            if (!_entries.TryAdd(name, (tensor, entry, byColumns)))
            {
                throw new ModelLoadException(path, $"the archive holds '{name}' twice.");
            }
        }

        Tensors = _entries.ToDictionary(pair => pair.Key, pair => pair.Value.Tensor);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <exception cref="ModelLoadException">The file is missing, is not a zip archive, or an array breaks a rule of the format.</exception>
    public static NpzFile Open(string path)
    {
        var stream = new FileStream(TensorFiles.OpenHandle(path), FileAccess.Read);
        try
        {
            return new NpzFile(path, new ZipArchive(stream, ZipArchiveMode.Read));
        }
        catch (InvalidDataException exception)
        {
            stream.Dispose();
            throw new ModelLoadException(path, $"the file is not a readable .npz archive; it may be truncated. Fetch it again. ({exception.Message})", exception);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public void Read(StoredTensor tensor, Span<float> destination)
    {
        TensorFiles.RequireFloats(Path, tensor);
        var (_, entry, byColumns) = _entries[tensor.Name];
        var target = byColumns ? new float[destination.Length] : destination;
        try
        {
            using var stream = OpenEntry(entry);
            stream.ReadExactly(new byte[tensor.Offset]);
            if (!FloatBytes.Fill(target, tensor.Type, bytes => stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length))
            {
                throw TensorFiles.Truncated(Path, tensor);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ModelLoadException(Path, $"'{tensor.Name}' cannot be unpacked: {exception.Message} Fetch the file again.", exception);
        }

        if (byColumns)
        {
            Transpose(target, (int)tensor.Shape[0], (int)tensor.Shape[1], destination);
        }
    }

    public void Dispose() => _archive.Dispose();

    private Stream OpenEntry(ZipArchiveEntry entry)
    {
        try
        {
            return entry.Open();
        }
        catch (InvalidDataException exception)
        {
            throw new ModelLoadException(Path, $"the archive's entry '{entry.FullName}' cannot be unpacked: {exception.Message}", exception);
        }
    }

    // NumPy writes a transposed array with its columns one after the other.
    private static void Transpose(ReadOnlySpan<float> columns, int rows, int width, Span<float> destination)
    {
        for (var column = 0; column < width; column++)
        {
            for (var row = 0; row < rows; row++)
            {
                destination[row * width + column] = columns[column * rows + row];
            }
        }
    }
}
