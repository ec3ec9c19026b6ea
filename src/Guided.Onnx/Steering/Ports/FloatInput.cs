using System.Runtime.InteropServices;
using Guided.Onnx.Interop;

namespace Guided.Onnx.Steering.Ports;

/// <summary>An fp32 input whose first axes are <c>[1, tokens]</c>, over memory that is kept from step to step.</summary>
internal sealed unsafe class FloatInput(OrtIoBinding binding, byte[] name, int width, bool usesDevice) : IDisposable
{
    private readonly OrtTensor _tensor = new();
    private float[] _values = [];
    private int _bound;

    /// <summary>The elements for some tokens, to be written before they are bound.</summary>
    public Span<float> Reserve(int tokens)
    {
        var elements = tokens * width;
        if (elements > _values.Length)
        {
            _values = GC.AllocateUninitializedArray<float>(elements, pinned: true);
            _bound = 0;
        }

        return _values.AsSpan(0, elements);
    }

    /// <summary>Binds the elements for some tokens. On a device binding copies them, so it is done at every step there.</summary>
    public void Bind(int tokens)
    {
        if (tokens != _bound || usesDevice)
        {
            _tensor.PointAt(TensorElementType.Float, (void*)Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0), [1, tokens, width]);
            binding.BindInput(name, _tensor);
            _bound = tokens;
        }
    }

    public void Dispose() => _tensor.Dispose();
}
