using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Tests.Automata;

/// <summary>Grammars that read the same bytes in so many ways that following each of them would take forever.</summary>
public sealed class ManyWaysTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(60)]
    public void Long_tokens_through_many_rules_are_found_within_the_budget(int rules)
    {
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxWalk = 2_000_000 });
        var start = ExpressionFactory.DeclareRule("start");
        var ways = new List<Expression>();
        for (var i = 0; i < rules; i++)
        {
            // Each way reads other numbers of letters, and what follows it differs, so that no two ways become one.
            var after = f.Frame($"after {i}", f.Choice(f.Call(start), f.Literal($"{i}!")));
            ways.Add(f.Frame($"way {i}", f.Concat(f.Repeat(f.Literal("a"), 1 + (i % 3), 3 + (i % 5)), after)));
        }

        start.Define(f.Choice([.. ways]));
        var vocabulary = Letters();
        var grammar = new Grammar(f, f.Call(start), "ways");
        var automaton = new TokenAutomaton(grammar, vocabulary);
        var check = new TokenAutomaton(grammar, vocabulary);
        foreach (var prefix in (string[])["", "a", "aaa", "aaaaaaaaaaaa", "aa1"])
        {
            var text = Encoding.ASCII.GetBytes(prefix);
            var (state, read) = (automaton.Read(automaton.Start, text)!, check.Read(check.Start, text)!);
            var mask = state.GetMask();
            for (var token = 0; token < vocabulary.Size - 1; token++)
            {
                Assert.True(mask.Contains(token) == read.Advance(token) is not null, $"{vocabulary.Describe(token)} after '{prefix}'");
            }
        }
    }

    private static Vocabulary Letters()
    {
        var tokens = new List<byte[]>();
        for (var length = 1; length <= 40; length++)
        {
            tokens.Add(Encoding.ASCII.GetBytes(new string('a', length)));
            tokens.Add(Encoding.ASCII.GetBytes(new string('a', length) + "1"));
            tokens.Add(Encoding.ASCII.GetBytes(new string('a', length) + "2!"));
        }

        tokens.AddRange(from digit in "0123456789!" select Encoding.ASCII.GetBytes([digit]));
        tokens.Add([]);
        return new Vocabulary("letters", tokens, [], [tokens.Count - 1]);
    }
}
