using System.Buffers.Binary;
using System.Text;

namespace Guided.Onnx.Graphs;

/// <summary>One field of a protobuf message, with its bytes as they stand in the file.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Raw">The whole field, its tag included, to be copied where nothing changes.</param>
/// <param name="Content">The value of a length-delimited or fixed-width field; empty for a number.</param>
/// <param name="Integer">The value of a number; 0 otherwise.</param>
internal readonly record struct ProtoField(int Number, ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Content, long Integer)
{
    private const int Varint = 0, Fixed64 = 1, LengthDelimited = 2, Fixed32 = 5;

    /// <summary>The value as text.</summary>
    public string Text => Encoding.UTF8.GetString(Content.Span);

    /// <summary>The value as a 32-bit float.</summary>
    public float Float => BinaryPrimitives.ReadSingleLittleEndian(Content.Span);

    /// <summary>Splits a message into its fields, in order.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a protobuf message.</exception>
    public static List<ProtoField> ReadAll(ReadOnlyMemory<byte> message)
    {
        var fields = new List<ProtoField>();
        var at = 0;
        while (at < message.Length)
        {
            var start = at;
            var tag = ReadVarint(message.Span, ref at);
            var content = ReadOnlyMemory<byte>.Empty;
            long integer = 0;
            switch ((int)(tag & 7))
            {
                case Varint:
                    integer = (long)ReadVarint(message.Span, ref at);
                    break;
                case Fixed64:
                    content = Take(message, ref at, 8);
                    break;
                case LengthDelimited:
                    content = Take(message, ref at, (long)ReadVarint(message.Span, ref at));
                    break;
                case Fixed32:
                    content = Take(message, ref at, 4);
                    break;
                default:
                    throw Damaged(start);
            }

            fields.Add(new ProtoField((int)(tag >> 3), message[start..at], content, integer));
        }

        return fields;
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> message, ref int at, long length)
    {
        if (length < 0 || length > message.Length - at)
        {
            throw Damaged(at);
        }

        var taken = message.Slice(at, (int)length);
        at += (int)length;
        return taken;
    }

    private static ulong ReadVarint(ReadOnlySpan<byte> message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at == message.Length)
            {
                throw Damaged(at);
            }

            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw Damaged(at);
    }

    private static InvalidDataException Damaged(int offset) => new($"The bytes are not a protobuf message: damaged at offset {offset}.");
}
