using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Guided.Onnx.Tests.Fixtures;

/// <summary>What kind of tiny model to write.</summary>
internal sealed record TinyModelOptions
{
    public bool Half { get; init; }

    public bool PositionIds { get; init; }

    public bool ExternalData { get; init; }

    /// <summary>Whether norms and experts have the names that the model builder gives.</summary>
    public bool Named { get; init; } = true;

    public int Layers { get; init; } = 2;

    public int Context { get; init; } = 256;

    public int Vocabulary { get; init; } = 96;

    public int Hidden { get; init; } = 64;
}

/// <summary>
/// A model folder with random weights and the real operators: grouped-query attention (4 query heads, 2 KV heads) with rotary embeddings, RMS
/// norms, and a mixture of 4 experts of which each token uses 2. Deleted when disposed.
/// </summary>
internal sealed class TinyModel : IDisposable
{
    public const int QueryHeads = 4;
    public const int KeyValueHeads = 2;
    private const int Experts = 4;

    private readonly TinyModelOptions _options;
    private readonly Random _random = new(20261121);
    private readonly OnnxGraphBuilder _graph;

    public TinyModel(TinyModelOptions? options = null)
    {
        _options = options ?? new TinyModelOptions();
        Folder = Directory.CreateTempSubdirectory("guided-tiny-").FullName;
        using var external = _options.ExternalData ? new MemoryStream() : null;
        _graph = new OnnxGraphBuilder(external);
        Write();
        File.WriteAllBytes(GraphPath, _graph.Build());
        if (external is not null)
        {
            File.WriteAllBytes(GraphPath + ".data", external.ToArray());
        }

        File.WriteAllText(ConfigPath, Config().ToJsonString());
    }

    public string Folder { get; }

    public string GraphPath => Path.Combine(Folder, "model.onnx");

    public string ConfigPath => Path.Combine(Folder, "genai_config.json");

    public int HeadSize => _options.Hidden / QueryHeads;

    private int FloatType => _options.Half ? OnnxGraphBuilder.Float16 : OnnxGraphBuilder.Float;

