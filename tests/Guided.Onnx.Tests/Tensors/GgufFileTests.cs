using System.Text;
using Guided.Onnx.Models;
using Guided.Onnx.Steering.ControlVectors;
using Guided.Onnx.Tensors;

namespace Guided.Onnx.Tests.Tensors;

public sealed class GgufFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("guided-").FullName;

    [Fact]
    public void Values_of_every_type_are_read()
    {
        using var file = GgufFile.Open(Write(w =>
        {
            Header(w, tensors: 0, keys: 4);
            Key(w, "number", 4, () => w.Write(7u));
            Key(w, "text", 8, () => Text(w, "é"));
            Key(w, "flag", 7, () => w.Write((byte)1));
            Key(w, "list", 9, () =>
            {
                w.Write(6u);
                w.Write(2ul);
                w.Write(1.5f);
                w.Write(-2f);
            });
        }));
        Assert.Equal(7u, file.Values["number"]);
        Assert.Equal("é", file.Values["text"]);
        Assert.Equal(true, file.Values["flag"]);
        Assert.Equal([1.5f, -2f], (object[])file.Values["list"]);
    }

    [Fact]
    public void Damage_is_named()
    {
        Refused(w => w.Write("GGML"u8), "does not begin with 'GGUF'");
        Refused(w => w.Write("GG"u8), "ends inside the magic");
        Refused(w => Header(w, tensors: 0, keys: 0, version: 1), "has version 1");
        Refused(w => Header(w, tensors: 1ul << 40, keys: 0), "the number of tensors is given as 1099511627776");
        Refused(w => Header(w, tensors: 0, keys: 1ul << 40), "the number of keys is given as 1099511627776");
        Refused(w => { Header(w, tensors: 0, keys: 1); w.Write(1ul << 50); }, "a key is given with 1125899906842624 bytes");
        Refused(w => { Header(w, tensors: 0, keys: 1); Key(w, "k", 77, () => { }); }, "'k' has the type 77");
        Refused(w => { Header(w, tensors: 0, keys: 1); Key(w, "k", 9, () => { w.Write(4u); w.Write(1ul << 19); }); }, "'k' is a list of 524288 items");
        Refused(w => { Header(w, tensors: 0, keys: 2); Key(w, "k", 4, () => w.Write(1u)); Key(w, "k", 4, () => w.Write(1u)); }, "'k' is there twice");
        Refused(w => { Header(w, tensors: 1, keys: 0); Tensor(w, "t", 1 << 20, 0, 0); w.Write(new byte[64]); }, "'t' is cut off");
        Refused(w => { Header(w, tensors: 1, keys: 0); Tensor(w, "t", 4, 0, 1ul << 63); }, "outside the file");
        Refused(w => { Header(w, tensors: 2, keys: 0); Tensor(w, "t", 1, 0, 0); Tensor(w, "t", 1, 0, 0); w.Write(new byte[64]); }, "'t' is there twice");
    }

    [Fact]
    public void A_control_vector_is_checked()
    {
        Bad(w => { Header(w, tensors: 0, keys: 0); }, "'general.architecture' is 'missing'");
        Bad(w => { Header(w, tensors: 0, keys: 1); Architecture(w, "llama"); }, "'general.architecture' is 'llama'");
        Bad(w => { Header(w, tensors: 0, keys: 1); Architecture(w, "controlvector"); }, "There is no direction");
        Bad(w => { Header(w, tensors: 1, keys: 1); Architecture(w, "controlvector"); Tensor(w, "direction.0", 1, 0, 0); w.Write(new byte[64]); }, "'direction.0' should be named");
        Bad(w => { Header(w, tensors: 1, keys: 1); Architecture(w, "controlvector"); Tensor(w, "direction.x", 1, 0, 0); w.Write(new byte[64]); }, "'direction.x' should be named");
        Bad(w => { Header(w, tensors: 1, keys: 1); Architecture(w, "controlvector"); Tensor(w, "direction.1", 4, 2, 0); w.Write(new byte[64]); }, "ggml type 2");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void Header(BinaryWriter writer, ulong tensors, ulong keys, uint version = 3)
    {
        writer.Write("GGUF"u8);
        writer.Write(version);
        writer.Write(tensors);
        writer.Write(keys);
    }

    private static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Key(BinaryWriter writer, string key, uint type, Action value)
    {
        Text(writer, key);
        writer.Write(type);
        value();
    }

    private static void Architecture(BinaryWriter writer, string name) => Key(writer, "general.architecture", 8, () => Text(writer, name));

    private static void Tensor(BinaryWriter writer, string name, ulong count, uint type, ulong offset)
    {
        Text(writer, name);
        writer.Write(1u);
        writer.Write(count);
        writer.Write(type);
        writer.Write(offset);
    }

    private void Refused(Action<BinaryWriter> write, string message)
    {
        var path = Write(write);
        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => GgufFile.Open(path)).Message, StringComparison.Ordinal);
    }

    private void Bad(Action<BinaryWriter> write, string message)
    {
        var path = Write(write);
        Assert.Contains(message, Assert.Throws<ModelLoadException>(() => ControlVector.Load(path)).Message, StringComparison.Ordinal);
    }

    private string Write(Action<BinaryWriter> write)
    {
        var path = Path.Combine(_folder, "file.gguf");
        using var writer = new BinaryWriter(File.Create(path));
        write(writer);
        return path;
    }
}
