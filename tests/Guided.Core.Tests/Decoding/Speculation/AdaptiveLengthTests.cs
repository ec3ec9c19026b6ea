using Guided.Decoding;
using Guided.Decoding.Speculation;

namespace Guided.Tests.Decoding.Speculation;

public class AdaptiveLengthTests
{
    [Fact]
    public void Guesses_that_always_fail_are_soon_given_up()
    {
        var vocabulary = Toy.Vocabulary(5);
        using var decoder = new FakeDecoder(vocabulary, 77, lengthBonus: 0) { Edit = (_, row) => (row[3], row[^1], row[^2]) = (-9, -9, -9) };
        using var loop = Toy.Loop(decoder, vocabulary, null, new GenerationOptions { MaxTokens = 400 }, new Stubborn(3));
        var statistics = loop.Run().Statistics;
        Assert.Equal(0, statistics.AcceptedTokens);

        // A guess of one in each of 400 passes would be 400; a bold one of sixteen each time 6,400.
        Assert.InRange(statistics.ProposedTokens, 1, 250);
    }

    [Theory]
    [InlineData(1, 0.02, 16)]
    [InlineData(0.5, 0.02, 4)]
    [InlineData(0.5, 0.3, 1)]
    [InlineData(0.02, 0.05, 0)]
    public void Guesses_go_as_far_as_they_raise_the_tokens_per_time(double chance, double slope, int expected)
    {
        var vocabulary = Toy.Vocabulary(5);
        var cost = new PassCost();
        for (var pass = 0; pass < 400; pass++)
        {
            var tokens = 1 + (pass % 17);
            cost.Observe(tokens, TimeSpan.FromMilliseconds(10 * (1 + (slope * (tokens - 1)))));
        }

        Assert.Equal(slope, cost.OfFurther / cost.OfOne, 2);
        var request = new GenerationRequest { Prompt = new[] { 0 }, Proposers = [new Stubborn(3, (float)chance)] };
        using var speculator = new Speculator(request, vocabulary, [0], 0, cost);
        speculator.Guess(null, 100);
        Assert.Equal(expected, speculator.Count);

        // By definition: no other length gives more tokens per time.
        double Rate(int n) => Enumerable.Range(0, n + 1).Sum(i => Math.Pow(chance, i)) / (1 + (slope * n));
        Assert.Equal(Enumerable.Range(0, 17).MaxBy(Rate), expected);
    }

    [Fact]
    public void The_cost_follows_measurements_and_single_outliers_hardly_move_it()
    {
        var cost = new PassCost();
        for (var pass = 0; pass < 300; pass++)
        {
            var time = 2 + (0.1 * (pass % 5));
            cost.Observe(1 + (pass % 5), TimeSpan.FromMilliseconds(pass % 50 == 49 ? 100 : time));
        }

        Assert.InRange(cost.OfOne, 0.0018, 0.0024);
        Assert.InRange(cost.OfFurther, 0.00004, 0.0002);
        cost.Observe(4000, TimeSpan.FromSeconds(10));
        Assert.InRange(cost.OfOne, 0.0018, 0.0024);
    }

    [Fact]
    public void A_warm_step_with_guesses_allocates_nothing()
    {
        var vocabulary = Toy.Vocabulary(5);
        using var decoder = new Periodic(vocabulary.Size);
        ITokenProposer[] proposers = [new CountProposer(new TokenCounts(1 << 10)), new PromptLookupProposer(vocabulary)];
        using var loop = Toy.Loop(decoder, vocabulary, null, new GenerationOptions { MaxTokens = 5000 }, proposers);
        while (loop.Tokens.Count < 1200)
        {
            loop.Step();
        }

        // Lists and buffers grow by doubling, and have room here.
        var before = GC.GetAllocatedBytesForCurrentThread();
        while (loop.Tokens.Count < 1700)
        {
            loop.Step();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.All(loop.Statistics.Proposers, p => Assert.True(p.ProposedTokens > 0));
    }

    private sealed class Stubborn(int token, float chance = 1) : ITokenProposer
    {
        public int Propose(in ProposalContext context, Span<TokenGuess> destination)
        {
            destination.Fill(new TokenGuess(token, chance));
            return destination.Length;
        }

        public ITokenProposer Fork() => this;
    }

    /// <summary>A model that writes the same dozen tokens over and over, with a slip now and then.</summary>
    private sealed class Periodic(int width) : IDecoder, IDecoderSequence
    {
        private readonly float[] _logits = new float[32 * width];

        public int VocabularySize => width;

        public int ContextLength => 10_000;

        public int Length { get; private set; }

        public IDecoderSequence CreateSequence() => this;

        public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default)
        {
            Length += tokens.Length;
            var logits = _logits.AsSpan(0, rows * width);
            logits.Clear();
            for (var row = 0; row < rows; row++)
            {
                var length = Length - rows + 1 + row;
                logits[(row * width) + (length % 97 == 0 ? 5 : length % 12 % 6)] = 3;
            }

            return logits;
        }

        public void Rewind(int length) => Length = length;

        public IDecoderSequence Fork() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
