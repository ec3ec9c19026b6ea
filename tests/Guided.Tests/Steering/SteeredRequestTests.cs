using System.Text.Json.Nodes;
using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Decoders;
using Guided.Onnx.Graphs;
using Guided.Onnx.Steering.Contrastive;
using Guided.Onnx.Steering.Routers;
using Guided.Steering;
using Guided.Testing;

namespace Guided.Steering;

/// <summary>Steering through the façade, with the data of samples/Steering.</summary>
public sealed class SteeredRequestTests
{
    private const int LabelLayer = 2, FieldLayer = 3;
    private static readonly string[] Labels = ["weather", "sport", "politics", "travel", "health", "music", "refund", "praise"];
    private static readonly JsonSchemaOptions Compact = new() { Whitespace = JsonWhitespace.Compact, Escapes = JsonEscapes.Shortest };
    private static readonly Lazy<GuidedModel> Model = new(() => GuidedModel.Load(ShippedModel.Folder!, new GuidedModelOptions
    {
        Decoder = new OnnxDecoderOptions
        {
            Ports = new DecoderPorts { Steered = [LabelLayer, FieldLayer], HiddenStates = [LabelLayer, FieldLayer], RouterLogits = true, Capabilities = SteeringCapabilities.None },
        },
    }));

    [ModelFact]
    public async Task A_clamped_label_wins_everywhere_and_one_taken_out_loses()
    {
        var direction = (await LearnAsync("weather_pairs.jsonl", LabelLayer)).ToFeature("weather");
        var rows = TestModel.Rows("c_labels", 24).ToArray();
        var wins = 0;
        foreach (var row in rows)
        {
            var text = await Model.Value.GenerateTextAsync(
                Prompt(row.Prompt), OutputFormat.Choice(Labels), Options(new SteeringEdit(LabelLayer, direction, SteeringOperation.SetTo(2))));
            Assert.Contains(text.Value, Labels);
            wins += text.Value == "weather" ? 1 : 0;
        }

        Assert.InRange(wins, 0.9 * rows.Length, rows.Length);

        const string storm = "Classify this message.\nHeavy rain and a storm are forecast.";
        var plain = await Model.Value.ClassifyAsync(Prompt(storm), Labels, Options(null));
        var ablated = await Model.Value.ClassifyAsync(Prompt(storm), Labels, Options(new SteeringEdit(LabelLayer, direction, SteeringOperation.SetTo(-1))));
        Assert.Equal("weather", plain.Label);
        Assert.NotEqual("weather", ablated.Label);
    }

    [ModelFact]
    public async Task The_posterior_of_a_label_grows_with_the_strength_of_its_direction()
    {
        var direction = (await LearnAsync("weather_pairs.jsonl", LabelLayer)).ToFeature("weather");
        foreach (var row in TestModel.Rows("c_labels", 4))
        {
            var last = 0.0;
            foreach (var strength in (float[])[-1, -0.5f, 0, 0.5f, 1, 1.5f, 2])
            {
                var posterior = await Model.Value.ClassifyAsync(Prompt(row.Prompt), Labels, Options(new SteeringEdit(LabelLayer, direction, SteeringOperation.Add(strength))));
                var probability = posterior.Labels.First(label => label.Text == "weather").Probability;
                Assert.InRange(probability, last - 1e-6, 1);
                last = probability;
            }

            Assert.InRange(last, 0.5, 1);
        }
    }

    [ModelFact]
    public async Task Steering_behind_a_gate_changes_the_field_and_leaves_the_others()
    {
        var direction = (await LearnAsync("network_pairs.jsonl", FieldLayer)).ToFeature("network");
        var edit = new SteeringEdit(FieldLayer, direction, SteeringOperation.Add(3));
        int wins = 0, exact = 0, exactWithoutGate = 0, rows = 0;
        foreach (var line in File.ReadLines(Data("tickets.jsonl")).Take(10))
        {
            var row = JsonNode.Parse(line)!;
            var field = (string)row["field"]!;
            var format = OutputFormat.Json(row["schema"]!.ToJsonString(), Compact);
            async Task<JsonObject> Run(SteeringEdit? steered) => JsonNode.Parse(
                (await Model.Value.GenerateTextAsync((string)row["prompt"]!, format, Options(steered))).Value)!.AsObject();
            var plain = await Run(null);
            var gated = await Run(edit with { Gate = SteeringGate.JsonPath("$." + field) });
            var everywhere = await Run(edit);
            rows++;
            wins += (string?)gated[field] == "network" ? 1 : 0;
            foreach (var record in (JsonObject[])[plain, gated, everywhere])
            {
                record.Remove(field);
            }

            exact += JsonNode.DeepEquals(plain, gated) ? 1 : 0;
            exactWithoutGate += JsonNode.DeepEquals(plain, everywhere) ? 1 : 0;
        }

        Assert.InRange(wins, 0.9 * rows, rows);
        Assert.Equal(rows, exact);
        Assert.InRange(exactWithoutGate, 0, rows / 2);
    }

