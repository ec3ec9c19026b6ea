using System.Text;
using Guided.Vocabularies;

namespace Guided.Classification;

public class LabelSearchTests
{
    private static readonly int[] Prompt = [12, 0, 1];

    [Fact]
    public void The_posterior_equals_brute_force()
    {
        var (walked, all) = (0, 0);
        for (var test = 0; test < 150; test++)
        {
            var random = new Random(test);
            var vocabulary = SmallModel.Letters(random);
            var labels = Labels(random);
            foreach (var tolerance in (double[])[0, 1e-5, 1e-2])
            {
                foreach (var maxBatch in (int[])[1, 3, 32])
                {
                    using var model = new SmallModel(vocabulary, test, spread: 4 + (test % 3 * 6));
                    var options = new ClassificationOptions { Tolerance = tolerance, MaxBatch = maxBatch, MaxEvaluations = 1_000_000 };
                    var scores = Search(model, vocabulary, labels, options);
                    var expected = labels.Select(l => BruteForce(model, vocabulary, l, out _)).ToArray();
                    var mass = expected.Sum();
                    Assert.InRange(mass - scores.LogMasses.Sum(Math.Exp), -1e-7, scores.UnexploredMass + 1e-7);
                    Assert.True(scores.UnexploredMass <= tolerance * mass + 1e-12);
                    var posterior = LabelPosterior.Of(scores.LogMasses);
                    Assert.All(expected.Zip(posterior), p => Assert.Equal(p.First / mass, p.Second, Math.Max(tolerance, 1e-7)));
                    Assert.Equal(model.Tokens, scores.Evaluations + Prompt.Length);
                    (walked, all) = tolerance > 0 ? (walked + scores.Evaluations, all) : (walked, all + scores.Evaluations);
                }
            }
        }

        Assert.True(walked < 2 * all, $"{walked} tokens with a tolerance twice, {all} without one");
    }

    [Fact]
    public void Canonical_scores_are_those_of_the_tokenizers_own_tokens()
    {
        for (var test = 0; test < 100; test++)
        {
            var random = new Random(test);
            var vocabulary = SmallModel.Letters(random);
            var labels = Labels(random);
            using var model = new SmallModel(vocabulary, test, spread: 6);
            var scores = Search(model, vocabulary, labels, new ClassificationOptions { Tokenisations = Tokenisations.Canonical });
            Assert.Equal(0, scores.UnexploredMass);
            Assert.All(labels.Zip(scores.LogMasses), p =>
            {
                BruteForce(model, vocabulary, p.First, out var canonical);
                Assert.Equal(Math.Log(canonical), p.Second, 1e-5);
            });
        }
    }

    [Fact]
    public void A_budget_that_runs_out_is_told()
    {
        var vocabulary = SmallModel.Letters(new Random(1));
        string[] labels = ["abcabcabc", "abcabc", "cab"];
        using var model = new SmallModel(vocabulary, 1, spread: 1);
        var few = Search(model, vocabulary, labels, new ClassificationOptions { Tolerance = 0, MaxEvaluations = 5 });
        var own = Search(model, vocabulary, labels, new ClassificationOptions { Tokenisations = Tokenisations.Canonical });
        Assert.InRange(few.Evaluations, own.Evaluations + 5, own.Evaluations + 5 + 9);
        Assert.True(few.UnexploredMass > 0);
        var mass = labels.Sum(l => BruteForce(model, vocabulary, l, out _));
        Assert.InRange(mass, few.LogMasses.Sum(Math.Exp), few.LogMasses.Sum(Math.Exp) + few.UnexploredMass);
    }

    [Fact]
    public void Labels_that_cannot_be_written_or_told_apart_are_refused()
    {
        var tokenizer = new SmallTokenizer(SmallModel.Letters(new Random(1)));
        Assert.Contains("\"xyz\"", Assert.Throws<ArgumentException>(() => LabelTexts.Of(tokenizer, ["a", "xyz"])).Message, StringComparison.Ordinal);
        Assert.Contains("alike", Assert.Throws<ArgumentException>(() => LabelTexts.Of(tokenizer, ["a", "ax"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calibration_divides_by_the_prior()
    {
        var calibrated = LabelPosterior.Calibrate([0.6, 0.3, 0.1], LabelPosterior.Mean([[0.9, 0.05, 0.05], [0.7, 0.15, 0.15]]));
        double[] quotients = [0.6 / 0.8, 0.3 / 0.1, 0.1 / 0.1];
        Assert.All(calibrated.Zip(quotients), p => Assert.Equal(p.Second / quotients.Sum(), p.First, 1e-12));
        Assert.Equal([1, 0], LabelPosterior.Calibrate([1, 0], [0.5, 0]));
        Assert.Throws<InvalidOperationException>(() => LabelPosterior.Of([double.NegativeInfinity]));
    }

    private static LabelScores Search(SmallModel model, Vocabulary vocabulary, string[] labels, ClassificationOptions options) =>
        new LabelSearch(model, vocabulary, LabelTexts.Of(new SmallTokenizer(vocabulary), labels), options).Score(Prompt, default);

    // Prefixes of each other among them.
    private static string[] Labels(Random random)
    {
        var labels = new HashSet<string>();
        while (labels.Count < 5)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => "abc"[random.Next(3)])]);
            labels.Add(text);
            labels.Add(text[..random.Next(1, text.Length + 1)]);
        }

        return [.. labels];
    }

    /// <summary>Every sequence of tokens with the text's bytes, one after the other, with a softmax in double precision at each step.</summary>
    private static double BruteForce(SmallModel model, Vocabulary vocabulary, string text, out double canonical)
    {
        var own = new List<int>();
        new SmallTokenizer(vocabulary).Encode(text, own);
        var (sum, ofOwn) = (0.0, 0.0);
        Spell([], text, 1);
        canonical = ofOwn;
        return sum;

        void Spell(int[] tokens, string rest, double probability)
        {
            var row = model.RowAfter([.. Prompt, .. tokens]).Select(x => Math.Exp((double)x)).ToArray();
            var total = row.Sum();
            if (rest.Length == 0)
            {
                var mass = probability * (row[13] + row[14]) / total;
                sum += mass;
                ofOwn += tokens.SequenceEqual(own) ? mass : 0;
                return;
            }

            for (var id = 0; id < 12; id++)
            {
                var bytes = Encoding.ASCII.GetString(vocabulary.BytesOf(id));
                if (rest.StartsWith(bytes, StringComparison.Ordinal))
                {
                    Spell([.. tokens, id], rest[bytes.Length..], probability * row[id] / total);
                }
            }
        }
    }
}
