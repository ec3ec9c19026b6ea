using System.Text;
using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Healing;
using Guided.Decoding.Speculation;
using Guided.Tests.Automata;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Healing;

public class HealingTests
{
    [Fact]
    public void With_a_grammar_every_mask_is_that_of_the_language_with_the_text_before_it()
    {
        var states = 0;
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 40, longer: 25);
            string[] language = Toy.Language(random);
            var text = Toy.Text(random, 1, 6);
            var healed = new HealedAutomaton(new FiniteAutomaton(vocabulary, language), Encoding.Latin1.GetBytes(text));
            var expected = new FiniteAutomaton(vocabulary, [.. language.Select(s => text + s)]);
            var pending = new Stack<(ITokenState Healed, ITokenState Expected)>([(healed.Start, expected.Start)]);
            for (var visited = 0; visited < 60 && pending.TryPop(out var pair); visited++, states++)
            {
                AssertSame(vocabulary, pair.Healed, pair.Expected);
                foreach (var token in pair.Expected.GetMask().ToArray().Where(t => !vocabulary.IsEnd(t)))
                {
                    pending.Push((pair.Healed.Advance(token)!, pair.Expected.Advance(token)!));
                }
            }
        }

        Assert.True(states > 2_000, $"{states} states");
    }

    [Fact]
    public void Without_a_grammar_a_mask_is_the_tokens_that_agree_with_the_text()
    {
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 40, longer: 25);
            var text = Toy.Text(random, 1, 6);
            var state = new HealedAutomaton(new FreeTextAutomaton(vocabulary), Encoding.Latin1.GetBytes(text)).Start;
            for (var left = text; left.Length > 0;)
            {
                var expected = Enumerable.Range(0, vocabulary.Size).Where(t => vocabulary.IsText(t) && Agrees(TextOf(t), left)).ToArray();
                Assert.Equal(expected, state.GetMask().ToArray());
                Assert.True(state is { IsAccepting: false, TokensToEnd: > 0 });
                var token = expected[random.Next(expected.Length)];
                state = state.Advance(token)!;
                left = left[Math.Min(left.Length, TextOf(token).Length)..];
            }

            Assert.Equal(vocabulary.Size, state.GetMask().Count);
            Assert.True(state.IsAccepting);
            string TextOf(int token) => Toy.TextOf(vocabulary, [token]);
        }

        static bool Agrees(string token, string left) =>
            token.StartsWith(left, StringComparison.Ordinal) || left.StartsWith(token, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_engine_every_mask_is_that_of_the_concatenated_grammar()
    {
        var vocabulary = Toy.Vocabulary(3, longer: 30);
        foreach (var text in new[] { "a", "ab", "\"", "c\",", ":::" })
        {
            var factory = new Guided.Expressions.ExpressionFactory();
            Guided.Expressions.Expression Body() => factory.Separated(factory.Choice(factory.Literal("ab"), factory.Plus(factory.Literal("c\""))), factory.Literal(","), 1, 3);
            var healed = new HealedAutomaton(new TokenAutomaton(new Guided.Rules.Grammar(factory, Body()), vocabulary), Encoding.UTF8.GetBytes(text));
            var whole = new TokenAutomaton(new Guided.Rules.Grammar(factory, factory.Concat(factory.Literal(text), Body())), vocabulary);
            var pending = new Stack<(ITokenState Healed, ITokenState Expected)>([(healed.Start, whole.Start)]);
            for (var visited = 0; visited < 80 && pending.TryPop(out var pair); visited++)
            {
                AssertSame(vocabulary, pair.Healed, pair.Expected);
                foreach (var token in pair.Expected.GetMask().ToArray().Where(t => !vocabulary.IsEnd(t)))
                {
                    pending.Push((pair.Healed.Advance(token)!, pair.Expected.Advance(token)!));
                }
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_output_begins_with_what_was_taken_off_the_prompt(bool hasGrammar)
    {
        var healedBytes = 0;
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 40, longer: 25);
            string[] language = Toy.Language(random);
            int[] prompt = [Toy.StartToken(vocabulary), .. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(vocabulary.Size - 3))];
            var request = new GenerationRequest
            {
                Prompt = prompt,
                Grammar = hasGrammar ? new FiniteAutomaton(vocabulary, language) : null,
                Options = new() { HealPrompt = true, MaxTokens = 40, Temperature = test % 3 == 0 ? 0.7f : 0, Seed = test },
            };
            GenerationResult Generate(params ITokenProposer[] proposers)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test);
                using var loop = new DecodeLoop(decoder, vocabulary, request with { Proposers = proposers });
                return loop.Run();
            }

            var result = Generate();
            Assert.Equal(result.Tokens, Generate(new ForcedTokenProposer(new ToyTokenizer(vocabulary))).Tokens);
            var kept = prompt.Length - Enumerable.Range(0, prompt.Length).First(
                n => Toy.TextOf(vocabulary, prompt[(prompt.Length - n)..]).Length == result.HealedBytes);
            var taken = Toy.TextOf(vocabulary, prompt[kept..]);
            var text = Toy.TextOf(vocabulary, result.Tokens);
            Assert.StartsWith(taken, text, StringComparison.Ordinal);
            Assert.Equal(text[taken.Length..], Encoding.Latin1.GetString(result.TextBytes(vocabulary).Span));
            Assert.Equal(kept, result.Statistics.PromptTokens);
            Assert.True(kept >= 1);
            if (hasGrammar)
            {
                Assert.Contains(text[taken.Length..], language);
            }

            // No token that is longer could have taken in the end of what stayed.
            var stayed = Toy.TextOf(vocabulary, prompt[1..kept]);
            Assert.Equal(stayed.Length, kept == 1 ? 0 : UnstableTail.StableLength(vocabulary.Trie, Encoding.Latin1.GetBytes(stayed + taken)) is var stable && stable >= stayed.Length ? stayed.Length : -1);
            healedBytes += result.HealedBytes;
        }

        Assert.True(healedBytes > 200, $"{healedBytes} bytes healed");
    }

    [Fact]
    public void A_prompt_that_ends_in_a_special_token_stays_as_it_is()
    {
        var vocabulary = Toy.Of("a", "ab");
        var request = new GenerationRequest { Prompt = new[] { 0, Toy.StartToken(vocabulary) }, Options = new() { HealPrompt = true } };
        var healed = PromptHealing.Apply(request, vocabulary);
        Assert.Equal((2, 0, null), (healed.Prompt.Length, healed.HealedBytes, healed.Grammar));
    }

    [Fact]
    public void A_stop_sequence_is_looked_for_behind_the_healed_text()
    {
        var vocabulary = Toy.Of("a", "b", "ba", "bb");
        using var decoder = new FakeDecoder(vocabulary, 1) { Edit = (length, row) => row[length == 1 ? 2 : length == 2 ? 0 : 1] = 50 };
        using var loop = new DecodeLoop(decoder, vocabulary, new GenerationRequest
        {
            Prompt = new[] { Toy.StartToken(vocabulary), 1 },
            Options = new() { HealPrompt = true, StopSequences = ["b"] },
        });
        var result = loop.Run();
        Assert.Equal([2, 0, 1], result.Tokens);
        Assert.Equal((1, "aa"), (result.HealedBytes, Encoding.Latin1.GetString(result.TextBytes(vocabulary).Span)));
    }

    private static void AssertSame(Vocabulary vocabulary, ITokenState healed, ITokenState expected)
    {
        Assert.Equal(expected.GetMask().ToArray(), healed.GetMask().ToArray());
        Assert.Equal(expected.IsAccepting, healed.IsAccepting);
        Assert.Equal(expected.CountContinuations(out var only), healed.CountContinuations(out var healedOnly));
        Assert.Equal(only, healedOnly);
        Assert.True(healed.IsAccepting || healed.GetMask().ToArray().Any(t => healed.Advance(t) is { } next && next.TokensToEnd < healed.TokensToEnd));
        Assert.True(healed.TokensToEnd >= 0);
        Span<byte> forced = stackalloc byte[20], healedForced = stackalloc byte[20];
        var length = expected.CopyForcedBytes(forced);
        Assert.Equal(forced[..length].ToArray(), healedForced[..healed.CopyForcedBytes(healedForced)].ToArray());
        for (var token = 0; token < vocabulary.Size; token++)
        {
            Assert.Equal(expected.Advance(token) is null, healed.Advance(token) is null);
        }
    }
}
