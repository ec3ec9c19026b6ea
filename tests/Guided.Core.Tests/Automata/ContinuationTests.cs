using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Testing;
using Guided.Testing.Grammars;
using Guided.Tests.Decoding;
using Guided.Vocabularies;

namespace Guided.Tests.Automata;

/// <summary>What is told without the mask against the mask.</summary>
public class ContinuationTests
{
    [Fact]
    public void Counts_equal_the_masks_on_random_grammars()
    {
        var seen = new int[3];
        for (var seed = 0; seed < 400; seed++)
        {
            TokenAutomaton automaton;
            try
            {
                automaton = new TokenAutomaton(GrammarGenerator.Grammar(seed).ToGrammar(), Letters(seed));
            }
            catch (GrammarException)
            {
                continue;
            }

            Walk(automaton, new Random(seed), steps: 6, seen);
        }

        Assert.True(seen.Min() > 50, string.Join(' ', seen));
    }

    [DataTheory]
    [InlineData("llama3")]
    [InlineData("phi3")]
    public void Counts_equal_the_masks_on_real_vocabularies(string name)
    {
        var f = new ExpressionFactory();
        var digits = f.Repeat(f.Bytes(ByteSet.Range((byte)'0', (byte)'9')), 1, 3);
        var record = f.Concat(
            f.Literal("{\"kind\":"), f.Literals(["\"yes\"", "\"yesterday\"", "7"]), f.Literal(",\"id\":\""), digits, f.Literal("\"}"));
        var seen = new int[3];
        for (var seed = 0; seed < 12; seed++)
        {
            var automaton = new TokenAutomaton(new Grammar(f, record, "record"), VocabularyFile.Load(name));
            Walk(automaton, new Random(seed), steps: 40, seen);
        }

        Assert.True(seen[(int)Continuations.None] > 3 && seen[(int)Continuations.Several] > 30, string.Join(' ', seen));
    }

    [Fact]
    public void Two_ids_of_the_same_bytes_are_two_tokens()
    {
        var f = new ExpressionFactory();
        var one = new TokenAutomaton(new Grammar(f, f.Literal("ab"), "ab"), Toy.Of("a", "b"));
        Assert.Equal(Continuations.One, one.Start.CountContinuations(out var only));
        Assert.Equal(0, only);
        var two = new TokenAutomaton(new Grammar(f, f.Literal("ab"), "ab"), Toy.Of("a", "b", "a"));
        Assert.Equal(Continuations.Several, two.Start.CountContinuations(out only));
        Assert.Equal(-1, only);
    }

    [Fact]
    public void With_bounded_lookahead_the_mask_decides()
    {
        var vocabulary = Toy.Of("a", "b", "ab");
        var f = new ExpressionFactory();
        var call = ExpressionFactory.DeclareRule("rest");
        call.Define(f.Literal("b"));
        var grammar = new Grammar(f, f.Concat(f.Frame("a", f.Literal("a")), f.Call(call)), "ab");
        Assert.Equal(Continuations.Several, new TokenAutomaton(grammar, vocabulary).Start.CountContinuations(out _));
        var bounded = new TokenAutomaton(grammar, vocabulary, new TokenAutomatonOptions { Lookahead = 0 });
        Assert.Equal(1, bounded.Start.GetMask().Count);
        Assert.Equal(Continuations.One, bounded.Start.CountContinuations(out var only));
        Assert.Equal(0, only);
    }

    [DataFact]
    public void The_inside_of_a_string_is_wide_and_the_beginning_of_a_value_is_not()
    {
        var automaton = new TokenAutomaton(TestGrammars.Json(), VocabularyFile.Load("llama3"));
        var trie = automaton.Vocabulary.Trie;
        var text = automaton.Start.Advance(trie.LongestMatch("\""u8, out _))!;
        Assert.True(text.IsWide && !automaton.Start.IsWide);
        Assert.Null(text.KnownMask);
        Assert.Same(text.GetMask(), text.KnownMask);
        Assert.True(text.GetMask().Count > automaton.Vocabulary.Size / 2);
        Assert.True(automaton.Start.GetMask().Count < automaton.Vocabulary.Size / 4);
    }

    private static Vocabulary Letters(int seed) => Toy.Of(seed % 2 == 0 ? ["a", "b", "c", "ab", "bc", "aa", "a"] : ["ab", "a", "c", "bb"]);

    private static void Walk(TokenAutomaton automaton, Random random, int steps, int[] seen)
    {
        ITokenState? state = automaton.Start;
        for (var step = 0; step < steps && state is not null; step++)
        {
            var count = state.CountContinuations(out var only);
            var tokens = state.GetMask().ToArray().Where(t => !automaton.Vocabulary.IsEnd(t)).ToArray();
            Assert.Equal((Continuations)Math.Min(tokens.Length, 2), count);
            Assert.Equal(count == Continuations.One ? tokens[0] : -1, only);
            Assert.Equal((count, only), (ContinuationSearch.FromMask(state, state.GetMask(), out var byMask), byMask));
            Assert.Equal(count, state.CountContinuations(out _));
            seen[(int)count]++;
            state = tokens.Length == 0 ? null : state.Advance(tokens[random.Next(tokens.Length)]);
        }
    }
}
