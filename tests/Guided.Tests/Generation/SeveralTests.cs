using Guided.Decoding;
using Guided.Decoding.Beams;
using Guided.Decoding.Sampling;
using Guided.Formats;
using Guided.Onnx.Chat;
using Guided.Testing;

namespace Guided.Generation;

/// <summary>Votes, best of n, beams and stop sequences with the shipped model.</summary>
public class SeveralTests
{
    private const string Prompt = "What does the message say?\nThe order number is KX-2291, and I paid in cash.";

    [ModelFact]
    public async Task A_vote_counts_equal_values()
    {
        var options = new RequestOptions { Generation = new() { Temperature = 1.5f, Seed = 3 } };
        var vote = await TestModel.Shared.VoteAsync<Payment[]>(Prompt, samples: 8, options: options);
        Assert.Equal(8, vote.Samples.Count);
        Assert.Equal(8, vote.Answers.Sum(a => a.Count));
        Assert.Equal(vote.Answers.MaxBy(a => a.Count)!.Count / 8.0, vote.Share);
        Assert.Equal(vote.Answers[0].Answer, vote.Winner);
        Assert.Equal(vote.Answers.Count, vote.Samples.Select(s => string.Join(",", s.Answer)).Distinct().Count());

        // The same again, and each sample alone by its seed.
        var again = await TestModel.Shared.VoteAsync<Payment[]>(Prompt, samples: 8, options: options);
        Assert.Equal(vote.Samples.Select(s => s.Text), again.Samples.Select(s => s.Text));
        var alone = await TestModel.Shared.GenerateResultAsync<Payment[]>(
            Prompt, options with { Generation = options.Generation with { Seed = vote.Samples[5].Seed } });
        Assert.Equal(vote.Samples[5].Text, alone.Text);
    }

    [ModelFact]
    public async Task A_vote_may_be_about_a_part_and_by_a_comparer_of_ones_own()
    {
        var vote = await TestModel.Shared.VoteAsync<Report, string>(
            Prompt, r => r.Number, samples: 5, StringComparer.OrdinalIgnoreCase, new RequestOptions { Generation = new() { Seed = 1 } });
        Assert.Equal(vote.Answers.Count, vote.Samples.Select(s => s.Answer).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => TestModel.Shared.VoteAsync<int>(Prompt, samples: 0));
    }

    [ModelFact]
    public async Task Beams_and_samples_come_with_the_best_first()
    {
        var beams = await TestModel.Shared.SearchAsync<Payment>(Prompt, new BeamSearchOptions { Beams = 3, LengthPenalty = 0 });
        Assert.Equal(beams.OrderByDescending(b => b.Score), beams);
        Assert.All(beams, b => Assert.Equal(b.LogProbability, b.Score));

        // The most probable single value is at least as probable as what greedy decoding and any sample give.
        var best = await TestModel.Shared.BestOfAsync<Payment>(Prompt, new BestOfOptions { Samples = 6, Score = OutputScore.Sum });
        Assert.Equal(6, best.Count);
        Assert.Equal(best.OrderByDescending(b => b.Score), best);
        Assert.True(beams[0].LogProbability >= best[0].LogProbability - 1e-3);

        var texts = await TestModel.Shared.SearchTextAsync(Prompt, OutputFormat.Choice(["red", "green", "blue"]), new BeamSearchOptions { Beams = 8 });
        Assert.Equal(3, texts.Select(t => t.Text).Distinct().Count());
        Assert.Single(await TestModel.Shared.BestOfTextAsync(Prompt, OutputFormat.Regex("[A-Z]{2}-[0-9]{4}"), new BestOfOptions { Samples = 1 }));
    }

    [ModelFact]
    public async Task Beams_close_within_the_limit()
    {
        foreach (var beam in await TestModel.Shared.SearchAsync<string[]>(
            Prompt, new BeamSearchOptions { Beams = 5 }, new RequestOptions { Generation = new() { MaxTokens = 9 } }))
        {
            Assert.NotNull(beam.Value);
        }
    }

    [ModelFact]
    public async Task A_stop_sequence_cuts_the_text_also_when_it_is_streamed()
    {
        ChatTemplateMessage[] messages = [new("user", Prompt)];
        var format = OutputFormat.Regex("[A-Z]{2}-[0-9]{4}");
        var whole = await TestModel.Shared.GenerateTextAsync(messages, format);

        // Only "KX" before a hyphen would be cut, and that is not complete under this format; under free letters it is.
        var held = new RequestOptions { Generation = new() { StopSequences = ["-"] } };
        Assert.Equal(whole.Text, (await TestModel.Shared.GenerateTextAsync(messages, format, held)).Text);
        var open = OutputFormat.Regex("[A-Z]{2}(-[0-9]{4})?");
        var cut = await TestModel.Shared.GenerateTextAsync(messages, open, held with { DescribeFormat = false });
        Assert.Matches("^[A-Z]{2}$", cut.Text);
        var streamed = "";
        await foreach (var update in TestModel.Shared.StreamTextAsync(messages, open, held with { DescribeFormat = false }))
        {
            streamed += update.Text;
        }

        Assert.Equal(cut.Text, streamed);
    }

    public enum Payment
    {
        Card,
        Cash,
        Transfer,
    }

    public sealed record Report(string Number, Payment Payment);
}
