using Guided.Expressions;
using Guided.Grammars.Gbnf;

namespace Guided.Grammars.Tests.Gbnf;

/// <summary>Texts that are refused, with the place and a reason that names the matter.</summary>
public sealed class GbnfErrorTests
{
    [Theory]
    [InlineData("root ::= \"a", 1, 10, "string is not closed")]
    [InlineData("root ::= \"é😀\" \"\\q\"", 1, 16, "escape \\q is unknown")]
    [InlineData("root ::=\n  \"\\u12\"", 2, 4, "needs 4 hexadecimal digits")]
    [InlineData("root ::= \"\\x4\"", 1, 11, "needs 2 hexadecimal digits")]
    [InlineData("root ::= \"\\U00110000\"", 1, 11, "beyond U+10FFFF")]
    [InlineData("root ::= \"\\uD83D\"", 1, 11, "half of a surrogate pair")]
    [InlineData("root ::= \"\\", 1, 11, "ends within an escape")]
    [InlineData("root ::= [a-", 1, 10, "character class is not closed")]
    [InlineData("root ::= [z-a]", 1, 11, "runs backwards")]
    [InlineData("root ::= []", 1, 10, "character class is empty")]
    [InlineData("root ::= [\\uD800-\\uDFFF]", 1, 10, "no character is in this class")]
    [InlineData("root ::= [^\\x00-\\U0010FFFF]", 1, 10, "no character is in this class")]
    [InlineData("root ::= [\\d]", 1, 11, "write the ranges out")]
    [InlineData("root ::= (\"a\"", 1, 10, "group is not closed")]
    [InlineData("root ::= \"a\")", 1, 13, "closes no group")]
    [InlineData("root ::= * \"a\"", 1, 10, "repeats nothing")]
    [InlineData("root ::= | {2}", 1, 12, "repeats nothing")]
    [InlineData("root ::= \"a\"{}", 1, 14, "expected a number")]
    [InlineData("root ::= \"a\"{,}", 1, 13, "has no bounds")]
    [InlineData("root ::= \"a\"{2", 1, 15, "expected '}'")]
    [InlineData("root ::= \"a\"{3,2}", 1, 13, "are crossed")]
    [InlineData("root ::= \"a\"{99999999999}", 1, 14, "larger than 2147483647")]
    [InlineData("root ::= \"a\" 'b'", 1, 14, "found '''")]
    [InlineData("root = \"a\"", 1, 6, "expected ::=")]
    [InlineData("root ::= \"a\"\n\"b\"", 2, 1, "expected the name of a rule")]
    [InlineData("root ::= \"a\"\nroot \"b\"", 2, 6, "expected ::=")]
    [InlineData("root ::= \"a\" b ::= \"b\"", 1, 14, "line of its own")]
    [InlineData("root ::= a\n\n b ::= \"b\"", 1, 10, "rule 'a' is called but not defined")]
    [InlineData("root ::= \"a\"\nb ::= \"b\"\nb ::= \"c\"", 3, 1, "rule 'b' is defined a second time (first in line 2)")]
    [InlineData("x ::= \"x\"\nroot ::= root \"a\"", 2, 1, "no text matches rule 'root'")]
    [InlineData("root ::= \"a\" <think", 1, 14, "token is not closed")]
    [InlineData("root ::= !<[x]>*", 1, 13, "expected the id of a token")]
    [InlineData("root ::= <[17>", 1, 14, "expected ']>'")]
    [InlineData("root ::= \"a\" /a+", 1, 14, "regular expression is not closed")]
    [InlineData("root ::= \"a\" /a+/g", 1, 18, "flag g is unknown")]
    [InlineData("root ::= \"a\" /a(b/", 1, 16, "group is not closed")]
    [InlineData("root ::=\n  /(a)\\1/", 2, 7, "back-references")]
    [InlineData("root ::= /a\\bb/", 1, 10, "no text matches")]
    [InlineData("root ::= %json {", 1, 16, "is not JSON")]
    [InlineData("root ::= %jsn {}", 1, 10, "only %json")]
    [InlineData("root ::= %json {\"type\": 3}", 1, 10, "keyword 'type'")]
    public void Llama_cpp_texts_are_refused_at_their_place(string text, int line, int column, string reason) =>
        CheckRefused(text, GbnfOptions.Default, line, column, reason);

