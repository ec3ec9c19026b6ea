using System.Text;
using BenchmarkDotNet.Attributes;
using Guided.Automata;
using Guided.Processors;

namespace Guided.Benchmarks;

/// <summary>What happens to a row of 128k logits: the mask, the cuts, the choice.</summary>
public class SamplingBenchmarks
{
    private readonly float[] _logits = new float[Inputs.Llama3.Size];
    private readonly float[] _row = new float[Inputs.Llama3.Size];
    private readonly TopKProcessor _topK = new(new TopKOptions(50));
    private readonly TopPProcessor _topP = new(new TopPOptions(0.9f));
    private readonly GreedySelector _greedy = new();
    private readonly MultinomialSelector _multinomial = new(7);
    private TokenMask? _wide;
    private TokenMask? _narrow;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < _logits.Length; i++)
        {
            _logits[i] = (float)((random.NextDouble() * 20) - 10);
        }

        var automaton = new TokenAutomaton(Inputs.Grammar(), Inputs.Llama3);
        _narrow = automaton.Start.GetMask();
        var state = automaton.Start;
        foreach (var token in Inputs.Tokenise(Encoding.UTF8.GetBytes("{\"name\": \"A")))
        {
            state = state.Advance(token)!;
        }

        _wide = state.GetMask();
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        _topK.Dispose();
        _topP.Dispose();
        _multinomial.Dispose();
    }

    /// <summary>A copy of the row, which the others contain too.</summary>
    [Benchmark(Baseline = true)]
    public void Copy() => _logits.CopyTo(_row, 0);

    [Benchmark]
    public void MaskInString()
    {
        Copy();
        _wide!.Apply(_row);
    }

    [Benchmark]
    public void MaskBeforeName()
    {
        Copy();
        _narrow!.Apply(_row);
    }

    [Benchmark]
    public int Greedy()
    {
        var row = new LogitRow(_logits);
        return _greedy.TrySelect(in row, 0, 0, out var token) ? token : -1;
    }

    [Benchmark]
    public int Multinomial()
    {
        var row = new LogitRow(_logits);
        return _multinomial.TrySelect(in row, 0, 0, out var token) ? token : -1;
    }

    [Benchmark]
    public int TopKThenTopP()
    {
        Copy();
        var row = new LogitRow(_row);
        _topK.Process(ref row);
        _topP.Process(ref row);
        return _multinomial.TrySelect(in row, 0, 0, out var token) ? token : -1;
    }
}
