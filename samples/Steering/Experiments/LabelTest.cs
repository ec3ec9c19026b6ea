using Guided.Formats;
using Guided.Onnx.Steering.Contrastive;
using Guided.Steering;

namespace Guided.Samples.Steering.Experiments;

/// <summary>Classifies the test messages into fixed labels while one of the labels is steered.</summary>
internal sealed class LabelTest(GuidedModel model, IReadOnlyList<LabelTest.Row> rows)
{
    public const string Target = "weather";

    private static readonly (string Label, string[] Names)[] Topics =
    [
        ("weather", ["weather"]), ("sport", ["sport", "sports"]), ("politics", ["politics"]), ("travel", ["travel", "tourism"]),
        ("health", ["health", "medicine"]), ("music", ["music"]), ("refund", ["refund", "refunds"]), ("praise", ["praise", "compliment"]),
    ];

    public static IReadOnlyList<string> Labels { get; } = [.. Topics.Select(topic => topic.Label)];

    /// <summary>The messages of the shipped test set.</summary>
    public static List<Row> Messages(string modelFolder, int limit) => JsonLines.Read<Row>(Path.Combine(modelFolder, "tests", "c_labels.jsonl"), limit);

    /// <summary>Learns the direction of the target label from pairs of training messages.</summary>
    public static Task<ContrastiveDirections> LearnAsync(GuidedModel model, int layer, CancellationToken cancellationToken) => model.LearnDirectionsAsync(
        JsonLines.Read<ContrastivePair>(Commands.Shared.DataFile("weather_pairs.jsonl")), [layer], null, cancellationToken);

    /// <summary>Runs the test set.</summary>
    /// <param name="steering">How the model is steered; null for not at all.</param>
    /// <param name="generates">Whether the label is also written out under the mask, to see that it is one of the labels.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<Score> RunAsync(SteeringSpecification? steering, bool generates, CancellationToken cancellationToken)
    {
        var options = new RequestOptions { DescribeFormat = false, Steering = steering };
        var score = new Score { Rows = rows.Count };
        foreach (var row in rows)
        {
            var prompt = $"{row.Prompt}\nAnswer with one of: {string.Join(", ", Labels)}";
            var posterior = await model.ClassifyAsync(prompt, Labels, options, cancellationToken).ConfigureAwait(false);
            score.Probability += posterior.Labels.First(label => label.Text == Target).Probability / rows.Count;
            score.Wins += posterior.Label == Target ? 1 : 0;
            score.Count(Expected(row), posterior.Label);
            if (generates)
            {
                var text = await model.GenerateTextAsync(prompt, OutputFormat.Choice(Labels), options, cancellationToken).ConfigureAwait(false);
                score.Valid += Labels.Contains(text.Value) ? 1 : 0;
                score.WrittenWins += text.Value == Target ? 1 : 0;
            }
        }

        return score;
    }

    private static string? Expected(Row row) =>
        Topics.FirstOrDefault(topic => topic.Names.Contains(row.Answer, StringComparer.OrdinalIgnoreCase)).Label;

    /// <summary>A message of the test set.</summary>
    internal sealed record Row(string Prompt, string Answer);

    /// <summary>What came out.</summary>
    internal sealed class Score
    {
        private int _targets, _targetsRight, _others, _othersRight;

        public int Rows { get; init; }

        /// <summary>The mean probability of the target label.</summary>
        public double Probability { get; set; }

        /// <summary>The messages for which the target label is the most probable one.</summary>
        public int Wins { get; set; }

        /// <summary>The messages for which the target label was written.</summary>
        public int WrittenWins { get; set; }

        /// <summary>The messages for which one of the labels was written.</summary>
        public int Valid { get; set; }

        /// <summary>The share of messages about the target that get its label.</summary>
        public double TargetAccuracy => (double)_targetsRight / _targets;

        /// <summary>The share of messages about other labels that get the right one.</summary>
        public double OtherAccuracy => (double)_othersRight / _others;

        public void Count(string? expected, string label)
        {
            if (expected == Target)
            {
                (_targets, _targetsRight) = (_targets + 1, _targetsRight + (label == expected ? 1 : 0));
            }
            else if (expected is not null)
            {
                (_others, _othersRight) = (_others + 1, _othersRight + (label == expected ? 1 : 0));
            }
        }
    }
}
