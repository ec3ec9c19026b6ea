using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Tests.Tensors;

public sealed class NpzFileTests : IDisposable
{
    private const string Floats = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    [Theory]
    [InlineData(1, "False", new float[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, "False", new float[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(3, "True", new float[] { 1, 3, 5, 2, 4, 6 })]
    public void Rows_come_first_whatever_the_order_in_the_file(byte version, string columnsFirst, float[] expected)
    {
        var header = $"{{'descr': '<f4', 'fortran_order': {columnsFirst}, 'shape': (2, 3), }}";
        using var file = NpzFile.Open(Write(Npy(header, Bytes(1, 2, 3, 4, 5, 6), version)));
        Assert.Equal(expected, file.ReadFinite("a", 2, 3));
    }

    [Theory]
    [InlineData("{'descr': '<f2', 'fortran_order': False, 'shape': (1,), }", new byte[] { 0, 0x3e }, 1.5f)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f }, 1.5f)]
    public void Other_float_types_are_read(string header, byte[] data, float expected)
    {
        using var file = NpzFile.Open(Write(Npy(header, data)));
        Assert.Equal([expected], file.ReadFinite("a", 1));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'shape': (2, 3), }", "has no 'fortran_order'")]
    [InlineData("{'fortran_order': False, 'shape': (2, 3), }", "has no 'descr'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, }", "has no 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, x), }", "not a list of numbers")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 4), }", "needs 32 bytes")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 2, 3), }", "Fortran order")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 9), }", "too large")]
    public void A_broken_header_is_refused(string header, string message) => Refused(Npy(header, Bytes(1, 2, 3, 4, 5, 6)), message);

    [Fact]
    public void Other_contents_are_refused()
    {
        Refused("no array"u8.ToArray(), "'a' is not a NumPy array");
        Refused(Npy(Floats, Bytes(1, 2, 3, 4, 5, 6), version: 9), "has version 9");
        Refused([.. Npy(Floats, [])[..20]], "ends inside its header");
        using var file = NpzFile.Open(Write(Npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", [1, 2, 3])));
        Assert.Contains("'a' has the type |O", Assert.Throws<ModelLoadException>(() => file.ReadFinite("a", 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_is_none_or_is_cut_off_is_refused()
    {
        var path = Path.Combine(_folder, "cut.npz");
        var bytes = File.ReadAllBytes(Write(Npy(Floats, Bytes(1, 2, 3, 4, 5, 6))));
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Contains("not a readable .npz", Assert.Throws<ModelLoadException>(() => NpzFile.Open(path)).Message, StringComparison.Ordinal);
        Refused(Npy(Floats, Bytes(1, 2, 3, 4, 5, 6)), "is not a .npy array", entry: "readme.txt");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static byte[] Bytes(params float[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    private static byte[] Npy(string header, byte[] data, byte version = 1)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length = version == 1 ? [(byte)text.Length, (byte)(text.Length >> 8)] : [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    private void Refused(byte[] array, string message, string entry = "a.npy") =>
        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => NpzFile.Open(Write(array, entry))).Message, StringComparison.Ordinal);

    private string Write(byte[] array, string entry = "a.npy")
    {
        var path = Path.Combine(_folder, "file.npz");
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using var stream = archive.CreateEntry(entry, CompressionLevel.NoCompression).Open();
        stream.Write(array);
        return path;
    }
}
