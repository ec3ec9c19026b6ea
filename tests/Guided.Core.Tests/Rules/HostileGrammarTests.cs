using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Tests.Decoding;

namespace Guided.Tests.Rules;

/// <summary>Grammars made to exhaust the engine: they work, or end in a clear error.</summary>
public sealed class HostileGrammarTests
{
    [Fact]
    public void Counters_of_counters_multiply()
    {
        var f = new ExpressionFactory();
        var a = f.Literal("a");
        Assert.Same(f.Repeat(a, 6, 6), f.Repeat(f.Repeat(a, 2, 2), 3, 3));
        Assert.Same(f.Repeat(a, 0, 15), f.Repeat(f.Repeat(a, 0, 5), 0, 3));
        Assert.Same(f.Repeat(a, 4, 9), f.Repeat(f.Repeat(a, 2, 3), 2, 3));
        Assert.NotSame(f.Repeat(a, 0, 10), f.Repeat(f.Repeat(a, 5, 5), 0, 2));
        var automaton = new ByteAutomaton(new Grammar(f, Thrice(f, 0)));
        Assert.True(automaton.Matches(Letters(3000)));
        Assert.True(automaton.StateCount < 3010, $"{automaton.StateCount} states");
    }

    [Fact]
    public void Counters_of_counters_without_an_end_in_sight_are_refused()
    {
        var f = new ExpressionFactory();
        var e = Assert.Throws<GrammarLimitException>(() => new Grammar(f, Thrice(f, 1000), "thrice"));
        Assert.Equal(nameof(GrammarLimits.MaxShortestText), e.Limit);
        Assert.Equal(GrammarLimits.Default.MaxShortestText, e.Value);
        Assert.Equal("Grammar 'thrice'", e.Where);
    }

