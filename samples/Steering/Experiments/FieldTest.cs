using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Steering.Contrastive;
using Guided.Steering;

namespace Guided.Samples.Steering.Experiments;

/// <summary>Fills in tickets while one field's value is steered, and looks at what that does to the field and to all others.</summary>
internal sealed class FieldTest(GuidedModel model, IReadOnlyList<FieldTest.Row> rows)
{
    public const string Target = "network";

    private static readonly JsonSchemaOptions Compact = new() { Whitespace = JsonWhitespace.Compact, Escapes = JsonEscapes.Shortest };

    private readonly List<string> _unsteered = [];

    public static List<Row> Tickets(int limit) => JsonLines.Read<Row>(Commands.Shared.DataFile("tickets.jsonl"), limit);

    /// <summary>Learns the direction of the target value, at the place in an answer where the value is chosen.</summary>
    public static Task<ContrastiveDirections> LearnAsync(GuidedModel model, int layer, CancellationToken cancellationToken) => model.LearnDirectionsAsync(
        JsonLines.Read<ContrastivePair>(Commands.Shared.DataFile("network_pairs.jsonl")), [layer], null, cancellationToken);

    /// <summary>Runs the tickets. The first run must be the unsteered one, with which later ones are compared.</summary>
    /// <param name="edit">The edit; null for none.</param>
    /// <param name="gated">Whether it acts only while the field's value is generated.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    public async Task<Score> RunAsync(SteeringEdit? edit, bool gated, CancellationToken cancellationToken)
    {
        var score = new Score();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var steering = edit is null ? null : new SteeringSpecification(edit with { Gate = gated ? SteeringGate.JsonPath("$." + row.Field) : null });
            var options = new RequestOptions { DescribeFormat = false, Steering = steering };
            var text = (await model.GenerateTextAsync(row.Prompt, OutputFormat.Json(row.Schema.GetRawText(), Compact), options, cancellationToken).ConfigureAwait(false)).Value;
            if (_unsteered.Count == i)
            {
                _unsteered.Add(text);
            }

            score.Add(Read(text, row.Field), Read(_unsteered[i], row.Field), Probability(row, _unsteered[i], steering, cancellationToken));
        }

        return score;
    }

    // The probability of the target's first token, over the whole vocabulary, where the unsteered answer chooses the value.
    private double Probability(Row row, string answer, SteeringSpecification? steering, CancellationToken cancellationToken)
    {
        var mark = $"\"{row.Field}\":\"";
        var before = Tokens(answer[..(answer.IndexOf(mark, StringComparison.Ordinal) + mark.Length)]);
        var target = Tokens(Target)[0];
        var prompt = model.EncodePrompt([new Onnx.Chat.ChatTemplateMessage("user", row.Prompt)]).ToArray();
        var decoder = (ISteerableDecoder)model.Decoder;
        var program = steering is null ? null : SteeringProgram.Compile(steering, decoder.Port!, new SteeringContext(model.Tokenizer.Vocabulary, prompt.Length));
        using var sequence = decoder.CreateSequence(program);
        var logits = sequence.Append([.. prompt, .. before], 1, cancellationToken);
        var greatest = System.Numerics.Tensors.TensorPrimitives.Max<float>(logits);
        var sum = 0.0;
        foreach (var logit in logits)
        {
            sum += Math.Exp(logit - greatest);
        }

        return Math.Exp(logits[target] - greatest) / sum;
    }

    private List<int> Tokens(string text)
    {
        var ids = new List<int>();
        model.Tokenizer.Encode(text, ids);
        return ids;
    }

    private static (string? Value, JsonObject Others) Read(string text, string field)
    {
        var record = JsonNode.Parse(text)!.AsObject();
        var value = record[field]?.GetValue<string>();
        record.Remove(field);
        return (value, record);
    }

    /// <summary>A ticket: what the user says, the schema of the answer, the field that is steered, and the right answer.</summary>
    internal sealed record Row(string Prompt, JsonElement Schema, string Field, string Answer);

    /// <summary>What came out.</summary>
    internal sealed class Score
    {
        private int _rows, _wins, _exact;
        private double _probability;

        /// <summary>The mean probability of the target value's first token where the value is chosen.</summary>
        public double Probability => _probability / _rows;

        /// <summary>The share of records whose field has the target value.</summary>
        public double Wins => (double)_wins / _rows;

        /// <summary>The share of records whose other fields are all as without steering.</summary>
        public double OthersExact => (double)_exact / _rows;

        public void Add((string? Value, JsonObject Others) record, (string? Value, JsonObject Others) unsteered, double probability)
        {
            _rows++;
            _wins += record.Value == Target ? 1 : 0;
            _exact += JsonNode.DeepEquals(record.Others, unsteered.Others) ? 1 : 0;
            _probability += probability;
        }
    }
}
