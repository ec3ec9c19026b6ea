using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Batching;

/// <summary>A fake model whose batches can be watched: what is open, and which passes ran.</summary>
internal sealed class TrackedDecoder(Vocabulary vocabulary, ulong seed) : IBatchDecoder
{
    private readonly FakeDecoder _inner = new(vocabulary, seed);

    public List<Batch> Batches { get; } = [];

    /// <summary>The tokens of each pass in order; those of shared passes negative.</summary>
    public List<int> Passes { get; } = [];

    /// <summary>Holds up the first pass until it is set, so that every request is there by then.</summary>
    public ManualResetEventSlim Ready { get; } = new(initialState: true);

    /// <summary>Called before each pass with the number of passes before it.</summary>
    public Action<int>? OnPass { get; set; }

    public int VocabularySize => _inner.VocabularySize;

    public int ContextLength => _inner.ContextLength;

    public bool CanBatch { get; init; } = true;

    public IDecoderSequence CreateSequence() => _inner.CreateSequence();

    public IDecoderBatch CreateBatch(int slots)
    {
        Batches.Add(new Batch(this, slots));
        return Batches[^1];
    }

    public void Dispose() => Ready.Dispose();

    private void Note(int tokens)
    {
        Ready.Wait();
        Passes.Add(tokens);
        OnPass?.Invoke(Passes.Count - 1);
    }

    internal sealed class Batch(TrackedDecoder owner, int slots) : IDecoderBatch
    {
        private readonly SequenceBatch _inner = new(owner._inner, slots);

        public bool IsDisposed { get; private set; }

        public int Slots => _inner.Slots;

        public int Count => _inner.Count;

        public int Opened { get; private set; }

        public void Reserve(int sequences, int length)
        {
        }

        public IBatchSequence CreateSequence()
        {
            Opened++;
            return new Sequence(owner, _inner.CreateSequence());
        }

        public void Advance(ReadOnlySpan<IBatchSequence> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
        {
            owner.Note(-tokens.Length);
            _inner.Advance(sequences.ToArray().Select(s => ((Sequence)s).Inner).ToArray(), tokens, cancellationToken);
        }

        public void Dispose()
        {
            IsDisposed = true;
            _inner.Dispose();
        }
    }

    private sealed class Sequence(TrackedDecoder owner, IBatchSequence inner) : IBatchSequence
    {
        public IBatchSequence Inner => inner;

        public int Length => inner.Length;

        public Span<float> Logits => inner.Logits;

        public Span<float> Append(ReadOnlySpan<int> tokens, int rows, CancellationToken cancellationToken)
        {
            owner.Note(tokens.Length);
            return inner.Append(tokens, rows, cancellationToken);
        }

        public void Rewind(int length) => inner.Rewind(length);

        public IBatchSequence Fork() => new Sequence(owner, inner.Fork());

        public void Dispose() => inner.Dispose();
    }
}
