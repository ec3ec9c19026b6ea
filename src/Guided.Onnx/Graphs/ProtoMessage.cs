using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Guided.Onnx.Graphs;

/// <summary>Writes a protobuf message field by field.</summary>
internal sealed class ProtoMessage
{
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>The message so far.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    /// <summary>Copies a field as it was read.</summary>
    public ProtoMessage Raw(ReadOnlyMemory<byte> field)
    {
        _buffer.Write(field.Span);
        return this;
    }

    public ProtoMessage Integer(int number, long value)
    {
        Varint((ulong)number << 3);
        Varint((ulong)value);
        return this;
    }

    public ProtoMessage Float(int number, float value)
    {
        Varint(((ulong)number << 3) | 5);
        BinaryPrimitives.WriteSingleLittleEndian(_buffer.GetSpan(4), value);
        _buffer.Advance(4);
        return this;
    }

    public ProtoMessage Bytes(int number, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)number << 3) | 2);
        Varint((ulong)value.Length);
        _buffer.Write(value);
        return this;
    }

    public ProtoMessage Text(int number, string value) => Bytes(number, Encoding.UTF8.GetBytes(value));

    public ProtoMessage Message(int number, ProtoMessage value) => Bytes(number, value.Written.Span);

    private void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer.Write([(byte)(value | 0x80)]);
            value >>= 7;
        }

        _buffer.Write([(byte)value]);
    }
}
