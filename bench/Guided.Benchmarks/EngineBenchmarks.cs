using System.Text;
using BenchmarkDotNet.Attributes;
using Guided.Automata;
using Guided.Vocabularies;

namespace Guided.Benchmarks;

/// <summary>Masks and transitions, known and unknown.</summary>
public class EngineBenchmarks
{
    private readonly int[] _tokens = Inputs.Tokenise(Encoding.UTF8.GetBytes(Inputs.Text));
    private readonly TokenAutomaton _warm = new(Inputs.Grammar(), Inputs.Llama3);
    private byte[][] _bytes = [];

    [GlobalSetup]
    public void SetUp()
    {
        Warm();
        _bytes = [.. Enumerable.Range(0, Inputs.Llama3.Size).Select(t => Inputs.Llama3.BytesOf(t).ToArray())];
    }

    /// <summary>A whole text in an automaton that has seen it: mask, look-up and transition of each of its tokens.</summary>
    [Benchmark]
    public int Warm() => Read(_warm);

    /// <summary>The same in a new automaton of a grammar that is ready; the vocabulary is known.</summary>
    [Benchmark]
    public int Cold() => Read(new TokenAutomaton(Inputs.Grammar(), Inputs.Llama3));

    /// <summary>From the text of the schema to the first mask.</summary>
    [Benchmark]
    public int FirstMask() => new TokenAutomaton(Inputs.Grammar(), Inputs.Llama3).Start.GetMask().Count;

    /// <summary>A vocabulary with its trie, and what the walks of it need.</summary>
    [Benchmark]
    public int VocabularySetUp()
    {
        var vocabulary = new Vocabulary("copy", _bytes, [], [Inputs.Llama3.EndTokens[0]]);
        return new TokenAutomaton(Inputs.Grammar(), vocabulary).Start.GetMask().Count;
    }

    private int Read(TokenAutomaton automaton)
    {
        var allowed = 0;
        var state = automaton.Start;
        foreach (var token in _tokens)
        {
            allowed += state.GetMask().Contains(token) ? 1 : 0;
            state = state.Advance(token) ?? throw new InvalidOperationException($"{Inputs.Llama3.Describe(token)} is refused.");
        }

        return allowed;
    }
}