    [ModelFact]
    public async Task Output_is_valid_at_any_strength_and_speculation_changes_nothing()
    {
        var row = TestModel.Rows("b_records", 1).First();
        var format = OutputFormat.Json(row.Schema!, Compact);
        var random = new Random(1);
        var feature = SteeringFeature.FromDirection("random", Enumerable.Range(0, 192).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray());
        foreach (var strength in (float[])[1, 30, 1e4f, -1e4f])
        {
            var options = Options(new SteeringEdit(LabelLayer, feature, SteeringOperation.Add(strength)) { Scope = SteeringScope.All });
            var text = await Model.Value.GenerateTextAsync(row.Prompt, format, options);
            Assert.True(new Automata.ByteAutomaton(format.CreateGrammar()!).Matches(System.Text.Encoding.UTF8.GetBytes(text.Value)));
            var alone = await Model.Value.GenerateTextAsync(row.Prompt, format, options with { Speculation = SpeculationKinds.None });
            Assert.Equal(alone.Value, text.Value);
        }
    }

    [ModelFact]
    public async Task A_trace_tells_which_expert_handled_which_token()
    {
        var trace = new RouterTrace(((ISteerableDecoder)Model.Value.Decoder).Activations);
        await Model.Value.GenerateTextAsync("Hello there.", null, new RequestOptions { Listener = trace, Generation = new() { MaxTokens = 5 } });
        Assert.Equal(4, trace.Layers.Count);
        Assert.All(trace.Layers, layer => Assert.Equal(1, trace.Loads(layer.Layer).Sum(), 1e-6));
        Assert.All(trace.Routes(2), route => Assert.Equal(2, route.Experts.Count));
        Assert.Equal(trace.Tokens.Count, trace.Routes(0).Count);
        var picture = RouterPicture.ToSvg(trace, Model.Value.Tokenizer.Vocabulary);
        Assert.Equal(4 * trace.Tokens.Count, System.Xml.Linq.XDocument.Parse(picture).Descendants().Count(element => element.Name.LocalName == "title"));
    }

    [ModelFact]
    public async Task A_model_without_a_port_and_a_healed_prompt_are_refused()
    {
        var feature = SteeringFeature.FromDirection("d", Enumerable.Repeat(1f, 192).ToArray());
        var options = Options(new SteeringEdit(LabelLayer, feature, SteeringOperation.Add(1)));
        await Assert.ThrowsAsync<SteeringException>(() => TestModel.Shared.GenerateTextAsync("Hello.", null, options));
        await Assert.ThrowsAsync<SteeringException>(() => Model.Value.GenerateTextAsync("Hello.", null, options with { Generation = new() { HealPrompt = true } }));
    }

    private static string Prompt(string message) => $"{message}\nAnswer with one of: {string.Join(", ", Labels)}";

    private static RequestOptions Options(SteeringEdit? edit) => new()
    {
        DescribeFormat = false,
        Steering = edit is null ? null : new SteeringSpecification(edit.Scope == SteeringScope.All && edit.Gate is null && edit.Feature.Name != "random" ? edit with { Scope = SteeringScope.Generated } : edit),
    };

    private static string Data(string name) => Repository.PathOf("samples", "Steering", "data", name);

    private static async Task<ContrastiveLayer> LearnAsync(string file, int layer)
    {
        var pairs = File.ReadLines(Data(file)).Select(line => JsonNode.Parse(line)!).Select(pair =>
            new ContrastivePair((string)pair["positive"]!, (string)pair["negative"]!, (string?)pair["positiveAnswer"], (string?)pair["negativeAnswer"]));
        return (await Model.Value.LearnDirectionsAsync(pairs, [layer]))[layer];
    }
}