    [Theory]
    [InlineData("root ::= \"a\" (= \"b\")", 1, 14, "lookahead assertions are refused")]
    [InlineData("root ::= (?=\"a\")", 1, 10, "lookahead assertions are refused")]
    [InlineData("root ::= TagDispatch((\"\", a))\na ::= \"a\"", 1, 22, "takes pairs of a string and the name of a rule")]
    [InlineData("root ::= TagDispatch((\"t\", b))", 1, 28, "'b' is called but not defined")]
    [InlineData("root ::= TagDispatch(\"t\", a)", 1, 22, "takes pairs")]
    [InlineData("root ::= TagDispatch((\"t\" a))", 1, 27, "expected ',' or ')'")]
    [InlineData("root ::= TagDispatch((\"tag\", a), excludes=(\"ta\"))\na ::= \"a\"", 1, 10, "begins a tag")]
    [InlineData("root ::= TagDispatch((\"tag\", a), stop=true)\na ::= \"a\"", 1, 39, "no argument stop")]
    [InlineData("root ::= TokenTagDispatch((1, a), excludes=(1,))\na ::= \"a\"", 1, 10, "both a tag and excluded")]
    [InlineData("root ::= Token()", 1, 10, "one or more ids")]
    [InlineData("root ::= Token(\"a\")", 1, 16, "ids of tokens")]
    [InlineData("root ::= Regex(12)", 1, 10, "takes one string")]
    [InlineData("root ::= Regex(\"a\", flags=\"q\")", 1, 27, "string of i, s and u")]
    [InlineData("root ::= Regex(\"a\", json_string=1)", 1, 33, "true or false")]
    [InlineData("root ::= Substring(\"a\", 2", 1, 19, "not closed")]
    [InlineData("root[max_tokens=3] ::= \"a\"", 1, 5, "rule attributes")]
    [InlineData("root ::= \"a\nb\"", 1, 12, "cannot hold a line end")]
    [InlineData("root ::= \"\\[\"", 1, 11, "escape \\[ is unknown")]
    [InlineData("root ::= .", 1, 10, "'.' is called but not defined")]
    public void XGrammar_texts_are_refused_at_their_place(string text, int line, int column, string reason) =>
        CheckRefused(text, GbnfTexts.XGrammar, line, column, reason);

    [Fact]
    public void A_missing_root_names_what_there_is()
    {
        Assert.Contains("no rule 'root'", Assert.Throws<GbnfException>(() => GbnfGrammar.Parse("start ::= \"a\"")).Message, StringComparison.Ordinal);
        Assert.Contains("'start'", Assert.Throws<GbnfException>(() => GbnfGrammar.Parse("start ::= \"a\"")).Message, StringComparison.Ordinal);
        Assert.Contains("there are no rules", Assert.Throws<GbnfException>(() => GbnfGrammar.Parse(" # nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Groups_too_deep_are_refused_not_overflown()
    {
        var deep = string.Concat(Enumerable.Repeat("(\"a\" | ", 500)) + "\"b\"" + new string(')', 500);
        Assert.NotNull(GbnfGrammar.Parse("root ::= " + deep));
        CheckRefused($"root ::= ({deep})", GbnfOptions.Default, 1, 11 + (499 * 7), "nested more than 500 deep");
    }

    [Fact]
    public void Chains_of_rules_do_not_overflow_the_stack()
    {
        var rules = Enumerable.Range(0, 20_000).Select(i => $"r{i} ::= \"a\" (r{i + 1} \"b\")*");
        Assert.NotNull(GbnfGrammar.Parse($"root ::= r0\n{string.Join('\n', rules)}\nr20000 ::= \"c\""));
    }

    [Fact]
    public void A_budget_that_is_used_up_is_named()
    {
        var options = new GbnfOptions { Limits = new GrammarLimits { MaxExpressions = 20 } };
        var exception = Assert.Throws<GrammarLimitException>(() => GbnfGrammar.Parse("root ::= \"a long enough string to need them\"", options: options));
        Assert.Equal(nameof(GrammarLimits.MaxExpressions), exception.Limit);
    }

    private static void CheckRefused(string text, GbnfOptions options, int line, int column, string reason)
    {
        var exception = Assert.Throws<GbnfException>(() => GbnfGrammar.Parse(text, options: options));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (exception.Line, exception.Column));
        Assert.StartsWith($"GBNF line {line}, column {column}: ", exception.Message, StringComparison.Ordinal);
    }
}
