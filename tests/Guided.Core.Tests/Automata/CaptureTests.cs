using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Core.Tests.Automata;

/// <summary>Texts that decide what follows them: masks against a parser written by hand.</summary>
public sealed class CaptureTests
{
    private const string Alphabet = "{}\",:1abA";

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Masks_equal_the_parser_along_random_walks(int seed)
    {
        var random = new Random(seed);
        string[] reserved = seed % 3 == 0 ? ["b", "ab"] : [];
        var vocabulary = RandomVocabulary(random);
        var factory = new ExpressionFactory();
        var automaton = new TokenAutomaton(new Grammar(factory, DistinctNames.Object(factory, reserved)), vocabulary);
        for (var walk = 0; walk < 12; walk++)
        {
            var state = automaton.Start;
            var text = "";
            for (var step = 0; step < 14; step++)
            {
                var mask = state.GetMask();
                for (var token = 0; token < vocabulary.Size - 1; token++)
                {
                    var next = text + Encoding.UTF8.GetString(vocabulary.BytesOf(token));
                    var (isPrefix, _) = DistinctNames.Check(next, reserved);
                    Assert.True(isPrefix == mask.Contains(token), $"{next}: the parser says {isPrefix}");
                    Assert.Equal(isPrefix, state.Advance(token) is not null);
                }

                var isMember = DistinctNames.Check(text, reserved).IsMember;
                Assert.Equal(isMember, mask.Contains(vocabulary.Size - 1));
                Assert.Equal(isMember, state.IsAccepting);
                CheckEnd(state, text, reserved, vocabulary);
                var allowed = mask.ToArray().Where(t => t < vocabulary.Size - 1).ToArray();
                if (allowed.Length == 0)
                {
                    break;
                }

                var chosen = allowed[random.Next(allowed.Length)];
                text += Encoding.UTF8.GetString(vocabulary.BytesOf(chosen));
                state = state.Advance(chosen)!;
            }
        }
    }

    [Fact]
    public void A_second_member_of_the_same_name_is_refused_in_every_spelling()
    {
        var factory = new ExpressionFactory();
        var automaton = new ByteAutomaton(new Grammar(factory, DistinctNames.Object(factory)));
        Assert.True(automaton.Matches("""{"a":1,"b":{"a":1},"ab":1}"""u8));
        Assert.True(automaton.IsPrefix("""{"a":1,"a"""u8));
        Assert.False(automaton.IsPrefix("""{"a":1,"a" """u8[..^1]));
        Assert.False(automaton.IsPrefix("""{"a":1,"A" """u8[..^1]));
        Assert.True(automaton.Matches("""{"a":1,"Ab":1}"""u8));
    }

    [Fact]
    public void A_token_that_ends_a_name_and_repeats_it_is_refused()
    {
        var factory = new ExpressionFactory();
        var vocabulary = Toy("{\"", "a", "b", "\":1,\"a\":", "\":1,\"b\":", "1", "}");
        var automaton = new TokenAutomaton(new Grammar(factory, DistinctNames.Object(factory)), vocabulary);
        var state = automaton.Start.Advance(0)!.Advance(1)!;
        Assert.False(state.GetMask().Contains(3));
        Assert.True(state.GetMask().Contains(4));
        state = state.Advance(2)!;
        Assert.True(state.GetMask().Contains(3));
    }

    [Fact]
    public void The_lookahead_without_limit_agrees_with_a_large_limit()
    {
        var vocabulary = RandomVocabulary(new Random(1));
        var factory = new ExpressionFactory();
        var grammar = new Grammar(factory, DistinctNames.Object(factory, "b"));
        var exact = new TokenAutomaton(grammar, vocabulary).Start;
        var bounded = new TokenAutomaton(grammar, vocabulary, new TokenAutomatonOptions { Lookahead = 50 }).Start;
        var random = new Random(2);
        for (var step = 0; step < 30; step++)
        {
            Assert.Equal(exact.GetMask().ToArray(), bounded.GetMask().ToArray());
            var allowed = exact.GetMask().ToArray();
            var chosen = allowed[random.Next(allowed.Length)];
            if (chosen == vocabulary.Size - 1)
            {
                break;
            }

            exact = exact.Advance(chosen)!;
            bounded = bounded.Advance(chosen)!;
        }
    }

    [Fact]
    public void A_text_that_may_be_empty_is_refused()
    {
        var factory = new ExpressionFactory();
        var inner = DistinctNames.Object(factory);
        Assert.Throws<ArgumentException>(() => factory.Capture(factory.Star(factory.Literal("a")), new Refuse()));
        Assert.Throws<ArgumentException>(() => factory.Capture(inner, new Refuse()));
    }

    [Fact]
    public void An_automaton_tells_when_names_have_filled_it()
    {
        var factory = new ExpressionFactory(null, new GrammarLimits { MaxStates = 2000 });
        var automaton = new TokenAutomaton(new Grammar(factory, DistinctNames.Object(factory)), Toy("{\"", "a", "b", "\"", ":1}"));
        var state = automaton.Start.Advance(0)!;
        Assert.False(automaton.IsWorn);
        for (var i = 0; i < 600; i++)
        {
            state = state.Advance(1 + (i & 1))!;
        }

        Assert.True(automaton.IsWorn);
    }

    private static void CheckEnd(ITokenState state, string text, string[] reserved, Vocabulary vocabulary)
    {
        // The way to the end of fewest bytes is found by going nearer step by step.
        for (var left = state.TokensToEnd; !state.IsAccepting; left--)
        {
            Assert.True(left > 0, $"{text}: the count of tokens to the end is too small");
            var best = state.GetMask().ToArray().Where(t => t < vocabulary.Size - 1).Select(t => (Token: t, Next: state.Advance(t)!))
                .MinBy(n => n.Next.TokensToEnd);
            Assert.True(best.Next.TokensToEnd < state.TokensToEnd, $"{text}: no token leads nearer to the end");
            text += Encoding.UTF8.GetString(vocabulary.BytesOf(best.Token));
            state = best.Next;
        }

        Assert.True(DistinctNames.Check(text, reserved).IsMember, text);
    }

    private static Vocabulary RandomVocabulary(Random random)
    {
        var texts = new HashSet<string>(Alphabet.Select(c => c.ToString()));
        string[] pieces = ["\":1", ",\"", "\":", "{\"", "a", "b", "A", "\"", "1", "}", "{}", ","];
        while (texts.Count < 90)
        {
            texts.Add(string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(pieces.Length)])));
        }

        return Toy([.. texts]);
    }

    private static Vocabulary Toy(params string[] texts) =>
        new("toy", [.. texts.Select(Encoding.UTF8.GetBytes), "<end>"u8.ToArray()], [texts.Length], [texts.Length]);

    private sealed class Refuse : Capture
    {
        public override int ShortestLength => 0;

        public override Expression After(ExpressionFactory factory, ReadOnlySpan<byte> text) => factory.Empty;

        public override Expression Typical(ExpressionFactory factory) => factory.Empty;

        public override bool IsException(ReadOnlySpan<byte> text) => true;

        public override void CollectExceptions(ReadOnlySpan<byte> prefix, ICollection<ReadOnlyMemory<byte>> found)
        {
        }

        public override bool Equals(object? obj) => obj is Refuse;

        public override int GetHashCode() => 1;
    }
}