    /// <summary>Rewrites the configuration.</summary>
    public void EditConfig(Action<JsonNode> edit)
    {
        var config = JsonNode.Parse(File.ReadAllText(ConfigPath))!;
        edit(config);
        File.WriteAllText(ConfigPath, config.ToJsonString());
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private JsonObject Config() => new()
    {
        ["model"] = new JsonObject
        {
            ["type"] = "gptoss",
            ["bos_token_id"] = 1,
            ["eos_token_id"] = new JsonArray(2, 3),
            ["pad_token_id"] = 0,
            ["context_length"] = _options.Context,
            ["vocab_size"] = _options.Vocabulary,
            ["decoder"] = new JsonObject
            {
                ["filename"] = "model.onnx",
                ["session_options"] = new JsonObject { ["log_id"] = "tiny", ["provider_options"] = new JsonArray() },
                ["head_size"] = HeadSize,
                ["hidden_size"] = _options.Hidden,
                ["num_attention_heads"] = QueryHeads,
                ["num_hidden_layers"] = _options.Layers,
                ["num_key_value_heads"] = KeyValueHeads,
                ["inputs"] = new JsonObject
                {
                    ["input_ids"] = "input_ids",
                    ["attention_mask"] = "attention_mask",
                    ["past_key_names"] = "past_key_values.%d.key",
                    ["past_value_names"] = "past_key_values.%d.value",
                },
                ["outputs"] = new JsonObject
                {
                    ["logits"] = "logits",
                    ["present_key_names"] = "present.%d.key",
                    ["present_value_names"] = "present.%d.value",
                },
            },
        },
        ["search"] = new JsonObject { ["do_sample"] = false, ["max_length"] = _options.Context, ["past_present_share_buffer"] = true },
    };

    private void Write()
    {
        var hidden = _options.Hidden;
        _graph.Input("input_ids", OnnxGraphBuilder.Int64, "batch_size", "sequence_length");
        _graph.Input("attention_mask", OnnxGraphBuilder.Int64, "batch_size", "total_sequence_length");
        var x = _graph.Node("Gather", [Weights("embed", 1, _options.Vocabulary, hidden), "input_ids"]);
        if (_options.PositionIds)
        {
            _graph.Input("position_ids", OnnxGraphBuilder.Int64, "batch_size", "sequence_length");
            x = _graph.Node("Add", [x, _graph.Node("Gather", [Weights("positions", 1, _options.Context, hidden), "position_ids"])]);
        }

        // The sequence's length comes from the mask: its sum less one, and its width.
        var sum = _graph.Node("ReduceSum", ["attention_mask", _graph.Integers("axis_1", 1)], ("keepdims", 0));
        var lengths = _graph.Node("Cast", [_graph.Node("Sub", [sum, _graph.Integers("one", 1)])], ("to", OnnxGraphBuilder.Int32));
        var width = _graph.Node("Gather", [_graph.Node("Shape", ["attention_mask"]), _graph.Scalar("index_1", 1)]);
        var total = _graph.Node("Cast", [width], ("to", OnnxGraphBuilder.Int32));
        var (cos, sin) = Rotary();

        var normed = _graph.Node("SimplifiedLayerNormalization", [x, Gamma("norm.first")], ("epsilon", 1e-5f));
        for (var layer = 0; layer < _options.Layers; layer++)
        {
            var attended = Attention(layer, normed, lengths, total, cos, sin);
            (normed, x) = SkipNorm($"norm.{layer}.mlp", x, attended);
            var experts = MixtureOfExperts(layer, normed);
            Name(layer == _options.Layers - 1
                ? $"/model/layers.{layer + 1}/final_norm_layernorm/SkipLayerNorm"
                : $"/model/layers.{layer + 1}/input_layernorm/SkipLayerNorm");
            (normed, x) = SkipNorm($"norm.{layer}.next", x, experts);
        }

        _graph.Node("MatMul", [normed, Weights("lm_head", 2, hidden, _options.Vocabulary)], ["logits"]);
        _graph.Output("logits", FloatType, "batch_size", "sequence_length", _options.Vocabulary);
    }

    private string Attention(int layer, string x, string lengths, string total, string cos, string sin)
    {
        var hidden = _options.Hidden;
        string Project(string name, int columns) => _graph.Node("MatMul", [x, Weights($"layer.{layer}.{name}", 1, hidden, columns)]);
        var inputs = new[]
        {
            Project("q", hidden), Project("k", KeyValueHeads * HeadSize), Project("v", KeyValueHeads * HeadSize),
            $"past_key_values.{layer}.key", $"past_key_values.{layer}.value", lengths, total, cos, sin,
        };
        foreach (var part in (string[])["key", "value"])
        {
            _graph.Input($"past_key_values.{layer}.{part}", FloatType, "batch_size", KeyValueHeads, "past_sequence_length", HeadSize);
            _graph.Output($"present.{layer}.{part}", FloatType, "batch_size", KeyValueHeads, "total_sequence_length", HeadSize);
        }

        var attended = $"attended.{layer}";
        _graph.Node(
            "GroupQueryAttention", inputs, [attended, $"present.{layer}.key", $"present.{layer}.value"],
            ("num_heads", QueryHeads), ("kv_num_heads", KeyValueHeads), ("do_rotary", 1));
        return _graph.Node("MatMul", [attended, Weights($"layer.{layer}.o", 1, hidden, hidden)]);
    }

    private string MixtureOfExperts(int layer, string x)
    {
        var hidden = _options.Hidden;
        var router = _graph.Node("MatMul", [x, Weights($"layer.{layer}.router", 3, hidden, Experts)]);
        var rows = _graph.Node("Reshape", [router, _graph.Integers($"layer.{layer}.rows", -1, Experts)]);
        var inputs = new[]
        {
            x, rows, Weights($"layer.{layer}.fc1", 1, Experts, 2 * hidden, hidden), "", Weights($"layer.{layer}.fc2", 1, Experts, hidden, 2 * hidden),
        };
        Name($"/model/layers.{layer}/moe/MoE");
        return _graph.Node("MoE", inputs, ("k", 2), ("activation_type", "silu"), ("normalize_routing_weights", 1));
    }

    private void Name(string name) => _graph.NextName = _options.Named ? name : null;

    private (string Normed, string Sum) SkipNorm(string name, string x, string skip)
    {
        _graph.Node("SkipSimplifiedLayerNormalization", [x, skip, Gamma(name)], [name, "", "", name + ".sum"], ("epsilon", 1e-5f));
        return (name, name + ".sum");
    }

    private (string Cos, string Sin) Rotary()
    {
        var half = HeadSize / 2;
        var cos = new float[_options.Context * half];
        var sin = new float[_options.Context * half];
        for (var index = 0; index < cos.Length; index++)
        {
            var angle = index / half / Math.Pow(10_000, (double)(index % half) / half);
            (cos[index], sin[index]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        return (Floats("cos", cos, _options.Context, half), Floats("sin", sin, _options.Context, half));
    }

    private string Gamma(string name)
    {
        var ones = new float[_options.Hidden];
        Array.Fill(ones, 1);
        return Floats(name + ".gamma", ones, _options.Hidden);
    }

    private string Weights(string name, double scale, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        var deviation = scale / Math.Sqrt(shape[^1]);
        for (var index = 0; index < values.Length; index++)
        {
            values[index] = (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble()));
        }

        return Floats(name, values, shape);
    }

    private string Floats(string name, float[] values, params long[] shape)
    {
        var data = _options.Half
            ? MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (Half)value).AsSpan()).ToArray()
            : MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
        return _graph.Constant(name, FloatType, shape, data);
    }
}
