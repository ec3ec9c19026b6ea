using System.Runtime.InteropServices;
using Guided.Onnx.Decoders;
using Guided.Onnx.Interop;

namespace Guided.DecodeBench.Throughput;

/// <summary>ONNX Runtime alone: one token a step through an IoBinding, the cache updated in place, nothing done with the logits.</summary>
internal sealed unsafe class BareRuns : IDisposable
{
    private readonly OnnxDecoder _decoder;
    private readonly OrtIoBinding _binding;
    private readonly OrtRunOptions _options = new();
    private readonly OrtTensor _ids = new();
    private readonly OrtTensor _mask = new();
    private readonly OrtTensor _logits = new();
    private readonly List<OrtTensor> _cache = [];
    private readonly long[] _token = GC.AllocateArray<long>(1, pinned: true);
    private readonly long[] _ones;
    private readonly float[] _row;
    private int _length;

    /// <summary>Begins a sequence.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="capacity">The tokens there is room for.</param>
    public BareRuns(OnnxDecoder decoder, int capacity)
    {
        _decoder = decoder;
        _binding = new OrtIoBinding(decoder.Session);
        _ones = GC.AllocateUninitializedArray<long>(capacity, pinned: true);
        Array.Fill(_ones, 1);
        _row = GC.AllocateUninitializedArray<float>(decoder.VocabularySize, pinned: true);
        _ids.PointAt(TensorElementType.Int64, Address(_token), [1, 1]);
        _logits.PointAt(TensorElementType.Float, Address(_row), [1, 1, decoder.VocabularySize]);
        _binding.BindInput(decoder.Graph.InputIds, _ids);
        _binding.BindOutput(decoder.Graph.Logits, _logits);
        for (var layer = 0; layer < decoder.Config.Decoder.LayerCount; layer++)
        {
            Bind(decoder.Graph.PastKeys[layer], decoder.Graph.PresentKeys[layer], capacity);
            Bind(decoder.Graph.PastValues[layer], decoder.Graph.PresentValues[layer], capacity);
        }
    }

    /// <summary>Runs the model over one token.</summary>
    public void Step(int token)
    {
        _token[0] = token;
        _length++;
        _mask.PointAt(TensorElementType.Int64, Address(_ones), [1, _length]);
        _binding.BindInput(_decoder.Graph.AttentionMask, _mask);
        _binding.Run(_options);
    }

    /// <summary>Goes back to an empty sequence.</summary>
    public void Reset() => _length = 0;

    public void Dispose()
    {
        _binding.Dispose();
        _cache.ForEach(t => t.Dispose());
        _ids.Dispose();
        _mask.Dispose();
        _logits.Dispose();
        _options.Dispose();
    }

    private static void* Address<T>(T[] values) => (void*)Marshal.UnsafeAddrOfPinnedArrayElement(values, 0);

    private void Bind(byte[] past, byte[] present, int capacity)
    {
        var tensor = _decoder.CacheMemory.Allocate(capacity);
        _cache.Add(tensor);
        _binding.BindInput(past, tensor);
        _binding.BindOutput(present, tensor);
    }
}
