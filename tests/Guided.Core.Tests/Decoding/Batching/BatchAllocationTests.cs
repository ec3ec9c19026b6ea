using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Decoding.Speculation;

namespace Guided.Tests.Decoding.Batching;

public class BatchAllocationTests
{
    private const int Width = 100;

    [Fact]
    public void A_warm_shared_step_allocates_nothing()
    {
        var vocabulary = Toy.Of([.. Enumerable.Range(0, Width - 3).Select(i => ((char)(i + 33)).ToString())]);
        var options = new BatchOptions { MaxBatch = 4 };
        using var worker = new BatchWorker(new SteadyBatch(), options, new BatchCounters(4), (g, e) => g.End(e), new PassCost());
        for (var i = 0; i < 4; i++)
        {
            var request = new GenerationRequest { Prompt = new[] { 1, 2, 3 }, Options = new() { Temperature = i % 2, Seed = i, TopK = 5 } };
            worker.Add(new BatchedGeneration(new Generation(request, vocabulary, 5000), streams: false, default));
        }

        // Lists of tokens grow by doubling: from 300 to 500 tokens they do not.
        for (var step = 0; step < 300; step++)
        {
            worker.Step(default);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 200; step++)
        {
            worker.Step(default);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4, worker.Count);
    }

    /// <summary>A model that never wants to end and allocates nothing.</summary>
    private sealed class SteadyBatch : IDecoderBatch
    {
        public int Slots => 4;

        public int Count => 4;

        public void Reserve(int sequences, int length)
        {
        }

        public IBatchSequence CreateSequence() => new Sequence();

        public void Advance(ReadOnlySpan<IBatchSequence> sequences, ReadOnlySpan<int> tokens, CancellationToken cancellationToken = default)
        {
            for (var i = 0; i < sequences.Length; i++)
            {
                ((Sequence)sequences[i]).Advance(tokens[i]);
            }
        }

        public void Dispose()
        {
        }
    }

    private sealed class Sequence : IBatchSequence
    {
        private readonly float[] _logits = new float[Width];

        public int Length { get; private set; }

        public Span<float> Logits => _logits;

        public void Advance(int token)
        {
            Length++;
            for (var i = 0; i < Width; i++)
            {
                _logits[i] = ((Length * 7919) + (i * 104729) + token) % 1000 / 250f;
            }

            _logits.AsSpan(^2..).Fill(-60);
        }

        public Span<float> Append(ReadOnlySpan<int> tokens, int rows, CancellationToken cancellationToken)
        {
            foreach (var token in tokens)
            {
                Advance(token);
            }

            return _logits;
        }

        public void Rewind(int length) => Length = length;

        public IBatchSequence Fork() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
