using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.Composition;
using Guided.Grammars.Gbnf;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.Composition;

public sealed class GrammarBuilderTests
{
    [Fact]
    public void A_recursive_grammar()
    {
        var g = new GrammarBuilder();
        var expression = g.Rule("expression");
        var factor = g.Regex("[0-9]+") | "(" + expression + ")";
        expression.Define(g.Separated(factor, g.Regex(" ?[-+*/] ?"), min: 1));
        Check(g.Build(expression), "1|(2+3) * 4|((1))", "|1+|(1");
    }

    [Fact]
    public void A_report_of_many_parts()
    {
        var g = new GrammarBuilder();
        var date = g.Rule("date", g.Regex(@"\d{4}-\d\d-\d\d"));
        var person = g.Json<Person>();
        var level = g.Choices(["low", "medium", "high"]);
        var report = g.Sequence(
            "Report of ", date, "\nRisk: ", level, "\n",
            g.Optional("Approved.\n"),
            "Present: ", g.Separated(person, "; ", min: 1, max: 3));
        Check(
            g.Build(report),
            "Report of 2024-01-02\nRisk: low\nPresent: {\"name\": \"A\", \"age\": 3}"
            + "|Report of 2024-01-02\nRisk: high\nApproved.\nPresent: {\"name\":\"A\",\"age\":3}; {\"name\":\"B\",\"age\":4}",
            "Report of 2024-01-02\nRisk: none\nPresent: {\"name\":\"A\",\"age\":3}|Report of 2024-01-02\nRisk: low\nPresent: ");
    }

    [Fact]
    public void Reasoning_and_then_a_tool_call()
    {
        var g = new GrammarBuilder();
        var call = g.Json("""{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false}""");
        var grammar = g.Build(g.Sequence("<think>", g.TextUntil("</think>"), g.Triggered([("<call>", call + "</call>")], max: 1)));
        Check(
            grammar,
            "<think>x</think>yes|<think></think>a <call>{\"city\":\"Rome\"}</call>.",
            "<think>x|<think>x</think><call>{}</call>|<think>x</think><call>{\"city\":\"\"}</call><call>{\"city\":\"\"}</call>");
    }

    [Fact]
    public void Regular_parts_can_be_cut()
    {
        var g = new GrammarBuilder();
        var word = g.OneOrMore(g.Regex("[a-z]"));
        Check(g.Build(g.Except(word, g.Choices(["if", "else"])) + ";"), "iff;|x;", "if;|else;");
        Check(g.Build(g.Both(word, g.Regex("(?:..)*"))), "ab|abcd", "abc|");
    }

    [Fact]
    public void Gbnf_tokens_and_expressions_are_parts()
    {
        var g = new GrammarBuilder();
        var list = g.Gbnf("root ::= \"[\" (root (\",\" root)*)? \"]\"");
        var root = g.Sequence(g.Token("<t>"), g.Repeat(list, 1, 2), g.Expression(f => f.Literal("!")), g.TokenExcept(TokenReference.OfId(1)));
        var vocabulary = new Vocabulary(
            "toy", [.. new[] { "[", "]", ",", "!", "<t>", "<end>" }.Select(Encoding.UTF8.GetBytes)], [4, 5], [5]);
        ITokenState? state = new TokenAutomaton(g.Build(root), vocabulary).Start;
        foreach (var token in new[] { 4, 0, 0, 1, 1, 3 })
        {
            state = state?.Advance(token);
        }

        Assert.Equal([0, 2, 3, 4], state!.GetMask().ToArray());
    }

    [Fact]
    public void Misuse_is_told()
    {
        var g = new GrammarBuilder();
        var rule = g.Rule("later");
        Assert.Contains("'later'", Assert.Throws<GrammarException>(() => g.Build("a" + rule)).Message, StringComparison.Ordinal);
        Assert.Contains("another builder", Assert.Throws<ArgumentException>(() => new GrammarBuilder().Build(rule)).Message, StringComparison.Ordinal);
        Assert.Contains("without rules", Assert.Throws<ArgumentException>(() => g.Both(rule, "a")).Message, StringComparison.Ordinal);
        Assert.Contains("nothing to choose", Assert.Throws<ArgumentException>(() => g.Choice()).Message, StringComparison.Ordinal);
        Assert.Contains("no builder", Assert.Throws<ArgumentException>(() => (GrammarPart)"a" + (GrammarPart)"b").Message, StringComparison.Ordinal);
        Assert.Contains("lone surrogate", Assert.Throws<ArgumentException>(() => g.Text("a\uD800")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => g.Repeat("a", 3, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => g.Separated("a", ",", -1));
        Assert.Throws<ArgumentException>(() => g.Triggered([]));
        Assert.Throws<GbnfException>(() => g.Gbnf("root ::=" + " \"a"));
        rule.Define("a");
        Assert.Throws<InvalidOperationException>(() => rule.Define("b"));
    }

    private static void Check(Grammar grammar, string members, string others)
    {
        var language = new Language(grammar);
        Assert.All(members.Split('|'), text => Assert.True(language.Has(text), text));
        Assert.All(others.Split('|'), text => Assert.False(language.Has(text), text));
    }

    private sealed record Person(string Name, int Age);
}
