using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.Gbnf;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Regex;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.Gbnf;

/// <summary>What rules hold besides text: regular expressions, JSON Schemas, tokens, macros, rules from code.</summary>
public sealed class GbnfEmbeddingTests
{
    private static readonly string[] Tokens = ["a", "b", "ab", "x", "<think>", "</think>", "<call>", "<end>"];
    private static readonly Vocabulary Vocabulary =
        new("toy", [.. Tokens.Select(Encoding.UTF8.GetBytes)], [4, 6, 7], [7]);

    [Theory]
    [InlineData(@"root ::= /a[b\/]+/i ""!""", "aB/b!", "a!")]
    [InlineData(@"root ::= (/\d{2}/ "":""){2} /(?<!0)$/", "12:34:", "12:3:")]
    [InlineData(@"root ::= /a.b/s | /c.d/", "a\nb|c-d", "c\nd")]
    [InlineData("root ::= \"x = \" %json {\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"integer\"}}, \"required\": [\"a\"],\n \"additionalProperties\": false} \";\"\n",
        "x = {\"a\": 12};|x = {\"a\":1};", "x = {};|x = {\"a\": \"1\"};|x = {\"a\": 12}")]
    [InlineData("root ::= item (\", \" item)*\nitem ::= %json {\"type\": [\"number\", \"null\"]} | \"-\"", "1, -, null", "1,-|x")]
    public void Inline_languages(string text, string members, string others) => Check(GbnfGrammar.Parse(text), members, others);

    [Theory]
    [InlineData("root ::= \"ID-\" Regex(\"[0-9]{2}.\")", "ID-12\n|ID-123", "ID-1")]
    [InlineData("root ::= Regex(\"hello, w.\", flags=\"i\")", "HeLLo, W!", "hello, w\n")]
    [InlineData("root ::= Regex(\"k.\", flags=\"is\")", "K\n", "\u212A!")]
    [InlineData("root ::= \"\\\"\" Regex(\"\\\\S+\", json_string=true) \"\\\"\"", "\"ab\"", "\"a\\b\"|\"a\"b\"")]
    [InlineData("root ::= Substring(\"abc\", \"de\", \"fg\")", "|abc|de|abcde|defg|abcdefg", "ab|cde|abcfg|abcd")]
    [InlineData("root ::= Substring(\"a\", \"b\", \"\", \"a\", \"b\") \"!\"", "!|a!|ab!|ba!|abab!|bab!", "aa!|bb!")]
    [InlineData("root ::= Substring()", "", "a")]
    [InlineData(
        "root ::= TagDispatch((\"<a>\", one), (\"<b>\", two))\none ::= \"1\" \"</a>\"\ntwo ::= \"2\"",
        "|text|<a>1</a>|x<a>1</a><b>2y|half <a|<<a>1</a>", "<a>|x<a>2|<b>1|<a>1</a><b>")]
    [InlineData("root ::= TagDispatch((\"<a>\", one), loop_after_dispatch=false)\none ::= \"1\"", "|text|x<a>1", "<a>1y|<a>1<a>1")]
    [InlineData("root ::= t \"STOP\"\nt ::= TagDispatch((\"<a>\", one), excludes=(\"STOP\",))\none ::= \"STOP\"", "STOP|xSTOP|<a>STOPySTOP", "x|xSTOPSTOP")]
    [InlineData("root ::= TagDispatch(excludes=(\"no\",))", "|yes|n o", "no|anow")]
    [InlineData("root ::= [^] \"b\"", "ab|\nb", "b|aab")]
    public void Macros(string text, string members, string others) =>
        Check(GbnfGrammar.Parse(text, options: new GbnfOptions { Dialect = GbnfDialect.XGrammar }), members, others);

    [Theory]
    [InlineData("root ::= <[4]> \"a\" </think>", "4 0 5", "0 5|4 0|4 0 0 5")]
    [InlineData("root ::= <think> !</think>* </think> \"b\"", "4 5 1|4 0 3 6 2 5 1", "4 5 0|4 0 1|4 5 5 1")]
    [InlineData("root ::= (\"ab\" | <[2]>) <[2]>", "2 2|0 1 2", "0 1 0 1|2 0 1|2")]
    [InlineData("root ::= \"a\" <[2]> | \"aab\" \"x\"", "0 2|0 2 3|0 0 1 3", "0 0 1|2")]
    public void Token_references(string text, string members, string others) =>
        CheckTokens(GbnfGrammar.Parse(text), members, others);

    [Theory]
    [InlineData("root ::= Token(4, 6) ExcludeToken(0, 1)", "4 2|6 3", "0 2|4 0|4 7")]
    [InlineData("root ::= TokenTagDispatch((4, body), excludes=(6,))\nbody ::= \"ab\" Token(5)", "|0 1 4 2 5 3|4 0 1 5|5", "4|4 0 5|6|4 2 5 4")]
    [InlineData("root ::= TokenTagDispatch((4, body), loop_after_dispatch=false)\nbody ::= \"x\"", "0 1|4 3|1 4 3", "4 3 1|4 3 4 3")]
    public void Token_macros(string text, string members, string others) =>
        CheckTokens(GbnfGrammar.Parse(text, options: new GbnfOptions { Dialect = GbnfDialect.XGrammar }), members, others);

    [Fact]
    public void Rules_from_code_and_rules_in_code()
    {
        var options = new GbnfOptions
        {
            External = new Dictionary<string, Func<ExpressionFactory, Expression>>
            {
                ["date"] = f => RegexGrammar.Build(f, @"\d{4}-\d\d-\d\d"),
                ["point"] = f => JsonSchemaGrammar.Build(f, """{"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 2}"""),
            },
        };
        Check(GbnfGrammar.Parse("root ::= \"on \" date \" at \" point", options: options), "on 2024-02-03 at [1, 2]", "on 2024-02-03 at [1]");

        var factory = new ExpressionFactory();
        var list = factory.Separated(GbnfGrammar.Build(factory, "root ::= \"(\" root? \")\""), factory.Literal("+"), min: 1);
        Check(new Guided.Rules.Grammar(factory, list), "()|(())+()", "(|()+");
    }

    private static void Check(Guided.Rules.Grammar grammar, string members, string others)
    {
        var language = new Language(grammar);
        Assert.All(members.Split('|'), text => Assert.True(language.Has(text), text));
        Assert.All(others.Split('|'), text => Assert.False(language.Has(text), text));
    }

    private static void CheckTokens(Guided.Rules.Grammar grammar, string members, string others)
    {
        var automaton = new TokenAutomaton(grammar, Vocabulary);
        Assert.All(members.Split('|'), text => Assert.True(Accepts(text), text));
        Assert.All(others.Split('|'), text => Assert.False(Accepts(text), text));

        bool Accepts(string text)
        {
            ITokenState? state = automaton.Start;
            foreach (var token in text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse))
            {
                Assert.Equal(state.GetMask().Contains(token), state.Advance(token) is not null);
                state = state.Advance(token);
                if (state is null)
                {
                    return false;
                }
            }

            return state.IsAccepting;
        }
    }
}
