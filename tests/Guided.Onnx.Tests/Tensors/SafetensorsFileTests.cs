using System.Buffers.Binary;
using System.Text;
using Guided.Onnx.Models;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Tests.Tensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    [Theory]
    [InlineData("F32", new byte[] { 0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0 })]
    [InlineData("F16", new byte[] { 0, 0x3e, 0, 0xc0 })]
    [InlineData("BF16", new byte[] { 0xc0, 0x3f, 0, 0xc0 })]
    [InlineData("F64", new byte[] { 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0xc0 })]
    public void Numbers_of_every_float_type_are_read(string type, byte[] data)
    {
        using var file = SafetensorsFile.Open(Write($$$"""{"a":{"dtype":"{{{type}}}","shape":[2],"data_offsets":[0,{{{data.Length}}}]}}""", data));
        Assert.Equal([1.5f, -2], file.ReadFinite("a", 2));
    }

    [Fact]
    public void Tensors_larger_than_a_piece_are_read_whole()
    {
        const int Count = 100_000;
        var data = new byte[Count * 2];
        for (var index = 0; index < Count; index++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(data.AsSpan(2 * index), (Half)(index % 1000));
        }

        using var file = SafetensorsFile.Open(Write($$$"""{"__metadata__":{"k":"4"},"a":{"dtype":"F16","shape":[{{{Count}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data));
        Assert.Equal(Enumerable.Range(0, Count).Select(index => (float)(index % 1000)), file.ReadFinite("a", Count));
        Assert.Equal("4", file.Metadata["k"]);
    }

    [Theory]
    [InlineData("""["a"]""", 0, "does not begin with '{'")]
    [InlineData("""{"a":}""", 0, "not valid JSON")]
    [InlineData("""{"a":1}""", 0, "'a' should be an object")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "'a.dtype' is missing")]
    [InlineData("""{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}""", 4, "'a.dtype' is 'F31'")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,4]}}""", 4, "'a.shape' is missing")]
    [InlineData("""{"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,4]}}""", 4, "'a.shape' holds")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "negative or too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,4],"data_offsets":[0,4]}}""", 4, "negative or too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "'a.data_offsets' should be two growing numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}""", 4, "'a.data_offsets' should be two growing numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "truncated")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "no gaps and no overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "no gaps and no overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 8, "the tensors take 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "not valid JSON")]
    [InlineData("""{"__metadata__":{"k":4}}""", 0, "'__metadata__.k' should be a string")]
    public void A_broken_header_is_refused(string header, int bytes, string message)
    {
        var path = Write(header, new byte[bytes]);
        var exception = Assert.Throws<ModelLoadException>(() => SafetensorsFile.Open(path));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Equal(path, exception.Path);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "too short")]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, (byte)'{', (byte)'}' }, "the format allows 100000000")]
    [InlineData(new byte[] { 0xff, 0xff, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}' }, "but only 2 follow")]
    public void A_length_that_does_not_fit_is_refused(byte[] bytes, string message)
    {
        var path = Path.Combine(_folder, "bad.safetensors");
        File.WriteAllBytes(path, bytes);
        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_tensor_a_wrong_shape_and_bad_numbers_are_named()
    {
        var data = new byte[12];
        BinaryPrimitives.WriteSingleLittleEndian(data.AsSpan(4), float.NaN);
        using var file = SafetensorsFile.Open(Write(
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"n":{"dtype":"I32","shape":[1],"data_offsets":[8,12]}}""", data));
        Assert.Contains("'b' is missing. The file has 'a' F32 [2]", Assert.Throws<ModelLoadException>(() => file.ReadFinite("b", 2)).Message, StringComparison.Ordinal);
        Assert.Contains("should have the shape [3]", Assert.Throws<ModelLoadException>(() => file.ReadFinite("a", 3)).Message, StringComparison.Ordinal);
        Assert.Contains("'a' holds NaN at 1", Assert.Throws<ModelLoadException>(() => file.ReadFinite("a", 2)).Message, StringComparison.Ordinal);
        Assert.Contains("'n' has the type I32", Assert.Throws<ModelLoadException>(() => file.ReadFinite("n", 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() => Assert.Contains(
        "does not exist", Assert.Throws<ModelLoadException>(() => SafetensorsFile.Open(Path.Combine(_folder, "none.safetensors"))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, text.Length);
        var path = Path.Combine(_folder, "file.safetensors");
        File.WriteAllBytes(path, [.. prefix, .. text, .. data]);
        return path;
    }
}
