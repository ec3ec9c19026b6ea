using Guided.Onnx.Interop;
using Guided.Onnx.Models;

namespace Guided.Onnx.Decoders.Batching;

/// <summary>The keys and values of several sequences in the CPU's memory: per layer two blocks <c>[slots, heads, capacity, head size]</c>.</summary>
internal sealed unsafe class BatchCache : IDisposable
{
    private readonly OnnxDecoder _decoder;
    private readonly CacheBlock[] _blocks;
    private readonly OrtTensor _view = new();
    private readonly int _heads;
    private readonly int _headSize;
    private readonly long _tokenBytes;

    public BatchCache(OnnxDecoder decoder, int slots, int capacity)
    {
        _decoder = decoder;
        Slots = slots;
        Capacity = capacity;
        _heads = decoder.Config.Decoder.KeyValueHeads;
        _headSize = decoder.Config.Decoder.HeadSize;
        _tokenBytes = (long)_headSize * decoder.Graph.CacheType.SizeOf();
        _blocks = new CacheBlock[2 * decoder.Config.Decoder.LayerCount];
        try
        {
            for (var block = 0; block < _blocks.Length; block++)
            {
                _blocks[block] = new CacheBlock(slots * SlotBytes);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The sequences there is room for.</summary>
    public int Slots { get; }

    /// <summary>The tokens of each sequence there is room for.</summary>
    public int Capacity { get; }

    /// <summary>The memory of all blocks.</summary>
    public long ByteSize => _blocks.Length * Slots * SlotBytes;

    private long HeadBytes => Capacity * _tokenBytes;

    private long SlotBytes => _heads * HeadBytes;

    /// <summary>Binds the slots from one on as both past and present.</summary>
    public void BindTo(OrtIoBinding binding, int firstSlot, int count)
    {
        var graph = _decoder.Graph;
        for (var layer = 0; layer < graph.PastKeys.Length; layer++)
        {
            Bind(binding, graph, graph.PastKeys[layer], graph.PresentKeys[layer], _blocks[2 * layer], firstSlot, count);
            Bind(binding, graph, graph.PastValues[layer], graph.PresentValues[layer], _blocks[(2 * layer) + 1], firstSlot, count);
        }
    }

    /// <summary>Copies the first tokens of a slot, of this cache or another.</summary>
    public void Copy(BatchCache source, int sourceSlot, int slot, int length)
    {
        var bytes = length * _tokenBytes;
        for (var block = 0; block < _blocks.Length; block++)
        {
            var from = source._blocks[block].Data + (sourceSlot * source.SlotBytes);
            var to = _blocks[block].Data + (slot * SlotBytes);
            for (var head = 0; head < _heads; head++)
            {
                Buffer.MemoryCopy(from + (head * source.HeadBytes), to + (head * HeadBytes), bytes, bytes);
            }
        }
    }

    /// <summary>Exchanges the first tokens of two slots.</summary>
    public void Swap(int first, int second, int length)
    {
        const int Step = 4096;
        var buffer = stackalloc byte[Step];
        var bytes = length * _tokenBytes;
        for (var block = 0; block < _blocks.Length; block++)
        {
            for (var head = 0; head < _heads; head++)
            {
                var x = _blocks[block].Data + (first * SlotBytes) + (head * HeadBytes);
                var y = _blocks[block].Data + (second * SlotBytes) + (head * HeadBytes);
                for (long at = 0; at < bytes; at += Step)
                {
                    var part = Math.Min(Step, bytes - at);
                    Buffer.MemoryCopy(x + at, buffer, Step, part);
                    Buffer.MemoryCopy(y + at, x + at, part, part);
                    Buffer.MemoryCopy(buffer, y + at, part, part);
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (var block in _blocks)
        {
            block?.Dispose();
        }

        _view.Dispose();
    }

    private void Bind(OrtIoBinding binding, DecoderGraph graph, byte[] past, byte[] present, CacheBlock block, int firstSlot, int count)
    {
        _view.PointAt(graph.CacheType, block.Data + (firstSlot * SlotBytes), [count, _heads, Capacity, _headSize]);
        binding.BindInput(past, _view);
        binding.BindOutput(present, _view);
    }
}
