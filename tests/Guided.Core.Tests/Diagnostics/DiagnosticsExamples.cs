using Guided.Diagnostics;
using Guided.Expressions;
using Guided.Rules;
using Guided.Testing;

namespace Guided.Tests.Diagnostics;

/// <summary>The examples of docs/diagnostics.md as they stand there, with the output it shows.</summary>
public sealed class DiagnosticsExamples
{
    [Fact]
    public void Explain()
    {
        #region Explain
        var f = new ExpressionFactory();
        var number = f.Frame("number", f.Plus(f.Bytes(ByteSet.Range((byte)'0', (byte)'9'))));
        var grammar = new Grammar(f, f.Concat(f.Literals(["add ", "subtract "]), number, f.Literal(" and "), number), "sums");
        var explanation = grammar.Explain("add 12 or 3");
        #endregion
        CheckDocument(nameof(Explain), explanation + "\n" + grammar.Explain("add 12") + "\n" + grammar.Explain("add 1 and 2"));
    }

    [Fact]
    public void Draw()
    {
        #region Draw
        var f = new ExpressionFactory();
        var grammar = new Grammar(f, f.Concat(f.Literal("a"), f.Star(f.Literal("bc"))));
        var mermaid = GrammarGraph.ToMermaid(grammar);
        var dot = GrammarGraph.ToDot(grammar, maxStates: 20);
        #endregion
        Assert.StartsWith("digraph", dot, StringComparison.Ordinal);
        CheckDocument(nameof(Draw), mermaid);
    }

    [Fact]
    public void Sample()
    {
        #region Sample
        var f = new ExpressionFactory();
        var list = ExpressionFactory.DeclareRule("list");
        list.Define(f.Concat(f.Literal("["), f.Separated(f.Choice(f.Literals(["1", "22"]), f.Call(list)), f.Literal(",")), f.Literal("]")));
        var sampler = new GrammarSampler(new Grammar(f, f.Call(list)), seed: 7);
        byte[] text = sampler.Next(length: 20);
        #endregion
        Assert.InRange(text.Length, 2, 40);
        CheckDocument(nameof(Sample), null);
    }

    // The document has the region's code in one block, and, where there is output, that in the block behind it.
    private static void CheckDocument(string region, string? output)
    {
        var source = Blocks(Repository.PathOf("tests", "Guided.Core.Tests", "Diagnostics", "DiagnosticsExamples.cs"), $"#region {region}", "#endregion");
        var document = File.ReadAllText(Repository.PathOf("docs", "diagnostics.md")).ReplaceLineEndings("\n");
        Assert.Contains($"```csharp\n{source}\n```", document, StringComparison.Ordinal);
        if (output is not null)
        {
            Assert.Contains($"\n{output.TrimEnd()}\n```", document, StringComparison.Ordinal);
        }
    }

    private static string Blocks(string path, string from, string to)
    {
        var lines = File.ReadAllLines(path).ToList();
        var start = lines.FindIndex(l => l.Trim() == from) + 1;
        var end = lines.FindIndex(start, l => l.Trim() == to);
        return string.Join("\n", lines.Skip(start).Take(end - start).Select(l => l.Length > 8 ? l[8..] : ""));
    }
}
