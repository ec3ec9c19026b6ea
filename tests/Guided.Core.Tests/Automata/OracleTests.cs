using FsCheck;
using FsCheck.Fluent;
using Guided.Automata;
using Guided.Expressions;
using Guided.Testing.Grammars;
using Guided.Vocabularies;

namespace Guided.Tests.Automata;

/// <summary>The engine against the definition, on random grammars.</summary>
public sealed class OracleTests
{
    private const int GrammarsABatch = 300;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Masks_equal_brute_force_on_random_grammars(int batch) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(GrammarsABatch).WithReplay(20261121 + (ulong)batch, 7),
        Prop.ForAll(GrammarGenerator.Grammars, Arb.From(Gen.Choose(0, int.MaxValue)), Holds));

    private static void Holds(SmallGrammar grammar, int seed)
    {
        TokenAutomaton automaton;
        try
        {
            automaton = new TokenAutomaton(grammar.ToGrammar(), GrammarGenerator.Vocabulary(grammar, seed));
        }
        catch (GrammarException)
        {
            Assert.True(grammar.Language.Count == 0, $"refused, but has members: {grammar}");
            return;
        }

        Walk(seed, grammar, automaton);
    }

    private static void Walk(int seed, SmallGrammar grammar, TokenAutomaton automaton)
    {
        var choose = new Random(seed);
        for (var run = 0; run < 3; run++)
        {
            var output = "";
            ITokenState? state = automaton.Start;
            while (state is not null && output.Length <= 4)
            {
                Check(seed, grammar, automaton.Vocabulary, output, state);
                var allowed = state.GetMask().ToArray().Where(automaton.Vocabulary.IsText).ToArray();
                if (allowed.Length == 0)
                {
                    break;
                }

                var token = allowed[choose.Next(allowed.Length)];
                output += SmallGrammar.TextOf(automaton.Vocabulary.BytesOf(token));
                state = state.Advance(token);
                Assert.NotNull(state);
            }
        }
    }

    private static void Check(int seed, SmallGrammar grammar, Vocabulary vocabulary, string output, ITokenState state)
    {
        var mask = state.GetMask();
        Assert.Equal(grammar.Language.Contains(output), state.IsAccepting);
        for (var token = 0; token < vocabulary.Size; token++)
        {
            if (!vocabulary.IsText(token))
            {
                Assert.Equal(vocabulary.IsEnd(token) && state.IsAccepting, mask.Contains(token));
                continue;
            }

            var prefix = output + SmallGrammar.TextOf(vocabulary.BytesOf(token));
            var next = state.Advance(token);
            Assert.True(mask.Contains(token) == (next is not null), $"seed {seed}: mask and advance differ at '{prefix}' of {grammar}");
            var shortest = grammar.Language.Where(m => m.StartsWith(prefix, StringComparison.Ordinal)).Select(m => m.Length - prefix.Length)
                .DefaultIfEmpty(int.MaxValue).Min();
            if (shortest != int.MaxValue)
            {
                Assert.True(next is not null, $"seed {seed}: '{prefix}' is wrongly refused by {grammar}");
                var bytes = ((TokenState)next!).BytesToEnd;
                Assert.True(bytes == shortest, $"seed {seed}: '{prefix}' ends in {shortest}, not {bytes}: {grammar}");
                Assert.InRange(next.TokensToEnd, shortest == 0 ? 0 : 1, shortest);
                Assert.True(next.IsAccepting || Closer(next, vocabulary), $"seed {seed}: no token is nearer to the end at '{prefix}' of {grammar}");
            }
            else if (next is not null)
            {
                Assert.True(
                    ((TokenState)next).BytesToEnd + prefix.Length > SmallGrammar.MaxLength,
                    $"seed {seed}: '{prefix}' is wrongly allowed by {grammar}");
            }
        }
    }

    private static bool Closer(ITokenState state, Vocabulary vocabulary) =>
        Enumerable.Range(0, vocabulary.Size).Any(t => state.Advance(t) is { } next && next.TokensToEnd < state.TokensToEnd);
}
