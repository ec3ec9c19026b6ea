using System.Runtime.InteropServices;
using Guided.Onnx.Graphs;
using Guided.Onnx.Interop;
using Guided.Steering;

namespace Guided.Onnx.Steering.Ports;

/// <summary>The inputs of one layer's port for one sequence.</summary>
internal sealed unsafe class SteeringInputTensors : IDisposable
{
    private readonly SteeringLayer _layer;
    private readonly OrtIoBinding _binding;
    private readonly FloatInput _scales;
    private readonly FloatInput _offsets;
    private readonly FloatInput? _renormalize;

    public SteeringInputTensors(OrtIoBinding binding, SteeringProgram program, SteeringLayer layer, bool usesDevice)
    {
        _binding = binding;
        _layer = layer;
        FloatInput Input(string part, int width) => new(binding, Name(part), width, usesDevice);
        _scales = Input(SteeringInputs.Scale, layer.Count);
        _offsets = Input(SteeringInputs.Offset, layer.Count);
        _renormalize = program.Specification.Renormalize ? Input(SteeringInputs.Renormalize, 1) : null;

        Bind(SteeringInputs.Encoder, layer.Encoder, [layer.Rows, layer.Count]);
        Bind(SteeringInputs.Bias, layer.Bias, [layer.Count]);
        Bind(SteeringInputs.Threshold, layer.Threshold, [layer.Count]);
        Bind(SteeringInputs.Floor, layer.Floor, [layer.Count]);
        Bind(SteeringInputs.Decoder, layer.Decoder, [layer.Count, program.Port.Width]);
        if (program.Port.Capabilities.HasFlag(SteeringCapabilities.Conditions))
        {
            Bind(SteeringInputs.Condition, layer.Condition, [layer.Rows, layer.Count]);
            Bind(SteeringInputs.ConditionThreshold, layer.ConditionThreshold, [layer.Count]);
        }
    }

    /// <summary>Works out how strongly the layer is steered at the next tokens, and binds that.</summary>
    public void Prepare(SteeringRun run, ReadOnlySpan<int> tokens, int position)
    {
        run.Fill(_layer, tokens, position, _scales.Reserve(tokens.Length), _offsets.Reserve(tokens.Length));
        _scales.Bind(tokens.Length);
        _offsets.Bind(tokens.Length);
        if (_renormalize is not null)
        {
            _renormalize.Reserve(tokens.Length).Fill(1);
            _renormalize.Bind(tokens.Length);
        }
    }

    public void Dispose()
    {
        _scales.Dispose();
        _offsets.Dispose();
        _renormalize?.Dispose();
    }

    private byte[] Name(string part) => Utf8.Terminated(SteeringInputs.Name(_layer.Layer, part));

    // The binding keeps the tensor, and the sequence keeps the program, whose arrays are pinned.
    private void Bind(string part, float[] values, ReadOnlySpan<long> shape)
    {
        using var tensor = new OrtTensor();
        tensor.PointAt(TensorElementType.Float, (void*)Marshal.UnsafeAddrOfPinnedArrayElement(values, 0), shape);
        _binding.BindInput(Name(part), tensor);
    }
}
