using System.Buffers.Binary;
using Guided.Onnx.Models;
using Microsoft.Win32.SafeHandles;

namespace Guided.Onnx.Tensors;

/// <summary>A <c>.safetensors</c> file: eight bytes with the length of a JSON header, the header, then the numbers.</summary>
/// <remarks>Source: the format's description in the repository huggingface/safetensors. The rules it gives are all checked before a number is read.</remarks>
internal sealed class SafetensorsFile : ITensorFile
{
    private readonly SafeFileHandle _handle;
    private readonly long _body;

    private SafetensorsFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
        var length = RandomAccess.GetLength(handle);
        var header = ReadHeader(length);
        _body = sizeof(long) + header.Length;
        (Tensors, Metadata) = SafetensorsHeader.Parse(path, header, length - _body);
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>The texts under <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <exception cref="ModelLoadException">The file is missing or breaks a rule of the format.</exception>
    public static SafetensorsFile Open(string path)
    {
        var handle = TensorFiles.OpenHandle(path);
        try
        {
            return new SafetensorsFile(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public void Read(StoredTensor tensor, Span<float> destination) => TensorFiles.ReadNumbers(this, _handle, _body + tensor.Offset, tensor, destination);

    public void Dispose() => _handle.Dispose();

    private byte[] ReadHeader(long length)
    {
        Span<byte> prefix = stackalloc byte[sizeof(long)];
        if (length < sizeof(long) || !TensorFiles.ReadExactly(_handle, prefix, 0))
        {
            throw new ModelLoadException(Path, $"the file has {length} bytes, which is too short for a safetensors file; fetch it again.");
        }

        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > SafetensorsHeader.LargestHeader)
        {
            throw new ModelLoadException(
                Path, $"the header's length is given as {size} bytes; the format allows {SafetensorsHeader.LargestHeader}. The file is not a safetensors file, or is damaged.");
        }

        if ((long)size > length - sizeof(long))
        {
            throw new ModelLoadException(
                Path, $"the header's length is given as {size} bytes, but only {length - sizeof(long)} follow. The file is truncated, or a Git LFS pointer; fetch it again.");
        }

        var header = new byte[size];
        return TensorFiles.ReadExactly(_handle, header, sizeof(long))
            ? header
            : throw new ModelLoadException(Path, "the file ends inside the header; fetch it again.");
    }
}
