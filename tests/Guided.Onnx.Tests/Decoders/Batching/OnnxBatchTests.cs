using Guided.Decoding;
using Guided.Decoding.Batching;
using Guided.Onnx.Decoders;
using Guided.Onnx.Decoders.Batching;
using Guided.Onnx.Tests.Fixtures;

namespace Guided.Onnx.Tests.Decoders.Batching;

public sealed class OnnxBatchTests
{
    // Other paths through the kernels; up to 3e-5 was measured over 90 tokens in fp32.
    private const float FloatTolerance = 1e-4f;
    private const float HalfTolerance = 2e-2f;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Sequences_that_come_go_fork_and_rewind_give_the_logits_of_each_by_itself(bool half, bool positions)
    {
        using var model = new TinyModel(new TinyModelOptions { Half = half, PositionIds = positions });
        using var decoder = OnnxDecoder.Load(model.Folder, new OnnxDecoderOptions { InitialCapacity = 8 });
        using var batch = decoder.CreateBatch(9);
        var random = new Random(5);
        var open = new List<(IBatchSequence Sequence, List<int> Tokens)>();
        var steps = 0;
        for (var round = 0; round < 120; round++)
        {
            switch (random.Next(6))
            {
                case 0 or 1 when open.Count < 9:
                    var tokens = Random(random, random.Next(1, 20));
                    var sequence = batch.CreateSequence();
                    AssertRow(decoder, tokens, sequence.Append([.. tokens]), half);
                    open.Add((sequence, tokens));
                    break;
                case 2 when open.Count is > 0 and < 9:
                    var (forked, held) = open[random.Next(open.Count)];
                    open.Add((forked.Fork(), [.. held]));
                    break;
                case 3 when open.Count > 0:
                    var leaving = random.Next(open.Count);
                    open[leaving].Sequence.Dispose();
                    open.RemoveAt(leaving);
                    break;
                case 4 when open.Count > 0:
                    var (rewound, text) = open[random.Next(open.Count)];
                    text.RemoveRange(text.Count - Math.Min(text.Count - 1, 3), Math.Min(text.Count - 1, 3));
                    rewound.Rewind(text.Count);
                    break;
                case var _ when open.Count > 0:
                    var part = open.Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next()).ToArray();
                    if (part.Length == 0 || part.Any(p => p.Tokens.Count > 90))
                    {
                        break;
                    }

                    var next = Random(random, part.Length);
                    batch.Advance([.. part.Select(p => p.Sequence)], [.. next]);
                    for (var i = 0; i < part.Length; i++)
                    {
                        part[i].Tokens.Add(next[i]);
                        Assert.Equal(part[i].Tokens.Count, part[i].Sequence.Length);
                        AssertRow(decoder, part[i].Tokens, part[i].Sequence.Logits, half);
                    }

                    steps++;
                    break;
            }

            Assert.Equal(open.Count, batch.Count);
        }

        Assert.True(steps > 20, $"{steps} shared steps");
    }

    [Fact]
    public void Memory_comes_and_goes_with_the_sequences()
    {
        using var model = new TinyModel();
        using var decoder = OnnxDecoder.Load(model.Folder, new OnnxDecoderOptions { InitialCapacity = 8 });
        using var batch = new OnnxBatch(decoder, 32) { KeptBytes = 0 };
        Assert.Equal(0, batch.CacheBytes);
        var sequences = Enumerable.Range(0, 32).Select(_ => batch.CreateSequence()).ToList();
        sequences.ForEach(s => s.Append([1, 2, 3]));
        var full = batch.CacheBytes;
        var refused = Assert.Throws<InvalidOperationException>(() => batch.CreateSequence());
        Assert.Contains("32 slots", refused.Message, StringComparison.Ordinal);

        sequences.Take(28).ToList().ForEach(s => s.Dispose());
        Assert.InRange(batch.CacheBytes, 1, full / 4);
        using var fresh = decoder.CreateSequence();
        fresh.Append([1, 2, 3]);
        batch.Advance([.. sequences.Skip(28)], [7, 7, 7, 7]);
        var expected = fresh.Append([7]).ToArray();
        Assert.All(sequences.Skip(28), s => AssertClose(expected, s.Logits, FloatTolerance));
        sequences.ForEach(s => s.Dispose());
        Assert.Equal((0, 0L), (batch.Count, batch.CacheBytes));
        using var again = batch.CreateSequence();
        Assert.Equal(0, again.Length);
    }

    [Fact]
    public void What_cannot_be_run_is_refused_and_changes_nothing()
    {
        using var model = new TinyModel();
        using var decoder = OnnxDecoder.Load(model.Folder);
        Assert.Throws<ArgumentOutOfRangeException>(() => decoder.CreateBatch(0));
        using var batch = decoder.CreateBatch(3);
        using var other = decoder.CreateBatch(3);
        var sequence = batch.CreateSequence();
        var stranger = other.CreateSequence();
        var gone = batch.CreateSequence();
        gone.Dispose();
        sequence.Append([1, 2, 3]);
        Assert.Throws<ArgumentException>(() => batch.Advance([], []));
        Assert.Throws<ArgumentException>(() => batch.Advance([sequence], [1, 2]));
        Assert.Throws<ArgumentException>(() => batch.Advance([sequence, sequence], [1, 2]));
        Assert.Throws<ArgumentException>(() => batch.Advance([stranger], [1]));
        Assert.Throws<ArgumentException>(() => batch.Advance([gone], [1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Advance([sequence], [decoder.VocabularySize]));
        Assert.Throws<InvalidOperationException>(() => sequence.Logits.Length);
        Assert.Throws<OperationCanceledException>(() => batch.Advance([sequence], [1], new CancellationToken(true)));
        Assert.Throws<ObjectDisposedException>(() => gone.Append([1]));
        Assert.Equal(3, sequence.Length);
        sequence.Append(Enumerable.Repeat(1, decoder.ContextLength - 3).ToArray());
        Assert.Throws<ContextOverflowException>(() => batch.Advance([sequence], [1]));
        batch.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sequence.Append([1]));
    }

    [Fact]
    public void A_warm_step_allocates_nothing()
    {
        using var model = new TinyModel();
        using var decoder = OnnxDecoder.Load(model.Folder, new OnnxDecoderOptions { InitialCapacity = 200 });
        using var batch = decoder.CreateBatch(4);
        var sequences = Enumerable.Range(0, 4).Select(_ => batch.CreateSequence()).ToArray();
        int[] tokens = [1, 2, 3, 4];
        for (var step = 0; step < 70; step++)
        {
            batch.Advance(sequences, tokens);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 50; step++)
        {
            batch.Advance(sequences, tokens);
            sequences[0].Logits[0] = 0;
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static List<int> Random(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(1, 90))];

    private static void AssertRow(OnnxDecoder decoder, List<int> tokens, ReadOnlySpan<float> actual, bool half)
    {
        using var fresh = decoder.CreateSequence();
        AssertClose(fresh.Append([.. tokens]), actual, half ? HalfTolerance : FloatTolerance);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.InRange(actual[i], expected[i] - tolerance, expected[i] + tolerance);
        }
    }
}
