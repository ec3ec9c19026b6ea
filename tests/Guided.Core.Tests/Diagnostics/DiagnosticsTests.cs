using System.Text;
using Guided.Automata;
using Guided.Diagnostics;
using Guided.Expressions;
using Guided.Rules;
using Guided.Tests.Automata;

namespace Guided.Tests.Diagnostics;

public sealed class DiagnosticsTests
{
    [Fact]
    public void An_explanation_tells_where_a_text_is_refused_and_what_was_expected()
    {
        var explanation = GrammarExplanation.Of(TestGrammars.Json(), "{\"a\": [1,\n2}");
        Assert.False(explanation.Matches);
        Assert.False(explanation.IsPrefix);
        Assert.Equal(9, explanation.Offset);
        Assert.Equal((1, 10), (explanation.Line, explanation.Column));
        Assert.True(explanation.NextBytes.Contains((byte)' '));
        Assert.False(explanation.NextBytes.Contains((byte)'\n'));
        Assert.StartsWith("refused at 1:10 (byte 9): found U+000A, expected ", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_count_characters_and_offsets_bytes()
    {
        var f = new ExpressionFactory();
        var word = f.Plus(f.Runes([('a', 'z'), (0xE0, 0xFF), (0x1F600, 0x1F64F)]));
        var grammar = new Grammar(f, f.Concat(f.Literal("x\n"), word, f.Literal(";")));
        var refused = grammar.Explain("x\n\u00e9\U0001F600b\u4E2D;");
        Assert.Equal((2, 4), (refused.Line, refused.Column));
        Assert.Equal(9, refused.Offset);
        Assert.Equal("\"\u4E2D\"", refused.Found);

        // The first byte of this character begins allowed ones, its second does not: the place is where the character begins.
        var inside = grammar.Explain("x\n\u00e9\u00DFa");
        Assert.Equal((2, 2, "\"\u00DF\""), (inside.Line, inside.Column, inside.Found));
        Assert.Equal(5, inside.Offset);
    }

    [Fact]
    public void What_was_expected_is_told_in_texts_and_names_of_rules()
    {
        var f = new ExpressionFactory();
        var number = f.Frame("number", f.Plus(f.Bytes(ByteSet.Range((byte)'0', (byte)'9'))));
        var grammar = new Grammar(f, f.Concat(f.Literals(["add ", "subtract "]), number, f.Literal(" and "), number));
        Assert.Equal(["\"add \" then <number>", "\"subtract \" then <number>"], grammar.Explain("multiply").Expected.Order());
        var inNumber = grammar.Explain("add 12 or 3");
        Assert.Equal("refused at 1:8 (byte 7): found \"o\", expected \"and \" then <number>", inNumber.ToString());
        Assert.Equal("incomplete: expected [0-9]+", grammar.Explain("add 1 and ").ToString());
        Assert.Equal("matches", grammar.Explain("add 1 and 2").ToString());
        Assert.Equal("the end of the text", grammar.Explain("add 1").Found);
    }

    [Fact]
    public void Samples_are_bounded_and_hit_every_alternative()
    {
        var f = new ExpressionFactory();
        var list = ExpressionFactory.DeclareRule("list");
        list.Define(f.Concat(f.Literal("("), f.Star(f.Choice(f.Literals(["ab", "c", "d"]), f.Call(list))), f.Literal(")")));
        var sampler = new GrammarSampler(new Grammar(f, f.Call(list)), seed: 3);
        var texts = Enumerable.Range(0, 200).Select(_ => Encoding.ASCII.GetString(sampler.Next(30))).ToList();
        Assert.All("abcd", c => Assert.Contains(texts, t => t.Contains(c, StringComparison.Ordinal)));
        Assert.Contains(texts, t => t.Contains("((", StringComparison.Ordinal));
        Assert.All(texts, t => Assert.True(t.Length <= 60, t));
    }

    [Fact]
    public void An_explanation_completes_a_prefix_the_shortest_way()
    {
        var explanation = GrammarExplanation.Of(TestGrammars.Json(), "{\"a\": [1, \"x");
        Assert.True(explanation.IsPrefix);
        Assert.Equal("\"]}", explanation.Completion);
        Assert.True(GrammarExplanation.Of(TestGrammars.Json(), "{\"a\": [1, \"x" + explanation.Completion).Matches);
    }

    [Fact]
    public void Samples_are_members_and_differ()
    {
        var grammar = TestGrammars.Json();
        var automaton = new ByteAutomaton(grammar);
        var sampler = new GrammarSampler(grammar, seed: 1);
        var texts = Enumerable.Range(0, 300).Select(_ => sampler.Next(60)).ToList();
        Assert.All(texts, t => Assert.True(automaton.Matches(t), Encoding.UTF8.GetString(t)));
        Assert.True(texts.Select(Convert.ToBase64String).Distinct().Count() > 100);
    }

    [Fact]
    public void A_small_automaton_is_drawn_state_by_state()
    {
        var factory = new ExpressionFactory();
        var grammar = new Grammar(factory, factory.Concat(factory.Literal("\"a"), factory.Star(factory.Literal("b"))));
        var mermaid = GrammarGraph.ToMermaid(grammar);
        Assert.Contains("s0 -- \"#quot;\" --> s1", mermaid, StringComparison.Ordinal);
        Assert.Contains("s2 -- \"b\" --> s2", mermaid, StringComparison.Ordinal);
        Assert.Contains("s2(((2)))", mermaid, StringComparison.Ordinal);
        Assert.Contains("0 -> 1 [label=\"\\\"\"]", GrammarGraph.ToDot(grammar), StringComparison.Ordinal);
        Assert.Contains("more", GrammarGraph.ToMermaid(TestGrammars.Json(), maxStates: 3), StringComparison.Ordinal);
    }
}
