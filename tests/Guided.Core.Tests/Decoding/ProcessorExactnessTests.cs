using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Speculation;
using Guided.Processors;
using Guided.Tests.Processors;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding;

/// <summary>With every processor, guessing tokens and choosing before masking change nothing.</summary>
public class ProcessorExactnessTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(0.9f)]
    public void Tokens_are_equal_with_and_without_guessing(float temperature)
    {
        var (accepted, overridden, unmasked, limited) = (0, 0, 0, 0);
        for (var test = 0; test < 300; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 40);
            var grammar = test % 4 == 0 ? null
                : new FiniteAutomaton(vocabulary, test % 4 == 1 ? AllUpTo3() : [.. Toy.Language(random), .. Toy.Language(random)]);
            var options = Options(random, vocabulary) with
            {
                Temperature = temperature,
                Seed = test,
                MaxTokens = Math.Max(1, grammar?.Start.TokensToEnd ?? 1) + random.Next(10),
            };
            int[] prompt = [Toy.StartToken(vocabulary), .. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(6))];
            GenerationResult Generate(bool opportunistic, bool skip, params ITokenProposer[] proposers)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test, lengthBonus: 0.5f);
                using var loop = new DecodeLoop(decoder, vocabulary, new GenerationRequest
                {
                    Prompt = prompt,
                    Grammar = grammar,
                    Options = options with { OpportunisticMasking = opportunistic, SkipForcedPasses = skip, MaxProposedTokens = 1 + (test % 5) },
                    Proposers = proposers,
                });
                return loop.Run();
            }

            foreach (var opportunistic in new[] { false, true })
            {
                // A greedy choice is the same with the mask first and last; a draw has other random numbers.
                var expected = Generate(temperature > 0 && opportunistic, false);
                foreach (var skip in new[] { false, true })
                {
                    GenerationResult[] others =
                    [
                        Generate(opportunistic, skip),
                        Generate(opportunistic, skip, new ForcedTokenProposer(new ToyTokenizer(vocabulary))),
                        Generate(opportunistic, skip, new EchoProposer([.. expected.Tokens], test)),
                    ];
                    foreach (var other in others)
                    {
                        Assert.Equal(expected.Tokens, other.Tokens);
                        Assert.Equal((expected.FinishReason, expected.EndToken), (other.FinishReason, other.EndToken));
                        Assert.Equal(expected.Statistics.OverriddenTokens, other.Statistics.OverriddenTokens);
                        Assert.Equal(expected.Statistics.LimitedTokens, other.Statistics.LimitedTokens);
                        accepted += other.Statistics.AcceptedTokens;
                    }

                    overridden += expected.Statistics.OverriddenTokens;
                    unmasked += others[0].Statistics.UnmaskedTokens;
                    limited += expected.Statistics.LimitedTokens;
                }
            }
        }

        Assert.True(
            accepted > 500 && overridden > 50 && unmasked > 10 && limited > 50,
            $"{accepted} accepted, {overridden} overridden, {unmasked} unmasked, {limited} limited");
    }

    [Fact]
    public void Draws_fit_the_definition()
    {
        string[] letters = [.. "abcdefghijklmnopqrstuvwx".Select(c => c.ToString())];
        var vocabulary = Toy.Of(letters);
        string[] allowed = [.. letters.Where((_, i) => i % 5 is 1 or 2)];
        var grammar = new FiniteAutomaton(vocabulary, allowed);
        Assert.True(((ITokenState)grammar.Start).IsWide);
        using var decoder = new FakeDecoder(vocabulary, 8, lengthBonus: 0);
        var logits = decoder.LogitsAfter([1]);
        var bias = new Dictionary<int, float> { [1] = 1.5f, [6] = -2, [7] = 0.7f };
        var weights = new double[vocabulary.Size];
        for (var t = 0; t < letters.Length; t++)
        {
            var logit = logits[t] + bias.GetValueOrDefault(t);
            logit = t == 1 ? (logit > 0 ? logit / 1.4f : logit * 1.4f) - 0.3f - 0.2f : logit;
            weights[t] = allowed.Contains(letters[t]) && t is not (2 or 11) ? Math.Exp(logit / 0.8f) : 0;
        }

        double[] exact = [.. weights.Select(w => w / weights.Sum())];
        foreach (var opportunistic in new[] { true, false })
        {
            var counts = new int[vocabulary.Size];
            var unmasked = 0;
            for (var seed = 0; seed < 20_000; seed++)
            {
                var options = new GenerationOptions
                {
                    Temperature = 0.8f,
                    Seed = seed,
                    OpportunisticMasking = opportunistic,
                    BadWords = new BadWordsOptions("c") { Sequences = [[11]] },
                    LogitBias = bias,
                    RepetitionPenalty = 1.4f,
                    FrequencyPenalty = 0.3f,
                    PresencePenalty = 0.2f,
                    PenaltiesCountPrompt = true,
                    NoRepeatNgram = 2,
                };
                using var loop = new DecodeLoop(
                    decoder, vocabulary, new GenerationRequest { Prompt = new[] { 1 }, Grammar = grammar, Options = options });
                counts[loop.Run().Tokens[0]]++;
                unmasked += loop.Statistics.UnmaskedTokens;
            }

            Assert.All(Enumerable.Range(0, counts.Length).Where(t => exact[t] == 0), t => Assert.Equal(0, counts[t]));
            ChiSquare.AssertFits([.. exact.Where(p => p > 0)], [.. counts.Where((_, t) => exact[t] > 0)]);
            Assert.InRange(unmasked, opportunistic ? 2_000 : 0, opportunistic ? 18_000 : 0);
        }
    }

    [Fact]
    public void Constraints_give_way_to_the_grammar_and_the_limit_but_not_when_they_are_strict()
    {
        var vocabulary = Toy.Of("a", "b", "c", "bc", "x");
        using var decoder = new FakeDecoder(vocabulary, 1);
        GenerationResult Generate(ITokenAutomaton? grammar, GenerationOptions options)
        {
            using var loop = Toy.Loop(decoder, vocabulary, grammar, options);
            return loop.Run();
        }

        // The grammar leaves nothing else.
        var forced = new FiniteAutomaton(vocabulary, "abc");
        var result = Generate(forced, new() { BadWords = new("b") });
        Assert.Equal("abc", Toy.TextOf(vocabulary, result.Tokens));
        Assert.Equal(1, result.Statistics.OverriddenTokens);

        // The grammar leaves a way round, but it is too long.
        var branching = new FiniteAutomaton(vocabulary, "ab", "axxxx");
        Assert.Equal("axxxx", Toy.TextOf(vocabulary, Generate(branching, new() { BadWords = new("b") }).Tokens));
        result = Generate(branching, new() { BadWords = new("b"), MaxTokens = 4 });
        Assert.Equal("ab", Toy.TextOf(vocabulary, result.Tokens));
        Assert.Equal((1, 1), (result.Statistics.OverriddenTokens, result.Statistics.LimitedTokens));

        // Strict words do not.
        var strict = new BadWordsOptions("b") { IsStrict = true };
        var error = Assert.Throws<NoTokenLeftException>(() => Generate(forced, new() { BadWords = strict }));
        Assert.Contains("The bad words forbid every token that was left by the grammar", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<NoTokenLeftException>(() => Generate(branching, new() { BadWords = strict, MaxTokens = 4 }));
        Assert.Contains("token limit", error.Message, StringComparison.Ordinal);

        // Without a grammar nothing gives way: 1-grams run out.
        error = Assert.Throws<NoTokenLeftException>(() => Generate(
            null, new() { NoRepeatNgram = 1, BadWords = new BadWordsOptions { Sequences = [[5], [6], [7]] } }));
        Assert.Contains("No repeated 1-gram", error.Message, StringComparison.Ordinal);

        // A bias of −∞ is strict, also where the grammar's token would be taken without a look at the logits.
        error = Assert.Throws<NoTokenLeftException>(
            () => Generate(forced, new() { LogitBias = new Dictionary<int, float> { [0] = float.NegativeInfinity } }));
        Assert.Contains("a bias of −∞", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bias_outside_the_vocabulary_is_refused()
    {
        var vocabulary = Toy.Of("a");
        using var decoder = new FakeDecoder(vocabulary, 1);
        var options = new GenerationOptions { LogitBias = new Dictionary<int, float> { [77] = 1 } };
        Assert.Contains("token 77", Assert.Throws<ArgumentException>(() => Toy.Loop(decoder, vocabulary, null, options)).Message, StringComparison.Ordinal);
    }

    // Wide states: nearly every token is allowed.
    private static string[] AllUpTo3()
    {
        string[] last = [""];
        var all = new List<string>();
        for (var length = 1; length <= 3; length++)
        {
            last = [.. last.SelectMany(s => "abc\",:".Select(c => s + c))];
            all.AddRange(last);
        }

        return [.. all];
    }

    private static GenerationOptions Options(Random random, Vocabulary vocabulary)
    {
        bool Perhaps() => random.Next(2) == 0;
        return new GenerationOptions
        {
            BadWords = Perhaps()
                ? new BadWordsOptions(Enumerable.Range(0, 3).Select(_ => Toy.Text(random, 1, 3)))
                {
                    Sequences = [[random.Next(6), random.Next(6)]],
                    CountsPrompt = Perhaps(),
                }
                : null,
            NoRepeatNgram = Perhaps() ? 2 + random.Next(2) : null,
            LogitBias = Perhaps() ? new Dictionary<int, float> { [random.Next(vocabulary.Size)] = 2, [random.Next(vocabulary.Size)] = -3 } : null,
            RepetitionPenalty = Perhaps() ? 1.3f : null,
            FrequencyPenalty = Perhaps() ? 0.4f : 0,
            PresencePenalty = Perhaps() ? -0.3f : 0,
            PenaltiesCountPrompt = random.Next(3) switch { 0 => null, 1 => true, _ => false },
            TypicalP = random.Next(4) == 0 ? 0.8f : null,
            TopK = random.Next(6) == 0 ? 4 : null,
        };
    }

    /// <summary>Guesses a known output, with a mistake now and then.</summary>
    private sealed class EchoProposer(int[] output, int mistakes) : ITokenProposer
    {
        public bool IsForced => false;

        public int Propose(in ProposalContext context, Span<TokenGuess> destination)
        {
            var from = context.Generated.Length;
            var count = Math.Min(destination.Length, output.Length - from);
            for (var i = 0; i < count; i++)
            {
                destination[i] = new TokenGuess((from + i) % (2 + (mistakes % 7)) == 1 ? 0 : output[from + i], 1);
            }

            return Math.Max(0, count);
        }

        public ITokenProposer Fork() => this;
    }
}