    [Theory]
    [InlineData("ambiguous counters")]
    [InlineData("subset construction")]
    [InlineData("intersections")]
    [InlineData("complements")]
    public void Exponential_automata_end_in_an_error_that_names_the_budget(string kind)
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxExpressions = 200_000, MaxLivenessStates = 20_000, MaxStates = 20_000 });
        var e = Assert.Throws<GrammarLimitException>(() => ReadAll(new ByteAutomaton(new Grammar(f, Hostile(f, kind), kind))));
        Assert.Contains($"'{kind}'", e.Where, StringComparison.Ordinal);
        Assert.Contains($"GrammarLimits.{e.Limit} = {e.Value:N0}", e.Message, StringComparison.Ordinal);
        Assert.Contains($"new GrammarLimits {{ {e.Limit} = … }}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(30_000)]
    [InlineData(45_000)]
    public void Deep_nesting_needs_no_stack(int depth)
    {
        // (((a)? b? )? b? )? …: each level may be empty, so that everything can be read first.
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxExpressions = 2_000_000 });
        var rule = f.Frame("x", f.Literal("x"));
        var nested = f.Literal("a");
        for (var i = 0; i < depth; i++)
        {
            nested = f.Choice(f.Concat(f.Choice(nested, rule), f.Literal("b")), f.Literal("c"));
        }

        var e = Record.Exception(() =>
        {
            var automaton = new ByteAutomaton(new Grammar(f, nested, "nested"));
            Assert.True(automaton.Matches("c"u8));
        });
        Assert.True(e is null or GrammarLimitException, e?.ToString());
    }

    [Fact]
    public void Deep_nesting_of_regular_expressions_needs_no_stack()
    {
        var f = new ExpressionFactory();
        var nested = f.Literal("a");
        for (var i = 0; i < 8_000; i++)
        {
            nested = f.Intersect(f.Complement(f.Concat(nested, f.Literal("b"))), f.Star(f.Bytes(ByteSet.Of("ab"u8))));
        }

        var e = Record.Exception(() => ReadAll(new ByteAutomaton(new Grammar(f, nested, "nested")), 5));
        Assert.True(e is null or GrammarLimitException, e?.ToString());
    }

    [Fact]
    public void Nesting_beyond_its_budget_is_refused()
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxNesting = 100 });
        var nested = f.Literal("a");
        var e = Assert.Throws<GrammarLimitException>(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                nested = f.Plus(f.Concat(nested, f.Literal("b")));
            }
        });
        Assert.Equal(nameof(GrammarLimits.MaxNesting), e.Limit);
    }

    [Fact]
    public void A_hundred_thousand_rules_are_prepared()
    {
        // A chain in which each rule begins with the next, all of them also called from one choice.
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxStates = 20_000 });
        var rules = Enumerable.Range(0, 100_000).Select(i => ExpressionFactory.DeclareRule($"r{i}")).ToArray();
        for (var i = 0; i < rules.Length - 1; i++)
        {
            rules[i].Define(f.Choice(f.Concat(f.Call(rules[i + 1]), f.Literal("x")), f.Literal("y")));
        }

        rules[^1].Define(f.Literal("z"));
        var grammar = new Grammar(f, f.Choice([.. rules.Select(f.Call)]), "chain");
        Assert.Equal(1, grammar.ShortestLength);
        var e = Record.Exception(() => Assert.True(new ByteAutomaton(grammar).Matches("yxx"u8)));
        Assert.True(e is null or GrammarLimitException, e?.ToString());
    }

    [Fact]
    public void A_hundred_thousand_rules_without_depth_are_read()
    {
        var f = new ExpressionFactory();
        var rules = Enumerable.Range(0, 100_000).Select(i => f.Frame($"r{i}", f.Literal($"{i};"))).ToArray();
        var automaton = new ByteAutomaton(new Grammar(f, f.Star(f.Choice(rules)), "flat"));
        Assert.True(automaton.Matches("17;99999;0;"u8));
        Assert.False(automaton.IsPrefix("100000"u8));
    }

    [Fact]
    public void Rules_that_are_left_recursive_together_by_the_thousand_end_in_a_budget()
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxCompileWork = 400_000 });
        var rules = Enumerable.Range(0, 5000).Select(i => ExpressionFactory.DeclareRule($"r{i}")).ToArray();
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i].Define(f.Choice(f.Concat(f.Call(rules[(i + 1) % rules.Length]), f.Literal("x")), f.Literal("y")));
        }

        var e = Assert.Throws<GrammarLimitException>(() => new Grammar(f, f.Call(rules[0]), "circle"));
        Assert.Equal(nameof(GrammarLimits.MaxCompileWork), e.Limit);
        Assert.StartsWith("Rule 'r", e.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_alternatives_are_read_or_end_in_a_budget()
    {
        var f = new ExpressionFactory();
        var e = Record.Exception(() =>
        {
            var automaton = new ByteAutomaton(new Grammar(f, f.Literals(Enumerable.Range(0, 1_000_000).Select(i => $"{i * 31L}")), "million"));
            Assert.True(automaton.Matches("310"u8));
            Assert.False(automaton.Matches("311"u8));
        });
        Assert.True(e is null or GrammarLimitException, e?.ToString());
    }

    [Fact]
    public void Nested_calls_end_at_their_depth()
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxDepth = 1000 });
        var s = ExpressionFactory.DeclareRule("S");
        s.Define(f.Choice(f.Concat(f.Literal("("), f.Call(s), f.Literal(")")), f.Literal("x")));
        var automaton = new TokenAutomaton(new Grammar(f, f.Call(s), "brackets"), Toy.Of("(", "((((((((", ")", "x"));
        var e = Assert.Throws<GrammarLimitException>(() =>
        {
            ITokenState state = automaton.Start;
            for (var i = 0; i < 200; i++)
            {
                state = state.Advance(1)!;
            }
        });
        Assert.Equal(nameof(GrammarLimits.MaxDepth), e.Limit);
        Assert.Equal("Grammar 'brackets'", e.Where);
    }

    [Fact]
    public void Brackets_a_hundred_thousand_deep_are_read()
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxDepth = 200_000 });
        var s = ExpressionFactory.DeclareRule("S");
        s.Define(f.Choice(f.Concat(f.Literal("("), f.Call(s), f.Literal(")")), f.Literal("x")));
        var automaton = new ByteAutomaton(new Grammar(f, f.Call(s), "brackets"));
        Assert.True(automaton.Matches([.. Enumerable.Repeat((byte)'(', 100_000), (byte)'x', .. Enumerable.Repeat((byte)')', 100_000)]));
    }

    [Fact]
    public void Masks_end_at_their_budget()
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxWalk = 10 });
        var automaton = new TokenAutomaton(new Grammar(f, f.Star(f.Literals(["a", "b"])), "walk"), Toy.Of([.. Enumerable.Range(0, 64).Select(Binary)]));
        var e = Assert.Throws<GrammarLimitException>(() => automaton.Start.GetMask());
        Assert.Equal(nameof(GrammarLimits.MaxWalk), e.Limit);
        Assert.Equal("Grammar 'walk'", e.Where);
    }

    [Fact]
    public void Budgets_must_be_positive()
    {
        Assert.Throws<ArgumentOutOfRangeException>("MaxStates", () => new GrammarLimits { MaxStates = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("MaxWalk", () => new GrammarLimits { MaxWalk = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GrammarLimits { MaxShortestText = 1 << 28 });
    }

    // ((a{min,1000}){min,1000}){min,1000}
    private static Expression Thrice(ExpressionFactory f, int min)
    {
        var a = f.Literal("a");
        return f.Repeat(f.Repeat(f.Repeat(a, min, 1000), min, 1000), min, 1000);
    }

    private static Expression Hostile(ExpressionFactory f, string kind)
    {
        var a = f.Literal("a");
        var b = f.Literal("b");
        var any = f.Choice(a, b);
        switch (kind)
        {
            case "ambiguous counters":
                var counter = any;
                for (var i = 0; i < 4; i++)
                {
                    counter = f.Repeat(f.Concat(f.Repeat(counter, 0, 1000), f.Optional(b)), 0, 1000);
                }

                return counter;
            case "subset construction":
                // The n-th letter from the end is an a: 2^n states.
                return f.Concat(f.Star(any), a, f.Repeat(any, 40, 40));
            case "intersections":
                return f.Intersect([.. Enumerable.Range(10, 12).Select(n => f.Concat(f.Star(any), a, f.Repeat(any, n, n), f.Star(f.Repeat(any, n + 1, n + 1))))]);
            default:
                var nested = f.Concat(f.Star(any), a, f.Repeat(any, 12, 12));
                for (var i = 0; i < 6; i++)
                {
                    nested = f.Intersect(f.Star(any), f.Complement(f.Concat(f.Star(any), nested, f.Repeat(any, i, 13))));
                }

                return f.Intersect(nested, f.Complement(f.Concat(f.Star(any), f.Repeat(any, 0, 30))));
        }
    }

    private static void ReadAll(ByteAutomaton automaton, int length = 4000)
    {
        var random = new Random(1);
        var text = new byte[length];
        for (var run = 0; run < 50; run++)
        {
            for (var i = 0; i < length; i++)
            {
                text[i] = (byte)(random.Next(2) == 0 ? 'a' : 'b');
            }

            automaton.IsPrefix(text);
        }
    }

    private static string Binary(int number) => Convert.ToString(number + 64, 2).Replace('0', 'a').Replace('1', 'b');

    private static byte[] Letters(int count) => Encoding.ASCII.GetBytes(new string('a', count));
}
