using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Guided.Onnx.Interop;

namespace Guided.Onnx.Decoders;

/// <summary>The output <c>[batch, n, vocabulary]</c> and its rows in fp32.</summary>
/// <remarks>The memory is managed, so that a caller who keeps a row past its time reads stale numbers and never freed memory.</remarks>
internal sealed unsafe class LogitsBuffer(OrtIoBinding binding, byte[] name, TensorElementType type, int width) : IDisposable
{
    private const int RowsKept = 16;

    private readonly OrtTensor _tensor = new();
    private float[] _floats = [];
    private Half[] _halves = [];
    private int _capacity;
    private (int Batch, int Tokens) _bound;

    private bool IsHalf => type == TensorElementType.Float16;

    /// <summary>Binds the output for a run over n tokens of each sequence.</summary>
    public void Bind(int batch, int tokens)
    {
        // The room of a long prompt is given back at the next short step.
        var rows = batch * tokens;
        if (rows > _capacity || (_capacity > 4 * RowsKept && rows <= RowsKept))
        {
            _capacity = Math.Max(rows, Math.Min(2 * _capacity, RowsKept));
            var elements = checked(_capacity * width);
            _floats = IsHalf ? [] : GC.AllocateUninitializedArray<float>(elements, pinned: true);
            _halves = IsHalf ? GC.AllocateUninitializedArray<Half>(elements, pinned: true) : [];
            _bound = default;
        }

        if ((batch, tokens) != _bound)
        {
            var data = IsHalf ? Marshal.UnsafeAddrOfPinnedArrayElement(_halves, 0) : Marshal.UnsafeAddrOfPinnedArrayElement(_floats, 0);
            _tensor.PointAt(type, (void*)data, [batch, tokens, width]);
            binding.BindOutput(name, _tensor);
            _bound = (batch, tokens);
        }
    }

    /// <summary>The last rows of the run.</summary>
    public Span<float> Last(int rows)
    {
        var start = ((_bound.Batch * _bound.Tokens) - rows) * width;
        var elements = rows * width;
        if (!IsHalf)
        {
            return _floats.AsSpan(start, elements);
        }

        if (_floats.Length < elements)
        {
            _floats = GC.AllocateUninitializedArray<float>(elements);
        }

        TensorPrimitives.ConvertToSingle(_halves.AsSpan(start, elements), _floats);
        return _floats.AsSpan(0, elements);
    }

    /// <summary>The rows that <see cref="Last"/> gave, without converting them again.</summary>
    public Span<float> Same(int rows) => IsHalf ? _floats.AsSpan(0, rows * width) : Last(rows);

    public void Dispose() => _tensor.Dispose();
}
