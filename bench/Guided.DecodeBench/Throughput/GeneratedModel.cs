using System.Globalization;
using System.Text;

namespace Guided.DecodeBench.Throughput;

/// <summary>Writes a decoder with random weights: real operators and real sizes, and output without meaning.</summary>
/// <remarks>
/// Grouped-query attention with rotary positions and the KV cache in place, SwiGLU, int4 weights (<c>MatMulNBits</c>, blocks of 32), an fp16 table
/// of embeddings. The graph has the names and the form that the ONNX Runtime GenAI model builder gives it.
/// </remarks>
internal static class GeneratedModel
{
    public const int Layers = 8, Width = 512, Heads = 8, KeyValueHeads = 2, HeadSize = 64, Inner = 2048, Context = 4096;

    /// <summary>A line that says what it is.</summary>
    public static string Describe(int vocabulary) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Layers} layers, {Width} wide, {Heads} heads ({KeyValueHeads} for keys and values), SwiGLU {Inner} wide, {vocabulary:N0} tokens, int4 weights");

    /// <summary>Writes the model into a folder.</summary>
    public static void Write(string folder, int vocabulary, int threads)
    {
        using (var graph = new GraphWriter(Path.Combine(folder, "model.onnx")))
        {
            Write(graph, vocabulary);
        }

        File.WriteAllText(Path.Combine(folder, "genai_config.json"), $$$"""
            {"model": {"type": "llama", "bos_token_id": 0, "eos_token_id": {{{vocabulary - 1}}}, "pad_token_id": 0,
              "context_length": {{{Context}}}, "vocab_size": {{{vocabulary}}},
              "decoder": {"filename": "model.onnx", "session_options": {"intra_op_num_threads": {{{threads}}}, "provider_options": []},
                "head_size": {{{HeadSize}}}, "hidden_size": {{{Width}}}, "num_attention_heads": {{{Heads}}},
                "num_hidden_layers": {{{Layers}}}, "num_key_value_heads": {{{KeyValueHeads}}},
                "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask",
                  "past_key_names": "past_key_values.%d.key", "past_value_names": "past_key_values.%d.value" },
                "outputs": {"logits": "logits", "present_key_names": "present.%d.key", "present_value_names": "present.%d.value"} } },
             "search": {"max_length": {{{Context}}}, "past_present_share_buffer": true} }
            """, Encoding.UTF8);
    }

    private static void Write(GraphWriter graph, int vocabulary)
    {
        graph.Input("input_ids", GraphWriter.Int64, "batch", "sequence");
        graph.Input("attention_mask", GraphWriter.Int64, "batch", "total");
        graph.Output("logits", GraphWriter.Float, "batch", "sequence", vocabulary);
        graph.Constant("one", GraphWriter.Int64, [1], BitConverter.GetBytes(1L));
        graph.Constant("axis", GraphWriter.Int64, [1], BitConverter.GetBytes(1L));
        graph.Constant("index", GraphWriter.Int64, [], BitConverter.GetBytes(1L));
        graph.Node("ReduceSum", "", ["attention_mask", "axis"], ["ones"], ("keepdims", 0L));
        graph.Node("Sub", "", ["ones", "one"], ["last"]);
        graph.Node("Cast", "", ["last"], ["seqlens"], ("to", (long)GraphWriter.Int32));
        graph.Node("Shape", "", ["attention_mask"], ["shape"]);
        graph.Node("Gather", "", ["shape", "index"], ["total64"], ("axis", 0L));
        graph.Node("Cast", "", ["total64"], ["total"], ("to", (long)GraphWriter.Int32));
        Rotary(graph);
        graph.RandomHalves("embedding", [vocabulary, Width]);
        graph.Node("Gather", "", ["embedding", "input_ids"], ["x16"]);
        graph.Node("Cast", "", ["x16"], ["x.0"], ("to", (long)GraphWriter.Float));
        Norm(graph, "norm.0");
        graph.Node("SimplifiedLayerNormalization", "", ["x.0", "norm.0"], ["in.0"], ("axis", -1L), ("epsilon", 1e-5f), ("stash_type", 1L));
        for (var layer = 0; layer < Layers; layer++)
        {
            Layer(graph, layer);
        }

        MatMul(graph, "head", $"in.{Layers}", "logits", Width, vocabulary);
    }

    private static void Layer(GraphWriter graph, int n)
    {
        foreach (var kind in new[] { "key", "value" })
        {
            graph.Input($"past_key_values.{n}.{kind}", GraphWriter.Float, "batch", KeyValueHeads, "past", HeadSize);
            graph.Output($"present.{n}.{kind}", GraphWriter.Float, "batch", KeyValueHeads, "length", HeadSize);
        }

        MatMul(graph, $"q.{n}", $"in.{n}", $"q.{n}.out", Width, Heads * HeadSize);
        MatMul(graph, $"k.{n}", $"in.{n}", $"k.{n}.out", Width, KeyValueHeads * HeadSize);
        MatMul(graph, $"v.{n}", $"in.{n}", $"v.{n}.out", Width, KeyValueHeads * HeadSize);
        graph.Node(
            "GroupQueryAttention",
            "com.microsoft",
            [$"q.{n}.out", $"k.{n}.out", $"v.{n}.out", $"past_key_values.{n}.key", $"past_key_values.{n}.value", "seqlens", "total", "cos", "sin"],
            [$"attention.{n}", $"present.{n}.key", $"present.{n}.value"],
            ("num_heads", (long)Heads),
            ("kv_num_heads", (long)KeyValueHeads),
            ("do_rotary", 1L),
            ("scale", 1 / MathF.Sqrt(HeadSize)));
        MatMul(graph, $"o.{n}", $"attention.{n}", $"o.{n}.out", Heads * HeadSize, Width);
        Skip(graph, $"x.{n}", $"o.{n}.out", $"middle.{n}", $"y.{n}");
        MatMul(graph, $"gate.{n}", $"middle.{n}", $"gate.{n}.out", Width, Inner);
        MatMul(graph, $"up.{n}", $"middle.{n}", $"up.{n}.out", Width, Inner);
        graph.Node("Sigmoid", "", [$"gate.{n}.out"], [$"sigmoid.{n}"]);
        graph.Node("Mul", "", [$"gate.{n}.out", $"sigmoid.{n}"], [$"silu.{n}"]);
        graph.Node("Mul", "", [$"silu.{n}", $"up.{n}.out"], [$"product.{n}"]);
        MatMul(graph, $"down.{n}", $"product.{n}", $"down.{n}.out", Inner, Width);
        Skip(graph, $"y.{n}", $"down.{n}.out", $"in.{n + 1}", $"x.{n + 1}");
    }

    private static void Norm(GraphWriter graph, string name)
    {
        var ones = new float[Width];
        Array.Fill(ones, 1);
        graph.Constant(name, GraphWriter.Float, [Width], System.Runtime.InteropServices.MemoryMarshal.AsBytes(ones.AsSpan()));
    }

    private static void Skip(GraphWriter graph, string x, string skip, string output, string sum)
    {
        Norm(graph, output + ".norm");
        graph.Node("SkipSimplifiedLayerNormalization", "com.microsoft", [x, skip, output + ".norm"], [output, "", "", sum], ("epsilon", 1e-5f));
    }

    private static void MatMul(GraphWriter graph, string name, string input, string output, int columns, int rows)
    {
        const int Block = 32;
        graph.RandomBytes(name + ".weight", [rows, columns / Block, Block / 2]);
        graph.RandomScales(name + ".scale", [rows, columns / Block], 0.2f / MathF.Sqrt(columns));
        graph.Node(
            "MatMulNBits",
            "com.microsoft",
            [input, name + ".weight", name + ".scale"],
            [output],
            ("K", (long)columns),
            ("N", (long)rows),
            ("bits", 4L),
            ("block_size", (long)Block),
            ("accuracy_level", 4L));
    }

    private static void Rotary(GraphWriter graph)
    {
        var (cos, sin) = (new float[Context * HeadSize / 2], new float[Context * HeadSize / 2]);
        for (var i = 0; i < cos.Length; i++)
        {
            var angle = i / (HeadSize / 2) * Math.Pow(10_000, -2.0 * (i % (HeadSize / 2)) / HeadSize);
            (cos[i], sin[i]) = ((float)Math.Cos(angle), (float)Math.Sin(angle));
        }

        graph.Constant("cos", GraphWriter.Float, [Context, HeadSize / 2], System.Runtime.InteropServices.MemoryMarshal.AsBytes(cos.AsSpan()));
        graph.Constant("sin", GraphWriter.Float, [Context, HeadSize / 2], System.Runtime.InteropServices.MemoryMarshal.AsBytes(sin.AsSpan()));
    }
}
