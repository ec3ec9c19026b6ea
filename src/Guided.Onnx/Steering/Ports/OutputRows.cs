using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Guided.Onnx.Interop;

namespace Guided.Onnx.Steering.Ports;

/// <summary>An output with one row for each token, in fp32, over memory that is kept from step to step.</summary>
/// <param name="binding">Where it is bound.</param>
/// <param name="name">Its name, UTF-8 with a terminating zero.</param>
/// <param name="type">fp32 or fp16.</param>
/// <param name="width">The length of a row.</param>
/// <param name="hasBatch">Whether its shape is <c>[1, tokens, width]</c> and not <c>[tokens, width]</c>.</param>
internal sealed unsafe class OutputRows(OrtIoBinding binding, byte[] name, TensorElementType type, int width, bool hasBatch) : IDisposable
{
    private readonly OrtTensor _tensor = new();
    private float[] _floats = [];
    private Half[] _halves = [];
    private int _bound;

    private bool IsHalf => type == TensorElementType.Float16;

    /// <summary>Binds the output for a pass over some tokens.</summary>
    public void Bind(int tokens)
    {
        if (tokens == _bound)
        {
            return;
        }

        var elements = checked(tokens * width);
        if (_floats.Length < elements)
        {
            _floats = GC.AllocateUninitializedArray<float>(elements, pinned: true);
            _halves = IsHalf ? GC.AllocateUninitializedArray<Half>(elements, pinned: true) : [];
        }

        var data = (void*)(IsHalf ? Marshal.UnsafeAddrOfPinnedArrayElement(_halves, 0) : Marshal.UnsafeAddrOfPinnedArrayElement(_floats, 0));
        if (hasBatch)
        {
            _tensor.PointAt(type, data, [1, tokens, width]);
        }
        else
        {
            _tensor.PointAt(type, data, [tokens, width]);
        }

        binding.BindOutput(name, _tensor);
        _bound = tokens;
    }

    /// <summary>The rows of the last pass.</summary>
    public ReadOnlySpan<float> Read()
    {
        var elements = _bound * width;
        if (IsHalf)
        {
            TensorPrimitives.ConvertToSingle(_halves.AsSpan(0, elements), _floats);
        }

        return _floats.AsSpan(0, elements);
    }

    public void Dispose() => _tensor.Dispose();
}
