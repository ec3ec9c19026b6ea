using Guided.Decoding;
using Guided.Decoding.Batching;

namespace Guided.Onnx.Decoders.Batching;

/// <summary>Sequences of an <see cref="OnnxDecoder"/> whose caches lie side by side, so that one pass takes a token of each.</summary>
/// <remarks>
/// <para>
/// GroupQueryAttention on the CPU takes several sequences with one new token each, or one sequence with several. So <see cref="Advance"/> is a
/// pass over the slots 0 … n − 1, where the sequences that take part are moved to if they are elsewhere, and appending to one sequence is
/// a pass over its slot alone.
/// </para>
/// <para>A step of the same sequences as before, within the cache's capacity, allocates nothing on the managed heap.</para>
/// </remarks>
internal sealed class OnnxBatch : IDecoderBatch
{
    private const int FewestSlots = 4;

    private readonly OnnxDecoder _decoder;
    private readonly ForwardPass _stepPass;
    private readonly SingleSequencePass _singlePass;
    private readonly BatchMask _mask;
    private readonly OnnxBatchSequence?[] _slots;
    private BatchCache? _cache;
    private int _boundSlot = -1;
    private int _boundCount = -1;
    private long _step;
    private int _stepRows;
    private bool _disposed;

    public OnnxBatch(OnnxDecoder decoder, int slots)
    {
        _decoder = decoder;
        _slots = new OnnxBatchSequence?[slots];
        _stepPass = new ForwardPass(decoder, initialMask: 0);
        _singlePass = new SingleSequencePass(decoder);
        _mask = new BatchMask(_stepPass);
    }

    public int Slots => _slots.Length;

    public int Count { get; private set; }

    /// <summary>The most bytes that are kept though few slots are in use: making a cache smaller costs time.</summary>
    internal long KeptBytes { get; init; } = BatchCachePool.MostBytes;

    /// <summary>The memory of the caches, in bytes.</summary>
    internal long CacheBytes => _cache?.ByteSize ?? 0;

    public void Reserve(int sequences, int length)
    {
        ThrowIfDisposed();
        Resize(Math.Min(sequences, Slots), Math.Min(length, _decoder.ContextLength));
    }

    public IBatchSequence CreateSequence()
    {
        ThrowIfDisposed();
        if (Count == Slots)
        {
            throw new InvalidOperationException($"All {Slots} slots of the batch are taken: dispose of a sequence first, or make a larger batch.");
        }

        Resize(Count + 1, 1);
        var sequence = new OnnxBatchSequence(this) { Slot = Array.IndexOf(_slots, null) };
        _slots[sequence.Slot] = sequence;
        Count++;
        return sequence;
    }

    public void Advance(ReadOnlySpan<IBatchSequence> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        var longest = Join(sequences, tokens);
        cancellationToken.ThrowIfCancellationRequested();
        Resize(Count, longest);
        var count = sequences.Length;
        MoveTogether(count);
        _mask.LayOut(count, longest, _cache!.Capacity);
        var ids = _stepPass.Ids(count);
        var positions = _stepPass.Positions(count);
        for (var i = 0; i < count; i++)
        {
            var sequence = (OnnxBatchSequence)sequences[i];
            sequence.Joined = (_step, sequence.Slot);
            ids[sequence.Slot] = tokens[i];
            _mask.Set(sequence.Slot, sequence.Length + 1);
            if (!positions.IsEmpty)
            {
                positions[sequence.Slot] = sequence.Length;
            }
        }

        if (_boundCount != count)
        {
            _cache.BindTo(_stepPass.Binding, 0, count);
            _boundCount = count;
        }

        _stepRows = 0;
        _stepPass.Run(count, 1, _mask.Columns, cancellationToken);
        _stepRows = count;
        _stepPass.LastLogits(count);
        foreach (var sequence in sequences)
        {
            ((OnnxBatchSequence)sequence).Length++;
        }
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var sequence in _slots)
        {
            sequence?.IsDisposed = true;
        }

