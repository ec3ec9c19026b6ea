using BenchmarkDotNet.Attributes;
using Guided.Grammars.Gbnf;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Regex;
using Guided.Rules;

namespace Guided.Benchmarks;

/// <summary>From the text of a grammar to one that is ready for an automaton.</summary>
public class CompileBenchmarks
{
    [Benchmark]
    public Grammar Schema() => JsonSchemaGrammar.Create(Inputs.Schema);

    [Benchmark]
    public Grammar Regex() => RegexGrammar.Create(Inputs.Pattern);

    [Benchmark]
    public Grammar Gbnf() => GbnfGrammar.Parse(Inputs.Gbnf);
}
