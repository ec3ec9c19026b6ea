using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Speculation;
using Guided.Tests.Processors;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Speculation;

/// <summary>Whole sampled outputs against the probabilities that the masked model gives them, with every proposer.</summary>
public class ProposerDistributionTests
{
    private static readonly Vocabulary Vocabulary = Toy.Of("a", "b", "c", "ab", "bc", "abc");
    private static readonly FiniteAutomaton Grammar = new(Vocabulary, "ab", "abca", "abcb", "bcabc", "cab", "ca");

    public static TheoryData<string, float, int?> Cases { get; } = new()
    {
        { "counts", 1, null },
        { "lookup", 1, null },
        { "same seed", 1, null },
        { "same seed", 0.6f, null },
        { "resample", 1, null },
        { "resample", 0.6f, null },
        { "resample", 1, 2 },
        { "all", 1, null },
        { "all with resampling", 1, null },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Sampled_outputs_have_the_masked_models_distribution(string proposer, float temperature, int? topK)
    {
        using var decoder = new FakeDecoder(Vocabulary, 21, lengthBonus: 0) { OnAppend = _ => SlowModel.Run() };

        // A draft of which guesses hold and fail.
        using var draft = new FakeDecoder(Vocabulary, 22, lengthBonus: 0);
        var exact = new Dictionary<string, double>();
        Enumerate(decoder, Grammar.Start, [0], 1, temperature, topK, exact);
        Assert.Equal(1, exact.Values.Sum(), 5);
        var proposers = Make(proposer, draft);

        var keys = exact.Keys.ToArray();
        var drawn = new int[keys.Length];
        var (accepted, refused) = (0, 0);
        for (var seed = 0; seed < 6000; seed++)
        {
            var options = new GenerationOptions { Temperature = temperature, TopK = topK, Seed = seed, SkipForcedPasses = false };
            using var loop = Toy.Loop(decoder, Vocabulary, Grammar, options, proposers);
            var result = loop.Run();
            drawn[Array.IndexOf(keys, string.Join(' ', result.Tokens))]++;
            accepted += result.Statistics.AcceptedTokens;
            refused += result.Statistics.ProposedTokens - result.Statistics.AcceptedTokens;
        }

        Assert.True(proposer == "lookup" || (accepted > 300 && refused > 300), $"{accepted} accepted, {refused} not");
        ChiSquare.AssertFits([.. exact.Values], drawn);
    }

    [Fact]
    public void Resampling_accepts_more_guesses_than_equal_random_numbers()
    {
        using var decoder = new FakeDecoder(Vocabulary, 21, lengthBonus: 0) { OnAppend = _ => SlowModel.Run() };
        using var draft = new FakeDecoder(Vocabulary, 22, lengthBonus: 0);
        double Rate(DraftSampling sampling)
        {
            var proposer = new DraftModelProposer(draft, Vocabulary, sampling);
            var (accepted, proposed) = (0, 0);
            for (var seed = 0; seed < 2000; seed++)
            {
                using var loop = Toy.Loop(decoder, Vocabulary, Grammar, new GenerationOptions { Temperature = 1, Seed = seed, MaxProposedTokens = 1 }, proposer);
                var statistics = loop.Run().Statistics;
                accepted += statistics.AcceptedTokens;
                proposed += statistics.ProposedTokens;
            }

            return (double)accepted / proposed;
        }

        Assert.True(Rate(DraftSampling.AcceptOrResample) > Rate(DraftSampling.SameSeed) + 0.02);
    }

    private static ITokenProposer[] Make(string proposer, FakeDecoder draft)
    {
        var counts = new CountProposer(new TokenCounts(1 << 10));
        var lookup = new PromptLookupProposer(Vocabulary);
        var forced = new ForcedTokenProposer(new ToyTokenizer(Vocabulary));
        return proposer switch
        {
            "counts" => [counts],
            "lookup" => [lookup],
            "same seed" => [new DraftModelProposer(draft, Vocabulary)],
            "resample" => [new DraftModelProposer(draft, Vocabulary, DraftSampling.AcceptOrResample)],
            "all" => [forced, counts, lookup, new DraftModelProposer(draft, Vocabulary)],
            _ => [forced, counts, lookup, new DraftModelProposer(draft, Vocabulary, DraftSampling.AcceptOrResample)],
        };
    }

    private static void Enumerate(
        FakeDecoder decoder, ITokenState state, int[] prefix, double probability, float temperature, int? topK, Dictionary<string, double> exact)
    {
        var logits = decoder.LogitsAfter(prefix);
        int[] allowed = [.. state.GetMask().ToArray().OrderByDescending(t => logits[t]).Take(topK ?? int.MaxValue)];
        var weights = allowed.Select(t => Math.Exp(logits[t] / temperature)).ToArray();
        for (var i = 0; i < allowed.Length; i++)
        {
            var share = probability * weights[i] / weights.Sum();
            if (state.Advance(allowed[i]) is { } next)
            {
                Enumerate(decoder, next, [.. prefix, allowed[i]], share, temperature, topK, exact);
            }
            else
            {
                var key = string.Join(' ', prefix[1..]);
                exact[key] = exact.GetValueOrDefault(key) + share;
            }
        }
    }
}