        _stepPass.Dispose(); // the bindings first: they point into the cache
        _singlePass.Dispose();
        ReplaceCache(null);
    }

    /// <summary>Runs the model over tokens of one sequence.</summary>
    internal Span<float> Append(OnnxBatchSequence sequence, ReadOnlySpan<int> tokens, int rows, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        _singlePass.Validate(tokens, rows, sequence.Length);
        cancellationToken.ThrowIfCancellationRequested();
        Resize(Count, sequence.Length + tokens.Length);
        if (_boundSlot != sequence.Slot)
        {
            _cache!.BindTo(_singlePass.Binding, sequence.Slot, 1);
            _boundSlot = sequence.Slot;
        }

        var logits = _singlePass.Append(tokens, rows, sequence.Length, cancellationToken);
        sequence.Length += tokens.Length;
        return logits;
    }

    /// <summary>Copies a sequence into another slot.</summary>
    internal OnnxBatchSequence Fork(OnnxBatchSequence sequence)
    {
        var copy = (OnnxBatchSequence)CreateSequence();
        _cache!.Copy(_cache, sequence.Slot, copy.Slot, sequence.Length);
        copy.Length = sequence.Length;
        return copy;
    }

    /// <summary>The row of a sequence in the last step.</summary>
    internal Span<float> LogitsOf(OnnxBatchSequence sequence) => sequence.Joined.Step == _step && _stepRows > 0
        ? _stepPass.SameLogits(_stepRows).Slice(sequence.Joined.Row * _decoder.VocabularySize, _decoder.VocabularySize)
        : throw new InvalidOperationException("The sequence took no part in the batch's last step.");

    /// <summary>Frees the slot of a sequence, and memory when few slots are left in use. A small cache is kept for the next batch.</summary>
    internal void Release(OnnxBatchSequence sequence)
    {
        _slots[sequence.Slot] = null;
        Count--;
        if (Count == 0)
        {
            ReplaceCache(null);
        }
        else if (_cache!.ByteSize > KeptBytes && _cache.Slots > FewestSlots && Count <= _cache.Slots / 4)
        {
            Rebuild(_cache.Slots / 2, _cache.Capacity);
        }
    }

    // Checks the sequences of a step, marks them, and gives the length of the longest with its new token.
    private int Join(ReadOnlySpan<IBatchSequence> sequences, ReadOnlySpan<int> tokens)
    {
        if (sequences.IsEmpty || sequences.Length != tokens.Length)
        {
            throw new ArgumentException($"There are {sequences.Length} sequences and {tokens.Length} tokens; a step takes one token for each.", nameof(tokens));
        }

        _step++;
        var longest = 0;
        for (var i = 0; i < sequences.Length; i++)
        {
            if (sequences[i] is not OnnxBatchSequence sequence || sequence.Batch != this || sequence.IsDisposed || sequence.Joined.Step == _step)
            {
                throw new ArgumentException($"Sequence {i} is not an open one of this batch, or it is given twice.", nameof(sequences));
            }

            _decoder.CheckToken(tokens[i]);
            if (sequence.Length == _decoder.ContextLength)
            {
                throw new ContextOverflowException(sequence.Length + 1, _decoder.ContextLength);
            }

            sequence.Joined = (_step, -1);
            longest = Math.Max(longest, sequence.Length + 1);
        }

        return longest;
    }

    // Moves the sequences of this step to the first slots.
    private void MoveTogether(int count)
    {
        var outside = count;
        for (var slot = 0; slot < count; slot++)
        {
            if (_slots[slot] is { } there && there.Joined.Step == _step)
            {
                continue;
            }

            while (_slots[outside]?.Joined.Step != _step)
            {
                outside++;
            }

            Exchange(slot, outside);
        }
    }

    private void Exchange(int slot, int other)
    {
        var moved = _slots[other]!;
        var there = _slots[slot];
        if (there is null)
        {
            _cache!.Copy(_cache, other, slot, moved.Length);
        }
        else
        {
            _cache!.Swap(slot, other, Math.Max(there.Length, moved.Length));
            there.Slot = other;
        }

        moved.Slot = slot;
        (_slots[slot], _slots[other]) = (moved, there);
        _boundSlot = -1;
    }

    // Makes room for a number of sequences of a length.
    private void Resize(int slots, int length)
    {
        if (_cache is null)
        {
            var room = Math.Min(Slots, Math.Max(slots, FewestSlots));
            ReplaceCache(_decoder.BatchCaches.Take(room, _decoder.GrownCapacity(_decoder.InitialCapacity / 2, length)));
        }

        if (slots > _cache!.Slots || length > _cache.Capacity)
        {
            var larger = slots > _cache.Slots ? Math.Min(Slots, Math.Max(slots, 2 * _cache.Slots)) : _cache.Slots;
            Rebuild(larger, length > _cache.Capacity ? _decoder.GrownCapacity(_cache.Capacity, length) : _cache.Capacity);
        }
    }

    private void Rebuild(int slots, int capacity)
    {
        var cache = new BatchCache(_decoder, slots, capacity);
        var next = 0;
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            if (_slots[slot] is { } sequence)
            {
                cache.Copy(_cache!, slot, next, sequence.Length);
                _slots[slot] = null;
                _slots[next] = sequence;
                sequence.Slot = next++;
            }
        }

        ReplaceCache(cache);
    }

    private void ReplaceCache(BatchCache? cache)
    {
        if (_cache is not null)
        {
            _decoder.BatchCaches.Return(_cache);
        }

        _cache = cache;
        _boundSlot = -1;
        _boundCount = -1;
    }

    private void ThrowIfDisposed()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _decoder.ThrowIfDisposed();
    }
}
