using System.Runtime.InteropServices;
using Guided.Onnx.Interop;

namespace Guided.Onnx.Decoders;

/// <summary>An int64 input <c>[batch, n]</c> over memory that is kept from step to step and bound again only when its shape changes.</summary>
internal sealed unsafe class InputRow : IDisposable
{
    private readonly OrtIoBinding _binding;
    private readonly byte[] _name;
    private readonly bool _usesDevice;
    private readonly long _initial;
    private readonly OrtTensor _tensor = new();
    private long[] _values = [];
    private (int Batch, int Length) _bound;

    /// <summary>Makes the input.</summary>
    /// <param name="binding">Where it is bound.</param>
    /// <param name="name">Its name, UTF-8 with a terminating zero.</param>
    /// <param name="usesDevice">Whether the values may go to a device: binding then copies them there, so it has to be done at every step.</param>
    /// <param name="initial">The value its elements start with.</param>
    public InputRow(OrtIoBinding binding, byte[] name, bool usesDevice, long initial = 0) =>
        (_binding, _name, _usesDevice, _initial) = (binding, name, usesDevice, initial);

    /// <summary>The first elements, to be written before they are bound. Up to a length asked for before, nothing is allocated on the managed heap.</summary>
    public Span<long> Reserve(int length)
    {
        if (length > _values.Length)
        {
            _values = GC.AllocateUninitializedArray<long>(length, pinned: true);
            Array.Fill(_values, _initial);
            _bound = default;
        }

        return _values.AsSpan(0, length);
    }

    /// <summary>Binds the first elements as the input.</summary>
    public void Bind(int batch, int length)
    {
        if ((batch, length) != _bound || _usesDevice)
        {
            var data = (void*)Marshal.UnsafeAddrOfPinnedArrayElement(_values, 0);
            _tensor.PointAt(TensorElementType.Int64, data, [batch, length]);
            _binding.BindInput(_name, _tensor);
            _bound = (batch, length);
        }
    }

    public void Dispose() => _tensor.Dispose();
}
