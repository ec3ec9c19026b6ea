using Guided.Processors;
using Guided.Tests.Decoding;

namespace Guided.Tests.Processors;

/// <summary>Penalties and biases against their definitions, on random rows and histories with rewinds and forks.</summary>
public class PenaltyTests
{
    private const int Size = 40;

    public static TheoryData<string, bool> Kinds => new()
    {
        { "repetition", true }, { "repetition", false }, { "frequency", true }, { "frequency", false }, { "presence", true }, { "presence", false },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_penalty_is_what_its_definition_says(string kind, bool countsPrompt)
    {
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var value = (float)(random.NextDouble() * 2) + 0.3f;
            var (processor, history, prompt) = Prepared(Make(kind, value, countsPrompt), random);
            int[] counted = countsPrompt ? [.. prompt, .. history] : [.. history];
            var logits = Rows.Random(random, Size);
            int[] ids = [.. Enumerable.Range(0, Size).Where(_ => random.Next(4) == 0).DefaultIfEmpty(7)];

            float Expected(int id, float logit)
            {
                var count = counted.Count(t => t == id);
                return count == 0 ? logit : kind switch
                {
                    "repetition" => logit > 0 ? logit / value : logit * value,
                    "frequency" => logit - (value * count),
                    _ => logit - value,
                };
            }

            Assert.Equal(Expectation(logits, Enumerable.Range(0, Size), Expected), Rows.Left(processor, logits));
            Assert.Equal(Expectation([.. ids.Select(i => logits[i])], ids, Expected), Rows.Left(processor, [.. ids.Select(i => logits[i])], ids));
            Assert.True(processor is { ChangesArgmax: true, IsPointwise: true, KeepsForbidden: true, MayForbid: false, Stage: ProcessorStage.Penalty });
        }
    }

    [Fact]
    public void A_bias_is_added()
    {
        for (var test = 0; test < 100; test++)
        {
            var random = new Random(test);
            var biases = Enumerable.Range(0, Size).Where(_ => random.Next(5) == 0)
                .ToDictionary(i => i, _ => random.Next(4) == 0 ? float.NegativeInfinity : (float)random.NextDouble() * 20 - 10);
            ILogitProcessor processor = new LogitBiasProcessor(new LogitBiasOptions(biases));
            var logits = Rows.Random(random, Size);
            float Expected(int id, float logit) => logit + biases.GetValueOrDefault(id);
            Assert.Equal(Expectation(logits, Enumerable.Range(0, Size), Expected), Rows.Left(processor.Fork(), logits));
            int[] ids = [3, 8, 20, 39];
            Assert.Equal(Expectation([.. ids.Select(i => logits[i])], ids, Expected), Rows.Left(processor, [.. ids.Select(i => logits[i])], ids));
            Assert.Equal(biases.ContainsValue(float.NegativeInfinity), processor.MayForbid);
        }
    }

    [Fact]
    public void Each_row_of_a_batch_is_changed_by_its_own_requests_processors()
    {
        var random = new Random(5);
        var requests = Enumerable.Range(0, 6).Select(i => Prepared(Make(i % 2 == 0 ? "repetition" : "frequency", 1 + i / 4f, i % 3 == 0), random).Processor).ToArray();
        var batch = new float[requests.Length * Size];
        for (var row = 0; row < requests.Length; row++)
        {
            Rows.Random(random, Size).CopyTo(batch, row * Size);
        }

        var alone = requests.Select((p, r) => Rows.Left(p.Fork(), batch[(r * Size)..((r + 1) * Size)])).ToArray();
        for (var r = 0; r < requests.Length; r++)
        {
            var row = new LogitRow(batch.AsSpan(r * Size, Size));
            requests[r].Process(ref row);
            Assert.Equal(alone[r], Rows.List(row));
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RepetitionPenaltyOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrequencyPenaltyOptions(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PresencePenaltyOptions(float.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogitBiasOptions(new Dictionary<int, float> { [1] = float.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LogitBiasOptions(new Dictionary<int, float> { [-1] = 2 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoRepeatNgramOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TypicalPOptions(0));
        Assert.Throws<ArgumentException>(() => new BadWordsOptions("a", ""));
        Assert.Throws<ArgumentException>(() => new BadWordsOptions { Sequences = [[]] });
        Assert.Throws<ArgumentException>(() => new BadWordsProcessor(new BadWordsOptions { Sequences = [[99]] }, Toy.Of("a")));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make("presence", 1, true).Rewind(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NoRepeatNgramProcessor(new NoRepeatNgramOptions(2)).Rewind(1));
    }

    /// <summary>Tells a processor a prompt and a random history, with tokens taken back and forks taken on the way.</summary>
    internal static (ILogitProcessor Processor, List<int> History, int[] Prompt) Prepared(ILogitProcessor processor, Random random, int size = Size)
    {
        int[] prompt = [.. Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(size))];
        processor.Begin(prompt);
        var history = new List<int>();
        for (var i = random.Next(40); i > 0; i--)
        {
            if (random.Next(4) == 0)
            {
                var count = random.Next(history.Count + 1);
                processor.Rewind(count);
                history.RemoveRange(history.Count - count, count);
            }
            else if (random.Next(6) == 0)
            {
                var fork = processor.Fork();
                processor.Accept(random.Next(size));
                processor = fork;
            }

            history.Add(random.Next(size));
            processor.Accept(history[^1]);
        }

        return (processor, history, prompt);
    }

    private static ILogitProcessor Make(string kind, float value, bool countsPrompt) => kind switch
    {
        "repetition" => new RepetitionPenaltyProcessor(new RepetitionPenaltyOptions(value, countsPrompt)),
        "frequency" => new FrequencyPenaltyProcessor(new FrequencyPenaltyOptions(value, countsPrompt)),
        _ => new PresencePenaltyProcessor(new PresencePenaltyOptions(value, countsPrompt)),
    };

    private static (int, float)[] Expectation(float[] logits, IEnumerable<int> ids, Func<int, float, float> change) =>
        [.. ids.Zip(logits, (id, logit) => (id, change(id, logit))).Where(x => x.Item2 > float.NegativeInfinity)];
}
