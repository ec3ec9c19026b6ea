using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Tests.Decoding;

namespace Guided.Tests.Rules;

/// <summary>Grammars that are small to write and large to expand.</summary>
public sealed class HardGrammarTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    public void Doubling_of_a_rule_that_may_be_empty_is_exact(int depth)
    {
        var automaton = new ByteAutomaton(Doubling(depth, mayBeEmpty: true));
        var most = 1 << depth;
        for (var length = 0; length <= most + 3; length++)
        {
            Assert.Equal(length <= most, automaton.Matches(Letters(length)));
            Assert.Equal(length <= most, automaton.IsPrefix(Letters(length)));
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    public void Doubling_of_a_rule_that_may_be_empty_takes_a_state_a_byte(int depth)
    {
        var automaton = new ByteAutomaton(Doubling(depth, mayBeEmpty: true));
        Assert.True(automaton.Matches(Letters(80)));
        Assert.False(automaton.IsPrefix([.. Letters(80), (byte)'b']));
        Assert.True(automaton.StateCount < 1500, $"{automaton.StateCount} states");
        var tokens = new TokenAutomaton(automaton.Grammar, Toy.Of("a", "aaa", "b", "ab"));
        Assert.Equal([0, 1], tokens.Start.GetMask().ToArray().Where(tokens.Vocabulary.IsText));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void Doubling_is_exact(int depth)
    {
        var automaton = new ByteAutomaton(Doubling(depth, mayBeEmpty: false));
        var only = 1 << depth;
        for (var length = 0; length <= only + 1; length++)
        {
            Assert.Equal(length == only, automaton.Matches(Letters(length)));
            Assert.Equal(length <= only, automaton.IsPrefix(Letters(length)));
        }
    }

    [Fact]
    public void Doubling_of_a_million_letters_is_read_and_has_a_bound_on_its_end()
    {
        var tokens = new TokenAutomaton(Doubling(20, mayBeEmpty: false), Toy.Of("a", "aaaa"));
        Assert.Equal(1 << 20, tokens.Grammar.ShortestLength);
        var state = tokens.Start.Advance(1)!;
        Assert.Equal([0, 1], state.GetMask().ToArray());
        Assert.False(state.CanEndWithin(1000));
        Assert.True(state.CanEndWithin(1 << 20));
        Assert.True(tokens.StateCount < 100, $"{tokens.StateCount} states");
    }

    [Fact]
    public void Doubling_beyond_any_text_is_refused_with_the_rule()
    {
        var e = Assert.Throws<GrammarLimitException>(() => Doubling(60, mayBeEmpty: false));
        Assert.Equal(nameof(GrammarLimits.MaxShortestText), e.Limit);
        Assert.Contains("rule 'r", e.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("grammar 'doubling'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ambiguous_sequences_are_linear()
    {
        // S = S S | "a" | "": every text of n letters has exponentially many trees.
        var f = new ExpressionFactory();
        var s = ExpressionFactory.DeclareRule("S");
        s.Define(f.Choice(f.Concat(f.Call(s), f.Call(s)), f.Literal("a"), f.Epsilon));
        var automaton = new ByteAutomaton(new Grammar(f, f.Call(s)));
        Assert.True(automaton.Matches(Letters(5000)));
        Assert.True(automaton.Matches([]));
        Assert.False(automaton.IsPrefix("aab"u8));
        Assert.True(automaton.StateCount < 20, $"{automaton.StateCount} states");
    }

    [Fact]
    public void Ambiguous_nesting_is_polynomial()
    {
        // S = "(" S ")" S | S S | "": brackets, ambiguous and left-recursive behind what may be empty.
        var f = new ExpressionFactory();
        var s = ExpressionFactory.DeclareRule("S");
        s.Define(f.Choice(f.Concat(f.Literal("("), f.Call(s), f.Literal(")"), f.Call(s)), f.Concat(f.Call(s), f.Call(s)), f.Epsilon));
        var automaton = new ByteAutomaton(new Grammar(f, f.Call(s)));
        Assert.True(automaton.Matches(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("(()())", 200)))));
        Assert.True(automaton.Matches(Encoding.ASCII.GetBytes(new string('(', 300) + new string(')', 300))));
        Assert.False(automaton.Matches("(()"u8));
        Assert.False(automaton.IsPrefix("())"u8));
        Assert.True(automaton.StateCount < 5000, $"{automaton.StateCount} states");
    }

    [Fact]
    public void Left_recursion_behind_rules_that_may_be_empty_is_found()
    {
        // A = N A "x" | "y", N = "" | "n" N: A is left-recursive only where N is empty.
        var f = new ExpressionFactory();
        var a = ExpressionFactory.DeclareRule("A");
        var n = ExpressionFactory.DeclareRule("N");
        n.Define(f.Choice(f.Epsilon, f.Concat(f.Literal("n"), f.Call(n))));
        a.Define(f.Choice(f.Concat(f.Call(n), f.Call(a), f.Literal("x")), f.Literal("y")));
        var automaton = new ByteAutomaton(new Grammar(f, f.Call(a)));
        foreach (var (text, expected) in new[] { ("y", true), ("yx", true), ("nyx", true), ("ny", false), ("nnyxx", true), ("nnnyx", true), ("yxxxx", true), ("xy", false) })
        {
            Assert.True(expected == automaton.Matches(Encoding.ASCII.GetBytes(text)), text);
        }
    }

    [Fact]
    public void Circles_of_rules_that_only_call_each_other_add_nothing()
    {
        var f = new ExpressionFactory();
        var rules = Enumerable.Range(0, 30).Select(i => ExpressionFactory.DeclareRule($"u{i}")).ToArray();
        for (var i = 0; i < rules.Length; i++)
        {
            var next = f.Call(rules[(i + 1) % rules.Length]);
            rules[i].Define(i == 17 ? f.Choice(next, f.Literal("x"), f.Epsilon) : f.Choice(next, f.Call(rules[i])));
        }

        var automaton = new ByteAutomaton(new Grammar(f, f.Concat(f.Call(rules[3]), f.Call(rules[20]))));
        Assert.True(automaton.Matches([]));
        Assert.True(automaton.Matches("x"u8));
        Assert.True(automaton.Matches("xx"u8));
        Assert.False(automaton.IsPrefix("xxx"u8));
    }

    [Fact]
    public void Repeated_choices_and_prefixes_stay_small()
    {
        var f = new ExpressionFactory();
        var letters = f.Choice([.. Enumerable.Range('a', 26).Select(c => f.Literal(((char)c).ToString()))]);
        var words = new ByteAutomaton(new Grammar(f, f.Plus(f.Frame("letter", letters))));
        Assert.True(words.Matches(Letters(10_000)));
        Assert.True(words.StateCount < 10, $"{words.StateCount} states");

        var ed = new ByteAutomaton(new Grammar(f, f.Concat(f.Frame("word", f.Literals(["list", "listen"])), f.Literal("ed"))));
        Assert.True(ed.Matches("listed"u8));
        Assert.True(ed.Matches("listened"u8));
        Assert.False(ed.Matches("listen"u8));
    }

    [Fact]
    public void Many_rules_that_are_left_recursive_together_are_solved()
    {
        // x_i = x_{i+1} "i" | x_{i+7} "j" | "b": fifty rules in one circle.
        var f = new ExpressionFactory();
        var rules = Enumerable.Range(0, 50).Select(i => ExpressionFactory.DeclareRule($"x{i}")).ToArray();
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i].Define(f.Choice(
                f.Concat(f.Call(rules[(i + 1) % 50]), f.Literal("i")),
                f.Concat(f.Call(rules[(i + 7) % 50]), f.Literal("j")),
                f.Literal(i == 13 ? "b" : "c")));
        }

        var automaton = new ByteAutomaton(new Grammar(f, f.Call(rules[0])));
        Assert.True(automaton.Matches("c"u8));
        Assert.False(automaton.Matches("b"u8));
        Assert.True(automaton.Matches(Encoding.ASCII.GetBytes("b" + new string('i', 13))));
        Assert.True(automaton.Matches("biiiiiij"u8));
        Assert.False(automaton.Matches("biiiiii"u8));
        Assert.True(automaton.Matches(Encoding.ASCII.GetBytes("c" + new string('j', 100))));
    }

    [Fact]
    public void Parts_without_members_behind_a_call_are_no_way_on()
    {
        // R = S ("ba" & "b") | "a", S = "b"{0,2}: the first alternative never ends, so no b may be written.
        var f = new ExpressionFactory();
        var s = f.Frame("S", f.Repeat(f.Literal("b"), 0, 2));
        var r = f.Frame("R", f.Choice(f.Concat(s, f.Intersect(f.Literal("ba"), f.Literal("b"))), f.Literal("a")));
        var automaton = new ByteAutomaton(new Grammar(f, r));
        Assert.True(automaton.Matches("a"u8));
        Assert.False(automaton.IsPrefix("b"u8));
    }

    [Fact]
    public void Palindromes_are_read_in_step_with_their_length()
    {
        var f = new ExpressionFactory();
        var p = ExpressionFactory.DeclareRule("P");
        p.Define(f.Choice(
            f.Concat(f.Literal("a"), f.Call(p), f.Literal("a")),
            f.Concat(f.Literal("b"), f.Call(p), f.Literal("b")),
            f.Epsilon));
        var automaton = new ByteAutomaton(new Grammar(f, f.Call(p)));
        for (var number = 0; number < 1 << 10; number++)
        {
            var text = string.Concat(Enumerable.Range(0, 10).Select(i => (number >> i & 1) == 0 ? 'a' : 'b'));
            Assert.Equal(text.SequenceEqual(text.Reverse()), automaton.Matches(Encoding.ASCII.GetBytes(text)));
        }
    }

    private static Grammar Doubling(int depth, bool mayBeEmpty)
    {
        var f = new ExpressionFactory();
        var last = ExpressionFactory.DeclareRule($"r{depth}");
        last.Define(mayBeEmpty ? f.Optional(f.Literal("a")) : f.Literal("a"));
        for (var i = depth - 1; i >= 0; i--)
        {
            var rule = ExpressionFactory.DeclareRule($"r{i}");
            rule.Define(f.Concat(f.Call(last), f.Call(last)));
            last = rule;
        }

        return new Grammar(f, f.Call(last), "doubling");
    }

    private static byte[] Letters(int count) => Encoding.ASCII.GetBytes(new string('a', count));
}
