using Guided.Decoding;
using Guided.Decoding.Sampling;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Sampling;

public class BestOfTests
{
    [Theory]
    [InlineData(OutputProbability.Model, OutputScore.Mean)]
    [InlineData(OutputProbability.Model, OutputScore.Sum)]
    [InlineData(OutputProbability.Constrained, OutputScore.Mean)]
    [InlineData(OutputProbability.Constrained, OutputScore.Sum)]
    public void Samples_are_ranked_by_what_the_definition_says(OutputProbability under, OutputScore score)
    {
        for (var test = 0; test < 40; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 20);
            var grammar = test % 3 == 0 ? null : new FiniteAutomaton(vocabulary, [.. Toy.Language(random), .. Toy.Language(random)]);
            using var decoder = new FakeDecoder(vocabulary, (ulong)test, lengthBonus: 0);
            int[] prompt = [0, .. Enumerable.Range(0, test % 4).Select(_ => random.Next(6))];
            var request = new GenerationRequest
            {
                Prompt = prompt,
                Grammar = grammar,
                Options = new() { Temperature = 1.2f, Seed = test, MaxTokens = 50, RepetitionPenalty = 1.1f, HealPrompt = test % 5 == 0 },
            };
            var scored = BestOfN.Run(decoder, vocabulary, request, new() { Samples = 6, Under = under, Score = score });
            Assert.Equal(6, scored.Count);
            Assert.Equal(scored.OrderByDescending(s => s.Score), scored);
            Assert.True(scored.Select(s => s.Result.Seed).Distinct().Count() == 6);
            foreach (var sample in scored)
            {
                // The same output as with the seed alone, the prompt not shared.
                using var loop = new DecodeLoop(decoder, vocabulary, request with { Options = request.Options with { Seed = sample.Result.Seed } });
                var alone = loop.Run();
                Assert.Equal(alone.Tokens, sample.Result.Tokens);
                Assert.Equal(alone.Statistics.PromptTokens, sample.Result.Statistics.PromptTokens);
                if (test % 5 > 0)
                {
                    var (sum, choices) = Define(decoder, vocabulary, prompt, grammar, sample.Result, under);
                    Assert.Equal(sum, sample.LogProbability, 1e-4);
                    Assert.Equal(score == OutputScore.Sum ? sum : sum / choices, sample.Score, 1e-4);
                }
            }
        }
    }

    [Fact]
    public void Greedy_requests_are_refused()
    {
        var vocabulary = Toy.Of("a");
        using var decoder = new FakeDecoder(vocabulary, 1);
        Assert.Throws<ArgumentException>(() => BestOfN.Run(decoder, vocabulary, new GenerationRequest { Prompt = new[] { 0 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BestOfOptions { Samples = 0 });
    }

    [Fact]
    public void The_prompt_goes_through_the_model_once()
    {
        var vocabulary = Toy.Of("a", "b");
        var appended = 0;
        using var decoder = new FakeDecoder(vocabulary, 1) { Edit = (length, _) => appended = Math.Max(appended, length) };
        var request = new GenerationRequest { Prompt = new int[100], Options = new() { Temperature = 1, Seed = 1, MaxTokens = 3 } };
        using var samples = new Samples(decoder, vocabulary, request);
        var tokens = Enumerable.Range(0, 4).Select(i => samples.Generate(i).Tokens.Count).Sum();
        Assert.True(decoder.Calls <= 1 + tokens + 4, $"{decoder.Calls} passes for {tokens} tokens");
        Assert.Equal(samples.Generate(2).Tokens, samples.Generate(2).Tokens);
    }

    private static (double Sum, int Choices) Define(
        FakeDecoder decoder, Vocabulary vocabulary, int[] prompt, FiniteAutomaton? grammar, GenerationResult result, OutputProbability under)
    {
        var sum = 0.0;
        var state = grammar?.Start;
        var choices = result.Tokens.Count + (result.FinishReason == FinishReason.Length ? 0 : 1);
        for (var i = 0; i < choices; i++)
        {
            var logits = decoder.LogitsAfter([.. prompt, .. result.Tokens.Take(i)]);
            var over = Enumerable.Range(0, vocabulary.Size)
                .Where(t => under == OutputProbability.Model || state is null || state.GetMask().Contains(t)).ToArray();
            var normalizer = Math.Log(over.Sum(t => Math.Exp(logits[t])));
            int[] chosen = i < result.Tokens.Count ? [result.Tokens[i]] : [.. vocabulary.EndTokens.ToArray().Where(over.Contains)];
            sum += Math.Log(chosen.Sum(t => Math.Exp(logits[t]))) - normalizer;
            state = i < result.Tokens.Count ? state?.Advance(result.Tokens[i]) : state;
        }

        return (sum, choices);
    }
}
