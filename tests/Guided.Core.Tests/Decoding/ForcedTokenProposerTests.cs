using System.Text;
using Guided.Decoding;
using Guided.Decoding.Speculation;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding;

public class ForcedTokenProposerTests
{
    [Fact]
    public void Forced_text_is_proposed_in_canonical_tokens_without_its_unstable_tail()
    {
        // ":" alone could become ":a"; the rest is settled.
        var vocabulary = Toy.Of("a", "b", "c", "\"", ":", "\"ab", "abc", "\":", ":a");
        var grammar = new FiniteAutomaton(vocabulary, "\"abc\"c:b", "\"abc\"c:a");
        Assert.Equal("\"ab|c|\"|c", Propose(vocabulary, grammar));
    }

    [Fact]
    public void Nothing_is_kept_back_where_the_grammar_ends()
    {
        var vocabulary = Toy.Of("a", "b", ":", "ab", "ab:");
        Assert.Equal("ab|ab", Propose(vocabulary, new FiniteAutomaton(vocabulary, "abab")));
        Assert.Equal("", Propose(vocabulary, new FiniteAutomaton(vocabulary, "ab:", "aba")));
    }

    [Fact]
    public void What_comes_before_decides_the_tokens()
    {
        var vocabulary = Toy.Of("a", "b", "c", "ab", "bc", "abc");
        var grammar = new FiniteAutomaton(vocabulary, "abcca", "acccb");
        var state = grammar.Start.Advance(0)!.Advance(1)!;

        // After "ab" comes "cca"; the tokenizer would have written "abc", which spans the seam, so the forced bytes stand alone.
        Assert.Equal("c|c|a", Propose(vocabulary, state, 0, 1));

        // After "a" comes "bcca" or "cccb": nothing is forced.
        Assert.Equal("", Propose(vocabulary, grammar.Start.Advance(0)!, 0));
    }

    [Fact]
    public void The_room_given_is_the_most_that_is_proposed()
    {
        var vocabulary = Toy.Of("a", "b");
        var grammar = new FiniteAutomaton(vocabulary, "abababab");
        Assert.Equal("a|b|a", Propose(vocabulary, grammar.Start, room: 3));
    }

    [Fact]
    public void A_character_cut_off_by_the_forced_text_is_left_out()
    {
        // é and è begin with the same byte.
        byte[][] tokens = [[0xC3], [0xA9], [0xA8], "é"u8.ToArray(), "a"u8.ToArray(), "</s>"u8.ToArray()];
        var vocabulary = new Vocabulary("accents", tokens, [], [5]);
        string[] strings = ["aé", "aè"];
        var grammar = new FiniteAutomaton(vocabulary, [.. strings.Select(s => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(s)))]);
        Assert.Equal("a", Propose(vocabulary, grammar));
    }

    [Fact]
    public void Without_a_grammar_there_is_nothing_to_propose()
    {
        var vocabulary = Toy.Of("a");
        var proposer = new ForcedTokenProposer(new ToyTokenizer(vocabulary));
        Assert.Equal(0, proposer.Propose(new ProposalContext(null, [0, 0], 1), new TokenGuess[4]));
    }

    [Fact]
    public void Tokens_before_the_unstable_tail_stay_whatever_follows()
    {
        var settled = 0;
        for (var test = 0; test < 300; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test);
            var tokenizer = new ToyTokenizer(vocabulary);
            var text = Toy.Text(random, 1, 12);
            var stable = UnstableTail.StableLength(vocabulary.Trie, Encoding.ASCII.GetBytes(text));
            List<int> Encode(string all)
            {
                var ids = new List<int>();
                tokenizer.Encode(all, ids);
                return ids;
            }

            var kept = new List<int>();
            var length = 0;
            foreach (var id in Encode(text))
            {
                length += vocabulary.BytesOf(id).Length;
                if (length <= stable)
                {
                    kept.Add(id);
                }
            }

            settled += kept.Count;
            for (var i = 0; i < 20; i++)
            {
                Assert.Equal(kept, Encode(text + Toy.Text(random, 0, 5)).Take(kept.Count));
            }
        }

        Assert.True(settled > 300, $"{settled} tokens were settled");
    }

    [Fact]
    public void Accepted_proposals_count_as_forced_and_save_passes()
    {
        var vocabulary = Toy.Of("a", "b", "c", "\"", ":", "ab", "abc", "abca", "\":");
        var grammar = new FiniteAutomaton(vocabulary, "\"abcab\":\"abcabcab\":a", "\"abcab\":\"abcabcab\":b");
        GenerationStatistics Generate(params ITokenProposer[] proposers)
        {
            using var decoder = new FakeDecoder(vocabulary, 1, lengthBonus: 8);
            using var loop = Toy.Loop(decoder, vocabulary, grammar, new GenerationOptions { SkipForcedPasses = false }, proposers);
            return loop.Run().Statistics;
        }

        var plain = Generate();
        var guessed = Generate(new ForcedTokenProposer(new ToyTokenizer(vocabulary)));
        Assert.Equal(plain.GeneratedTokens, guessed.GeneratedTokens);
        Assert.True(guessed.AcceptedTokens >= 6 && guessed.ForcedTokens >= guessed.AcceptedTokens);
        Assert.True(guessed.ForwardPasses <= plain.ForwardPasses - guessed.AcceptedTokens);
    }

    private static string Propose(Vocabulary vocabulary, FiniteAutomaton grammar) => Propose(vocabulary, grammar.Start);

    private static string Propose(Vocabulary vocabulary, Guided.Automata.ITokenState state, params int[] generated) =>
        Propose(vocabulary, state, 16, generated);

    private static string Propose(Vocabulary vocabulary, Guided.Automata.ITokenState state, int room, int[]? generated = null)
    {
        var proposer = new ForcedTokenProposer(new ToyTokenizer(vocabulary));
        var destination = new TokenGuess[room];
        var count = proposer.Propose(new ProposalContext(state, [Toy.StartToken(vocabulary), .. generated ?? []], 1), destination);
        return string.Join("|", destination.Take(count).Select(guess => Encoding.UTF8.GetString(vocabulary.BytesOf(guess.Token))));
    }
}
