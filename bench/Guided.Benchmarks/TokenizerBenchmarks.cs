using BenchmarkDotNet.Attributes;
using Guided.Onnx.Tokenizers;
using Guided.Testing;

namespace Guided.Benchmarks;

/// <summary>Text to tokens with the tokenizer of the model in the repository; Guided.TokenizerBench compares whole families.</summary>
public class TokenizerBenchmarks
{
    private readonly HuggingFaceTokenizer _tokenizer = HuggingFaceTokenizer.Load(
        Path.Combine(ShippedModel.Folder ?? throw new InvalidOperationException("The model of the repository is absent."), "tokenizer.json"),
        new TokenizerOptions { EndTokens = [0] });

    private readonly string _text = string.Concat(Enumerable.Repeat(Inputs.Text + "\nThe quick brown fox jumps over the lazy dog.\n", 20));
    private readonly List<int> _ids = [];

    [Benchmark]
    public int Encode()
    {
        _ids.Clear();
        _tokenizer.Encode(_text, _ids);
        return _ids.Count;
    }
}
