using Guided.Decoding;
using Guided.Decoding.Speculation;

namespace Guided.Tests.Decoding;

public class SpeculationEqualityTests
{
    private static readonly GenerationOptions[] Modes =
    [
        new(),
        new() { Temperature = 1, Seed = 11 },
        new() { Temperature = 1.7f, TopK = 3, Seed = 12 },
        new() { Temperature = 0.8f, TopP = 0.8f, MinP = 0.05f, Seed = 13 },
    ];

    [Fact]
    public void Tokens_are_equal_with_and_without_guessing()
    {
        var (plainPasses, guessedPasses, accepted, rejected) = (0, 0, 0, 0);
        for (var test = 0; test < 400; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test);
            var grammar = new FiniteAutomaton(vocabulary, Toy.Language(random));
            var options = Modes[test % Modes.Length] with { MaxTokens = grammar.Start.TokensToEnd + 1 + random.Next(12) };
            int[] prompt = [Toy.StartToken(vocabulary), .. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(6))];
            GenerationResult Generate(bool skip, params ITokenProposer[] proposers)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test);
                using var loop = new DecodeLoop(decoder, vocabulary, new GenerationRequest
                {
                    Prompt = prompt,
                    Grammar = grammar,
                    Options = options with { SkipForcedPasses = skip, MaxProposedTokens = 1 + (test % 5) },
                    Proposers = proposers,
                });
                return loop.Run();
            }

            var expected = Generate(false);
            Assert.True(grammar.Start.TokensToEnd <= expected.Tokens.Count || expected.Tokens.Count == 0);
            GenerationResult[] others =
            [
                Generate(true),
                Generate(true, new ForcedTokenProposer(new ToyTokenizer(vocabulary))),
                Generate(false, new ForcedTokenProposer(new ToyTokenizer(vocabulary))),
                Generate(true, new RandomProposer(grammar, test)),
                Generate(false, new RandomProposer(grammar, test), new ForcedTokenProposer(new ToyTokenizer(vocabulary))),
            ];
            foreach (var other in others)
            {
                Assert.Equal(expected.Tokens, other.Tokens);
                Assert.Equal((expected.FinishReason, expected.EndToken), (other.FinishReason, other.EndToken));
                Assert.True(other.Statistics.ForwardPasses <= expected.Statistics.ForwardPasses);
                accepted += other.Statistics.AcceptedTokens;
                rejected += other.Statistics.ProposedTokens - other.Statistics.AcceptedTokens;
            }

            plainPasses += expected.Statistics.ForwardPasses;
            guessedPasses += others[1].Statistics.ForwardPasses;
        }

        Assert.True(accepted > 500 && rejected > 500, $"accepted {accepted}, rejected {rejected}");
        Assert.True(guessedPasses < 0.8 * plainPasses, $"{guessedPasses} of {plainPasses} passes");
    }

    [Fact]
    public void Tokens_are_equal_without_a_grammar()
    {
        for (var test = 0; test < 100; test++)
        {
            var vocabulary = Toy.Vocabulary(test);
            var options = Modes[test % Modes.Length] with { MaxTokens = 1 + (test % 30) };
            int[] Generate(params ITokenProposer[] proposers)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test, lengthBonus: 0);
                using var loop = Toy.Loop(decoder, vocabulary, null, options, proposers);
                return [.. loop.Run().Tokens];
            }

            var expected = Generate();
            Assert.Equal(expected, Generate(new EchoProposer(expected, test)));
        }
    }

    [Fact]
    public void Right_guesses_leave_one_pass_for_many_tokens()
    {
        var vocabulary = Toy.Vocabulary(5);
        using var decoder = new FakeDecoder(vocabulary, 77, lengthBonus: 0) { Edit = (_, row) => row.AsSpan(^2..).Fill(-9) };
        int[] Generate(out GenerationStatistics statistics, params ITokenProposer[] proposers)
        {
            var options = new GenerationOptions { MaxTokens = 20, MaxProposedTokens = 4 };
            using var loop = Toy.Loop(decoder, vocabulary, null, options, proposers);
            var result = loop.Run();
            statistics = result.Statistics;
            return [.. result.Tokens];
        }

        var expected = Generate(out var plain);
        Assert.Equal(20, expected.Length);
        Assert.Equal(20, plain.ForwardPasses);
        Assert.Equal(expected, Generate(out var guessed, new EchoProposer(expected, mistakes: 0)));
        Assert.Equal((4, 16, 16), (guessed.ForwardPasses, guessed.ProposedTokens, guessed.AcceptedTokens));
    }

    [Fact]
    public void A_guess_outside_the_vocabulary_is_refused()
    {
        var vocabulary = Toy.Vocabulary(1);
        using var decoder = new FakeDecoder(vocabulary, 1);
        using var loop = Toy.Loop(decoder, vocabulary, proposers: new EchoProposer([9999], 0));
        var error = Assert.Throws<InvalidOperationException>(() => loop.Step());
        Assert.Contains("EchoProposer proposed token 9999", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => loop.Step());
        Assert.Equal(0, loop.Statistics.ProposedTokens);
    }

    /// <summary>Guesses allowed tokens at random, so that most guesses are wrong somewhere.</summary>
    private sealed class RandomProposer(FiniteAutomaton grammar, int seed) : ITokenProposer
    {
        private readonly Random _random = new(seed);

        public int Propose(in ProposalContext context, Span<TokenGuess> destination)
        {
            var state = context.State!;
            var text = Toy.TextOf(grammar.Vocabulary, context.Generated.ToArray());
            Assert.Equal(text, state.ToString());
            var count = 0;
            while (count < destination.Length && _random.Next(5) > 0)
            {
                var allowed = state.GetMask().ToArray();
                destination[count++] = new TokenGuess(allowed[_random.Next(allowed.Length)], 0.9f);
                if (state.Advance(destination[count - 1].Token) is not { } next)
                {
                    break;
                }

                state = next;
            }

            return count;
        }

        public ITokenProposer Fork() => new RandomProposer(grammar, seed);
    }

    /// <summary>Guesses a known output, with a mistake now and then.</summary>
    private sealed class EchoProposer(int[] output, int mistakes) : ITokenProposer
    {
        public int Propose(in ProposalContext context, Span<TokenGuess> destination)
        {
            var from = context.Generated.Length;
            var count = Math.Min(destination.Length, output.Length - from);
            for (var i = 0; i < count; i++)
            {
                destination[i] = new TokenGuess(mistakes > 0 && (from + i) % (2 + (mistakes % 7)) == 1 ? 0 : output[from + i], 1);
            }

            return Math.Max(0, count);
        }

        public ITokenProposer Fork() => this;
    }
}
