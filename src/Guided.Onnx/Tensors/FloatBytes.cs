using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Guided.Onnx.Tensors;

/// <summary>Little-endian bytes to fp32, piece by piece, so that a large tensor needs no second copy of itself.</summary>
internal static class FloatBytes
{
    private const int PieceBytes = 1 << 16;

    /// <summary>Reads bytes until the span is full; false when there are not as many.</summary>
    public delegate bool Source(Span<byte> bytes);

    public static int SizeOf(StoredType type) => type switch
    {
        StoredType.Float64 => 8,
        StoredType.Float32 => 4,
        StoredType.Float16 or StoredType.BFloat16 => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Only floating-point types have a size here."),
    };

    /// <summary>Fills the destination; false when the source ends too early.</summary>
    public static bool Fill(Span<float> destination, StoredType type, Source source)
    {
        if (type == StoredType.Float32 && BitConverter.IsLittleEndian)
        {
            return source(MemoryMarshal.AsBytes(destination));
        }

        var size = SizeOf(type);
        var piece = new byte[Math.Min((long)destination.Length * size, PieceBytes)];
        while (destination.Length > 0)
        {
            var count = Math.Min(destination.Length, piece.Length / size);
            var bytes = piece.AsSpan(0, count * size);
            if (!source(bytes))
            {
                return false;
            }

            Convert(bytes, type, destination[..count]);
            destination = destination[count..];
        }

        return true;
    }

    private static void Convert(ReadOnlySpan<byte> bytes, StoredType type, Span<float> destination)
    {
        if (type == StoredType.Float16 && BitConverter.IsLittleEndian)
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
            return;
        }

        var size = SizeOf(type);
        for (var index = 0; index < destination.Length; index++)
        {
            var number = bytes.Slice(index * size, size);
            destination[index] = type switch
            {
                StoredType.Float64 => (float)BinaryPrimitives.ReadDoubleLittleEndian(number),
                StoredType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(number),
                StoredType.Float16 => (float)BinaryPrimitives.ReadHalfLittleEndian(number),
                _ => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(number) << 16),
            };
        }
    }
}
