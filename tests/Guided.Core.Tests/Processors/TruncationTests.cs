using Guided.Processors;

namespace Guided.Tests.Processors;

public class TruncationTests
{
    [Fact]
    public void Top_k_keeps_the_first_k_of_the_sorted_row()
    {
        for (var test = 0; test < 500; test++)
        {
            var random = new Random(test);
            var logits = Rows.Random(random, random.Next(1, 200));
            var k = random.Next(1, 60);
            using var processor = new TopKProcessor(new TopKOptions(k));
            var expected = Sorted(logits).Take(k).Select(i => (i, logits[i])).Order();
            Assert.Equal(expected, Rows.Left(processor, logits));
        }
    }

    [Fact]
    public void Top_p_keeps_the_shortest_prefix_of_the_sorted_row_that_reaches_p()
    {
        for (var test = 0; test < 500; test++)
        {
            var random = new Random(test);
            var logits = Rows.Random(random, random.Next(1, 400), scale: 1 + random.Next(8));
            var p = (float)random.NextDouble() * 0.98f + 0.01f;
            using var processor = new TopPProcessor(new TopPOptions(p));
            var left = Rows.Left(processor, logits);

            var sorted = Sorted(logits);
            var probabilities = Rows.Probabilities(logits);
            Assert.Equal(sorted.Take(left.Length).Select(i => (i, logits[i])).Order(), left);
            var reached = sorted.Take(left.Length).Sum(i => probabilities[i]);
            Assert.True(reached >= p - 1e-5, $"{test}: reaches {reached} of {p}");
            Assert.True(reached - probabilities[sorted[left.Length - 1]] < p + 1e-5, $"{test}: one token too many");
        }
    }

    [Fact]
    public void Top_p_of_one_keeps_everything()
    {
        float[] logits = [1, -80, 3];
        using var processor = new TopPProcessor(new TopPOptions(1));
        Assert.Equal(3, Rows.Left(processor, logits).Length);
    }

    [Fact]
    public void Min_p_keeps_what_has_a_share_of_the_best()
    {
        for (var test = 0; test < 300; test++)
        {
            var random = new Random(test);
            var logits = Rows.Random(random, random.Next(1, 100));
            var p = (float)random.NextDouble() * 0.9f + 0.05f;
            using var processor = new MinPProcessor(new MinPOptions(p));
            var probabilities = Rows.Probabilities(logits);
            var expected = Enumerable.Range(0, logits.Length).Where(i => probabilities[i] >= p * probabilities.Max() * (1 - 1e-6));
            Assert.Equal(expected, Rows.Left(processor, logits).Select(l => l.Token));
        }
    }

    [Fact]
    public void Typical_p_keeps_the_shortest_prefix_by_distance_from_the_entropy_that_reaches_p()
    {
        var withoutBest = 0;
        for (var test = 0; test < 500; test++)
        {
            var random = new Random(test);
            var logits = Rows.Random(random, random.Next(1, 400), scale: 1 + random.Next(8));
            var p = (float)random.NextDouble() * 0.98f + 0.01f;
            using var processor = new TypicalPProcessor(new TypicalPOptions(p));
            var left = Rows.Left(processor, logits);

            var probabilities = Rows.Probabilities(logits);
            var entropy = -probabilities.Where(q => q > 0).Sum(q => q * Math.Log(q));
            double Distance(int i) => Math.Abs(-Math.Log(probabilities[i]) - entropy);
            var reached = left.Sum(l => probabilities[l.Token]);
            Assert.True(reached >= p - 1e-5, $"{test}: reaches {reached} of {p}");
            var farthest = left.MaxBy(l => (Distance(l.Token), l.Token)).Token;
            Assert.True(reached - probabilities[farthest] < p + 1e-5, $"{test}: one token too many");
            Assert.All(left, l => Assert.Equal(logits[l.Token], l.Logit));
            var others = Enumerable.Range(0, logits.Length).Where(i => logits[i] > float.NegativeInfinity).Except(left.Select(l => l.Token));
            Assert.All(others, i => Assert.True(Distance(i) >= Distance(farthest) - 1e-4, $"{test}: {i} is nearer than {farthest}"));
            withoutBest += left.All(l => logits[l.Token] < logits.Max()) ? 1 : 0;
        }

        Assert.True(withoutBest > 20, $"{withoutBest} rows lost their best token");
    }

    [Fact]
    public void They_work_on_narrowed_rows_and_leave_the_row_they_were_given()
    {
        int[] ids = [3, 9, 20, 41, 77];
        float[] logits = [1, 5, float.NegativeInfinity, 4, 5];
        ILogitProcessor[] processors =
        [
            new TopKProcessor(new TopKOptions(2)), new TopPProcessor(new TopPOptions(0.6f)), new MinPProcessor(new MinPOptions(0.9f)),
        ];
        foreach (var processor in processors)
        {
            var given = logits.ToArray();
            var row = new LogitRow(given);
            row.NarrowTo(ids, given);
            processor.Process(ref row);
            Assert.Equal([(9, 5f), (77, 5f)], Rows.List(row));
            Assert.Equal(logits, given);
            Assert.False(processor.ChangesArgmax);
        }
    }

    [Fact]
    public void A_row_without_a_token_or_with_NaN_is_refused()
    {
        ILogitProcessor[] processors =
        [
            new TopKProcessor(new TopKOptions(2)), new TopPProcessor(new TopPOptions(0.6f)), new TopPProcessor(new TopPOptions(1)),
            new MinPProcessor(new MinPOptions(0.9f)), new TypicalPProcessor(new TypicalPOptions(0.5f)), new TypicalPProcessor(new TypicalPOptions(1)),
        ];
        foreach (var processor in processors)
        {
            Assert.Throws<NoTokenLeftException>(() => Rows.Left(processor, [.. Enumerable.Repeat(float.NegativeInfinity, 3)]));
            Assert.Equal(1, Assert.Throws<InvalidLogitsException>(() => Rows.Left(processor, [1, float.NaN, 2])).Token);
            Assert.Equal(2, Assert.Throws<InvalidLogitsException>(() => Rows.Left(processor, [1, 0, float.PositiveInfinity])).Token);
        }
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopPOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopPOptions(1.01f));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinPOptions(float.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperatureOptions(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TemperatureOptions(float.PositiveInfinity));
    }

    [Fact]
    public void Temperature_divides_and_keeps_forbidden_tokens_forbidden()
    {
        var processor = new TemperatureProcessor(new TemperatureOptions(0.5f));
        Assert.Equal([(0, 2f), (2, -6f)], Rows.Left(processor, [1, float.NegativeInfinity, -3]));
        Assert.Equal([(7, 2f), (9, -6f)], Rows.Left(processor, [1, float.NegativeInfinity, -3], [7, 8, 9]));
    }

    private static int[] Sorted(float[] logits) =>
    [
        .. Enumerable.Range(0, logits.Length)
            .Where(i => logits[i] > float.NegativeInfinity)
            .OrderByDescending(i => logits[i])
            .ThenBy(i => i),
    ];
}
