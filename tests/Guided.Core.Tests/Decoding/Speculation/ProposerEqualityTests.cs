using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Speculation;
using Guided.Testing;
using Guided.Tests.Automata;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Speculation;

/// <summary>Every proposer leaves the tokens as they are, greedily and for a seed.</summary>
public class ProposerEqualityTests
{
    private static readonly GenerationOptions[] Modes =
    [
        new(),
        new() { Temperature = 1, Seed = 11 },
        new() { Temperature = 0.7f, TopK = 4, Seed = 12 },
        new() { Temperature = 0.8f, TopP = 0.8f, MinP = 0.05f, Seed = 13 },
    ];

    [Fact]
    public void Tokens_are_equal_with_every_proposer_under_a_finite_grammar() => CheckAll(
        seed => Toy.Vocabulary(seed),
        (vocabulary, seed) => new FiniteAutomaton(vocabulary, Toy.Language(new Random(seed))),
        tests: 60);

    [Fact]
    public void Tokens_are_equal_with_every_proposer_under_json()
    {
        string[] longer = ["\":", "\": ", "\",", "\", ", "[[", "{\"", "\"}", "]]", "}]", "true", "null", "12", "ab"];
        var vocabulary = Toy.Of([.. Enumerable.Range(32, 95).Select(c => ((char)c).ToString()), .. longer]);
        var automaton = new TokenAutomaton(TestGrammars.Json(), vocabulary);
        CheckAll(_ => vocabulary, (_, _) => automaton, tests: 40);
    }

    [Fact]
    public void Tokens_are_equal_with_every_proposer_without_a_grammar() => CheckAll(seed => Toy.Vocabulary(seed), (_, _) => null, tests: 60);

    private static void CheckAll(Func<int, Vocabulary> vocabularyOf, Func<Vocabulary, int, ITokenAutomaton?> grammarOf, int tests)
    {
        var accepted = new Dictionary<string, int>();
        var saved = 0;
        for (var test = 0; test < tests; test++)
        {
            var vocabulary = vocabularyOf(test);
            var grammar = grammarOf(vocabulary, test);
            using var decoder = new FakeDecoder(vocabulary, (ulong)(test % 9)) { OnAppend = _ => SlowModel.Run() };
            using var draft = new FakeDecoder(vocabulary, (ulong)(test % 9)) { Edit = (length, row) => row[length % row.Length] += length % 3 };
            var counts = new TokenCounts(1 << 10);
            GenerationResult Generate(int repeat, params ITokenProposer[] proposers)
            {
                using var loop = new DecodeLoop(decoder, vocabulary, new GenerationRequest
                {
                    Prompt = new[] { Toy.StartToken(vocabulary), 0, 1, 2, repeat },
                    Grammar = grammar,
                    Options = Modes[test % Modes.Length] with
                    {
                        MaxTokens = Math.Max(grammar?.Start.TokensToEnd ?? 1, 24),
                        MaxProposedTokens = 1 + (test % 9),
                        SkipForcedPasses = test % 3 > 0,
                    },
                    Proposers = proposers,
                });
                return loop.Run();
            }

            ITokenProposer[] all =
            [
                new ForcedTokenProposer(new ToyTokenizer(vocabulary)),
                new CountProposer(counts),
                new PromptLookupProposer(vocabulary),
                new DraftModelProposer(draft, vocabulary),
            ];

            // Repeated, so that what the counts learned is used.
            for (var repeat = 0; repeat < 6; repeat++)
            {
                var expected = Generate(repeat / 2);
                foreach (var proposers in all.Select(p => new[] { p }).Append(all))
                {
                    var result = Generate(repeat / 2, proposers);
                    Assert.Equal(expected.Tokens, result.Tokens);
                    Assert.Equal((expected.FinishReason, expected.EndToken), (result.FinishReason, result.EndToken));
                    Assert.True(result.Statistics.ForwardPasses <= expected.Statistics.ForwardPasses);
                    Assert.Equal(result.Statistics.ProposedTokens, result.Statistics.Proposers.Sum(p => p.ProposedTokens));
                    Assert.Equal(result.Statistics.AcceptedTokens, result.Statistics.Proposers.Sum(p => p.AcceptedTokens));
                    saved += expected.Statistics.ForwardPasses - result.Statistics.ForwardPasses;
                    foreach (var statistics in result.Statistics.Proposers)
                    {
                        accepted[statistics.Name] = accepted.GetValueOrDefault(statistics.Name) + statistics.AcceptedTokens;
                    }
                }
            }
        }

        Assert.True(saved > 200, $"{saved} passes saved");
        Assert.All(accepted.Where(a => a.Key is "counts" or "draft model"), a => Assert.True(a.Value > 50, $"{a}"));
    }
}
