using Guided.Automata;
using Guided.Decoding;
using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding;

public class AllocationTests
{
    [Theory]
    [InlineData(0, null, null, null, true)]
    [InlineData(0, null, null, null, false)]
    [InlineData(1, null, null, null, true)]
    [InlineData(1, null, null, null, false)]
    [InlineData(1, 5, null, null, true)]
    [InlineData(1, null, 0.9f, null, true)]
    [InlineData(1.3f, 20, 0.95f, 0.01f, true)]
    public void A_warm_step_allocates_nothing(float temperature, int? topK, float? topP, float? minP, bool opportunistic)
    {
        var options = new GenerationOptions
        {
            Temperature = temperature,
            TopK = topK,
            TopP = topP,
            MinP = minP,
            Seed = 3,
            OpportunisticMasking = opportunistic,
        };
        foreach (var grammar in new ITokenAutomaton?[] { null, new Loop(sparse: false), new Loop(sparse: true) })
        {
            var isUnmasked = opportunistic && (topK, topP) is (null, null) && grammar is not null && (temperature == 0 || grammar.Start.IsWide);
            AssertAllocatesNothing(options, grammar, isUnmasked);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.8f)]
    public void A_warm_step_with_penalties_and_constraints_allocates_nothing(float temperature)
    {
        var options = new GenerationOptions
        {
            Temperature = temperature,
            TypicalP = 0.9f,
            Seed = 3,
            LogitBias = new Dictionary<int, float> { [12] = 2, [14] = float.NegativeInfinity },
            RepetitionPenalty = 1.2f,
            FrequencyPenalty = 0.1f,
            PresencePenalty = 0.1f,
            NoRepeatNgram = 4,
            BadWords = new BadWordsOptions("\u0011\u0012", "\u0015") { Sequences = [[17], [11, 12], [13, 12, 11]] },
        };
        foreach (var grammar in new ITokenAutomaton?[] { null, new Loop(sparse: false), new Loop(sparse: true) })
        {
            AssertAllocatesNothing(options, grammar, isUnmasked: temperature == 0 && grammar is not null);
        }
    }

    private static void AssertAllocatesNothing(GenerationOptions options, ITokenAutomaton? grammar, bool isUnmasked)
    {
        var bytes = Allocated.Bytes(() =>
        {
            var loop = Toy.Loop(new Steady(Loop.Letters.Size), Loop.Letters, grammar, options);

            // Lists grow by doubling: from 300 to 500 tokens they do not.
            for (var step = 0; step < 300; step++)
            {
                Assert.True(loop.Step());
            }

            return () =>
            {
                for (var step = 0; step < 200; step++)
                {
                    loop.Step();
                }

                if (loop.Tokens.Count != 500 || loop.Statistics.UnmaskedTokens is var n && (isUnmasked ? n is < 1 or > 499 : n != 0))
                {
                    Assert.Fail($"{loop.Tokens.Count} tokens, {loop.Statistics.UnmaskedTokens} unmasked");
                }
            };
        });
        Assert.Equal(0, bytes);
    }

    /// <summary>All texts of even length over some of the letters; two states with cached masks.</summary>
    private sealed class Loop : ITokenAutomaton
    {
        public static readonly Vocabulary Letters = Toy.Of([.. Enumerable.Range(0, 200).Select(i => ((char)i).ToString())]);
        private readonly State _even;

        public Loop(bool sparse)
        {
            var tokens = Enumerable.Range(10, sparse ? 20 : 150).ToArray();
            _even = new State(tokens, true);
            _even.Other = new State(tokens, false) { Other = _even };
        }

        public Vocabulary Vocabulary => Letters;

        public ITokenState Start => _even;

        private sealed class State(int[] tokens, bool isAccepting) : ITokenState
        {
            private readonly TokenMask _mask = tokens.Length < 100
                ? TokenMask.Of(Letters.Size, isAccepting ? [.. tokens, 201, 202] : tokens)
                : Dense(isAccepting ? [.. tokens, 201, 202] : tokens);

            public State? Other { get; set; }

            public bool IsAccepting => isAccepting;

            public int TokensToEnd => isAccepting ? 0 : 1;

            public TokenMask GetMask(CancellationToken cancellationToken = default) => _mask;

            public ITokenState? Advance(int token) => Array.IndexOf(tokens, token) >= 0 ? Other : null;

            public int CopyForcedBytes(Span<byte> destination) => 0;

            private static TokenMask Dense(int[] ids)
            {
                var words = new ulong[(Letters.Size + 63) / 64];
                foreach (var id in ids)
                {
                    words[id >> 6] |= 1UL << (id & 63);
                }

                return new TokenMask(Letters.Size, words, []);
            }
        }
    }

    /// <summary>A model that never wants to end.</summary>
    private sealed class Steady(int width) : IDecoder, IDecoderSequence
    {
        private readonly float[] _logits = new float[width];

        public int VocabularySize => width;

        public int ContextLength => 10_000;

        public int Length { get; private set; }

        public IDecoderSequence CreateSequence() => this;

        public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default)
        {
            Length += tokens.Length;
            for (var i = 0; i < width; i++)
            {
                _logits[i] = (Length * 7919 + i * 104729) % 1000 / 250f;
            }

            _logits.AsSpan(^2..).Fill(-60);
            return _logits;
        }

        public void Rewind(int length) => Length = length;

        public IDecoderSequence Fork() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
