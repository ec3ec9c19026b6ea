using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Speculation;

namespace Guided.Tests.Decoding.Stopping;

public class StopSequenceTests
{
    private const int Limit = 25;

    [Fact]
    public void Text_is_cut_where_a_sequence_first_ends_wherever_token_borders_fall()
    {
        var stopped = 0;
        for (var test = 0; test < 400; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 30, longer: 30);
            string[] stops = [.. Enumerable.Range(0, 1 + random.Next(3)).Select(_ => Toy.Text(random, 1, 4))];
            GenerationResult Generate(IReadOnlyList<string> sequences, out GeneratedToken[] streamed)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test, lengthBonus: 0);
                using var loop = Toy.Loop(
                    decoder, vocabulary, null, new() { MaxTokens = Limit, StopSequences = sequences, Temperature = test % 2, Seed = test });
                var tokens = new List<GeneratedToken>();
                var seen = 0;
                foreach (var token in loop.Stream())
                {
                    // What was given out is never taken back, and comes as soon as it cannot be part of a stop.
                    tokens.Add(token);
                    seen = Math.Max(seen, loop.Tokens.Count);
                }

                streamed = [.. tokens];
                return loop.Result;
            }

            var free = Generate([], out _);
            var text = Toy.TextOf(vocabulary, free.Tokens);
            var result = Generate(stops, out var streamed);
            var expected = stops
                .Select(s => (Stop: s, Start: text.IndexOf(s, StringComparison.Ordinal)))
                .Where(m => m.Start >= 0)
                .OrderBy(m => m.Start + m.Stop.Length).ThenByDescending(m => m.Stop.Length)
                .FirstOrDefault();
            if (expected.Stop is null)
            {
                Assert.Equal(free.Tokens, result.Tokens);
                Assert.Equal(free.Tokens, streamed.Select(t => t.Id));
                Assert.Null(result.Stop);
                continue;
            }

            stopped++;
            Assert.Equal(FinishReason.StopSequence, result.FinishReason);
            Assert.Equal(expected.Stop, result.Stop!.Sequence);
            Assert.Equal(text[..expected.Start], System.Text.Encoding.Latin1.GetString(result.TextBytes(vocabulary).Span));
            Assert.Equal(free.Tokens.Take(result.Tokens.Count), result.Tokens);
            var before = 0;
            var whole = free.Tokens.TakeWhile(t => (before += vocabulary.IsText(t) ? vocabulary.BytesOf(t).Length : 0) <= expected.Start).ToArray();
            Assert.Equal(whole, streamed.Select(t => t.Id));
            Assert.Equal(whole.Length, result.Stop.TokenCount);
        }

        Assert.InRange(stopped, 100, 390);
    }

    [Fact]
    public void Tokens_are_held_back_exactly_while_they_may_be_part_of_a_sequence()
    {
        var vocabulary = Toy.Of("a", "b", "c", "d");
        int[] output = [0, 1, 3, 0, 1, 2, 3];
        using var decoder = new FakeDecoder(vocabulary, 1) { Edit = (length, row) => row[length <= output.Length ? output[length - 1] : ^1] = 50 };
        using var loop = Toy.Loop(decoder, vocabulary, null, new() { StopSequences = ["abc"] });
        var given = new List<(int Count, int Chosen)>();
        foreach (var token in loop.Stream())
        {
            given.Add((token.Position + 1, loop.Tokens.Count));
        }

        Assert.Equal([(1, 3), (2, 3), (3, 3)], given);
        Assert.Equal((6, 3, "abc"), (loop.Tokens.Count, loop.Stop!.ByteCount, loop.Stop.Sequence));
    }

    [Fact]
    public void Under_a_grammar_a_sequence_counts_only_where_the_text_before_it_is_complete()
    {
        var stopped = 0;
        for (var test = 0; test < 300; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 30, longer: 30);
            string[] first = Toy.Language(random);
            string[] language = [.. first, .. first.Select(s => s + Toy.Text(random, 1, 6)), .. Toy.Language(random)];
            var grammar = new FiniteAutomaton(vocabulary, language);
            string[] stops = [.. Enumerable.Range(0, 3).Select(_ => Toy.Text(random, 1, 2))];
            GenerationResult Generate(IReadOnlyList<string> sequences, bool guess)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test)
                {
                    Edit = (_, row) => row.AsSpan(^3..).Fill(-6),
                };
                ITokenProposer[] proposers = guess ? [new ForcedTokenProposer(new ToyTokenizer(vocabulary))] : [];
                using var loop = Toy.Loop(decoder, vocabulary, grammar, new() { StopSequences = sequences }, proposers);
                return loop.Run();
            }

            var text = Toy.TextOf(vocabulary, Generate([], false).Tokens);
            var expected = stops
                .SelectMany(s => Enumerable.Range(0, text.Length).Where(i => text.AsSpan(i).StartsWith(s)).Select(i => (Stop: s, Start: i)))
                .Where(m => language.Contains(text[..m.Start]))
                .OrderBy(m => m.Start + m.Stop.Length).ThenByDescending(m => m.Stop.Length)
                .FirstOrDefault();
            foreach (var guess in new[] { false, true })
            {
                var result = Generate(stops, guess);
                var cut = System.Text.Encoding.Latin1.GetString(result.TextBytes(vocabulary).Span);
                Assert.Contains(cut, language);
                Assert.Equal(expected.Stop is null ? text : text[..expected.Start], cut);
                Assert.Equal(expected.Stop, result.Stop?.Sequence);
            }

            stopped += expected.Stop is null ? 0 : 1;
        }

        Assert.InRange(stopped, 20, 290);
    }

    [Fact]
    public void The_engine_reads_the_text_before_a_stop_as_bytes()
    {
        var vocabulary = Toy.Of("a", "b", "ab", "\n", "b\n", "a\n");
        var factory = new Guided.Expressions.ExpressionFactory();
        var lines = factory.Star(factory.Choice(factory.Literal("ab"), factory.Literal("\n")));
        var grammar = new TokenAutomaton(new Guided.Rules.Grammar(factory, lines), vocabulary);
        int[] output = [0, 4, 2, 3];
        using var decoder = new FakeDecoder(vocabulary, 1) { Edit = (length, row) => row[length <= output.Length ? output[length - 1] : ^1] = 50 };
        using var loop = Toy.Loop(decoder, vocabulary, grammar, new() { StopSequences = ["\n", "b\n"] });
        var result = loop.Run();

        // "a" before "b\n" is not complete, "ab" before "\n" is.
        Assert.Equal(("\n", 2, 1), (result.Stop!.Sequence, result.Stop.ByteCount, result.Stop.TokenCount));
        Assert.Equal([0, 4], result.Tokens);
    }

    [Fact]
    public void An_empty_sequence_is_refused() =>
        Assert.Throws<ArgumentException>(() => new GenerationOptions { StopSequences = ["a", ""] });
}
