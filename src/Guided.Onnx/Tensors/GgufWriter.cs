using System.Runtime.InteropServices;
using System.Text;

namespace Guided.Onnx.Tensors;

/// <summary>Writes <c>.gguf</c> files, version 3, with 32-bit numbers and texts as values and tensors of one axis.</summary>
internal static class GgufWriter
{
    private const int Alignment = 32;
    private const uint UInt32Type = 4;
    private const uint TextType = 8;
    private const uint Float32Type = 0;

    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<KeyValuePair<string, object>> values, IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<float>>> tensors)
    {
        using var stream = File.Create(path);
        using var writer = new BinaryWriter(stream);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        writer.Write((ulong)values.Count);
        foreach (var (key, value) in values)
        {
            WriteText(writer, key);
            if (value is uint number)
            {
                writer.Write(UInt32Type);
                writer.Write(number);
            }
            else
            {
                writer.Write(TextType);
                WriteText(writer, (string)value);
            }
        }

        var offset = 0L;
        foreach (var (name, numbers) in tensors)
        {
            WriteText(writer, name);
            writer.Write(1u);
            writer.Write((ulong)numbers.Length);
            writer.Write(Float32Type);
            writer.Write((ulong)offset);
            offset = Aligned(offset + (long)numbers.Length * sizeof(float));
        }

        foreach (var (_, numbers) in tensors)
        {
            Pad(writer);
            writer.Write(MemoryMarshal.AsBytes(numbers.Span));
        }

        Pad(writer);
    }

    private static void WriteText(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static void Pad(BinaryWriter writer)
    {
        writer.Flush();
        writer.Write(new byte[Aligned(writer.BaseStream.Position) - writer.BaseStream.Position]);
    }

    private static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;
}
