using Guided.Onnx.Chat;
using Guided.Testing;

namespace Guided.Classification;

public class ClassifyTests
{
    private const string Prompt = "What is this text about?\nThe goalkeeper was injured in the final.";

    public enum Topic
    {
        Sport,
        Weather,
        Health,
        Music,
    }

    [ModelFact]
    public async Task An_enum_gets_a_probability_for_every_member()
    {
        var classification = await TestModel.Shared.ClassifyAsync<Topic>(Prompt);
        Assert.Equal(Topic.Sport, classification.Label);
        Assert.Equal(Enum.GetValues<Topic>(), classification.Labels.Select(l => l.Label).Order());
        Assert.Equal(1, classification.Labels.Sum(l => l.Probability), 9);
        Assert.All(classification.Labels, l => Assert.InRange(l.Probability, 0, 1));
        Assert.Equal(classification.Labels.OrderByDescending(l => l.Probability), classification.Labels);
        Assert.InRange(classification.Mass, 0, 1);
        Assert.InRange(classification.Entropy, 0, 2);
        Assert.Equal(classification.Labels[0].Probability - classification.Labels[1].Probability, classification.Margin, 9);
    }

    [ModelFact]
    public async Task The_posterior_is_that_of_each_label_by_itself()
    {
        string[] labels = ["sport", "sports", "spo", "weather forecast", "weather", "Zürich, 7 €", "health"];
        var canonical = new RequestOptions { Classification = new() { Tokenisations = Tokenisations.Canonical } };
        var classification = await TestModel.Shared.ClassifyAsync(Prompt, labels, canonical);

        var asked = $"{Prompt}\nAnswer with one of: {string.Join(", ", labels)}";
        var prompt = TestModel.Shared.EncodePrompt([new ChatTemplateMessage("user", asked)]);
        var joint = labels.ToDictionary(l => l, l => Probability(prompt, l));
        var mass = joint.Values.Sum();

        Assert.Equal(mass, classification.Mass, 6);
        Assert.All(classification.Labels, l => Assert.Equal(joint[l.Text] / mass, l.Probability, 5));
        Assert.All(classification.Labels, l => Assert.Equal(joint[l.Text], l.Mass, 5));
    }

    [ModelFact]
    public async Task Every_tokenisation_counts_unless_the_own_ones_are_asked_for()
    {
        string[] labels = ["sport", "sports news", "weather"];
        var all = await TestModel.Shared.ClassifyAsync(Prompt, labels);
        var own = await TestModel.Shared.ClassifyAsync(Prompt, labels, new RequestOptions { Classification = new() { Tokenisations = Tokenisations.Canonical } });
        var exact = await TestModel.Shared.ClassifyAsync(Prompt, labels, new RequestOptions { Classification = new() { Tolerance = 1e-8 } });
        Assert.InRange(own.Mass, 0, exact.Mass + 1e-6);
        Assert.InRange(exact.Mass, all.Mass - 1e-6, all.Mass + all.UnexploredMass + 1e-6);
        Assert.InRange(all.UnexploredMass, 0, 1e-5 * all.Mass);
        Assert.True(exact.Evaluations > own.Evaluations);
        Assert.All(all.Labels, l => Assert.Equal(exact.Labels.Single(e => e.Text == l.Text).Probability, l.Probability, 1.1e-5));
    }

    [ModelFact]
    public async Task Calibration_is_by_the_probabilities_after_prompts_without_content()
    {
        string[] labels = ["sport", "weather", "health"];
        static string Template(string text) => $"What is this text about?\n{text}";
        var prompts = ClassificationOptions.ContentFree(Template);
        var raw = await TestModel.Shared.ClassifyAsync(Prompt, labels);
        var options = new RequestOptions { Classification = new() { ContentFreePrompts = prompts } };
        var calibrated = await TestModel.Shared.ClassifyAsync(Prompt, labels, options);
        var prior = labels.ToDictionary(l => l, _ => 0.0);
        foreach (var prompt in prompts)
        {
            foreach (var label in (await TestModel.Shared.ClassifyAsync(prompt, labels)).Labels)
            {
                prior[label.Text] += label.Probability / prompts.Count;
            }
        }

        var total = raw.Labels.Sum(l => l.Probability / prior[l.Text]);
        Assert.All(calibrated.Labels, l =>
        {
            var before = raw.Labels.Single(r => r.Text == l.Text);
            Assert.Equal(before.Probability / prior[l.Text] / total, l.Probability, 6);
            Assert.Equal(before.Mass, l.Mass, 9);
        });
    }

    [ModelFact]
    public async Task The_order_of_the_labels_in_the_call_does_not_matter_where_the_prompt_does_not_list_them()
    {
        var silent = new RequestOptions { DescribeFormat = false };
        var one = await TestModel.Shared.ClassifyAsync(Prompt, ["sport", "sports", "music"], silent);
        var other = await TestModel.Shared.ClassifyAsync(Prompt, ["music", "sports", "sport"], silent);
        Assert.Equal(one.Labels.Select(l => l.Text), other.Labels.Select(l => l.Text));
        Assert.All(one.Labels.Zip(other.Labels), p => Assert.Equal(p.First.Probability, p.Second.Probability, 5));
    }

    [ModelFact]
    public async Task The_most_probable_label_is_mostly_right_on_the_test_set()
    {
        // Greedy decoding gets 95 % of the 200 rows; 20 rows at 75 % leave room for the sample.
        var rows = File.ReadLines(Path.Combine(ShippedModel.Folder!, "tests", "c_labels.jsonl")).Take(20)
            .Select(line => System.Text.Json.JsonDocument.Parse(line).RootElement.GetProperty("answer").GetString())
            .Zip(TestModel.Rows("c_labels", 20));
        var right = 0;
        foreach (var (answer, row) in rows)
        {
            right += (await TestModel.Shared.ClassifyAsync(row.Prompt, row.Labels)).Label == answer ? 1 : 0;
        }

        Assert.InRange(right, 15, 20);
    }

    [ModelFact]
    public async Task Labels_that_cannot_be_told_apart_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => TestModel.Shared.ClassifyAsync(Prompt, []));
        await Assert.ThrowsAsync<ArgumentException>(() => TestModel.Shared.ClassifyAsync(Prompt, ["a", ""]));
        var twice = await Assert.ThrowsAsync<ArgumentException>(() => TestModel.Shared.ClassifyAsync(Prompt, ["a", "b", "a"]));
        Assert.Contains("\"a\"", twice.Message, StringComparison.Ordinal);
    }

    /// <summary>One token after the other, with a softmax over the whole row for each: the definition.</summary>
    private static double Probability(IReadOnlyList<int> prompt, string label)
    {
        var model = TestModel.Shared;
        var vocabulary = model.Tokenizer.Vocabulary;
        var tokens = new List<int>();
        model.Tokenizer.Encode(label, tokens);
        using var sequence = model.Decoder.CreateSequence();
        var row = Softmax(sequence.Append([.. prompt])[..vocabulary.Size]);
        var probability = 1.0;
        foreach (var token in tokens)
        {
            probability *= row[token];
            row = Softmax(sequence.Append([token])[..vocabulary.Size]);
        }

        var end = 0.0;
        foreach (var token in vocabulary.EndTokens)
        {
            end += row[token];
        }

        return probability * end;
    }

    private static double[] Softmax(ReadOnlySpan<float> logits)
    {
        var weights = new double[logits.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            weights[i] = Math.Exp(logits[i]);
        }

        var sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
