using Guided.Automata;
using Guided.Decoding.Speculation;
using Guided.Tests.Automata;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Speculation;

public class TokenCountsTests
{
    private static readonly Vocabulary Letters = Toy.Of("a", "b", "c", "d");

    [Fact]
    public void The_most_frequent_token_of_a_state_is_proposed()
    {
        var grammar = new FiniteAutomaton(Letters, "ab", "cb", "db");
        var proposer = new CountProposer(new TokenCounts(256));
        Teach(proposer, grammar.Start, [0], 2, times: 5);
        Teach(proposer, grammar.Start, [1], 0, times: 2);

        // Behind another token only the state is known.
        Assert.Equal(2, Propose(proposer, grammar.Start, [3]));
    }

    [Fact]
    public void The_last_tokens_tell_places_of_one_state_apart()
    {
        var proposer = new CountProposer(new TokenCounts(256));
        Teach(proposer, null, [3, 0], 1, times: 6);
        Teach(proposer, null, [3, 1], 2, times: 6);
        Assert.Equal(1, Propose(proposer, null, [3, 0]));
        Assert.Equal(2, Propose(proposer, null, [3, 1]));
        Assert.Equal(-1, Propose(proposer, null, [3, 2]));
    }

    [Fact]
    public void A_token_that_the_grammar_refuses_is_not_proposed()
    {
        var grammar = new FiniteAutomaton(Letters, "ab", "cb");
        var proposer = new CountProposer(new TokenCounts(256));
        Teach(proposer, null, [0], 3, times: 9);
        Assert.Equal(-1, Propose(proposer, grammar.Start, [0]));
        Teach(proposer, grammar.Start, [0], 2, times: 2);
        Assert.Equal(2, Propose(proposer, grammar.Start, [0]));
    }

    [Fact]
    public void The_table_keeps_its_size_and_what_is_frequent()
    {
        var counts = new TokenCounts(256);
        var proposer = new CountProposer(counts);
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            Teach(proposer, null, [random.Next(1000), random.Next(1000)], random.Next(4), times: 1);
            Teach(proposer, null, [7, 7, 7], 2, times: i % 4 == 0 ? 1 : 0);
        }

        Assert.InRange(counts.Count, 200, 256);
        Assert.Equal(256, counts.Capacity);
        Assert.Equal(2, Propose(proposer, null, [7, 7, 7]));
    }

    [Fact]
    public void What_was_saved_is_proposed_again_by_other_states_of_the_same_grammar()
    {
        var counts = new TokenCounts(1024);
        var first = new TokenAutomaton(TestGrammars.Json(), Letters16());
        Teach(new CountProposer(counts), first.Start, [0], 4, times: 3);
        using var stream = new MemoryStream();
        counts.Save(stream, Letters16());
        stream.Position = 0;

        var loaded = TokenCounts.Load(stream, Letters16());
        var second = new TokenAutomaton(TestGrammars.Json(), Letters16());
        Assert.NotSame(first.Start, second.Start);
        Assert.Equal((counts.Count, counts.Capacity), (loaded.Count, loaded.Capacity));
        Assert.Equal(4, Propose(new CountProposer(loaded), second.Start, [0]));
    }

    [Fact]
    public void Fingerprints_tell_states_apart_and_are_the_same_everywhere()
    {
        var vocabulary = Letters16();
        var start = new TokenAutomaton(TestGrammars.Json(), vocabulary).Start;
        ITokenState Read(string text) =>
            text.Aggregate(start, (state, c) => state.Advance(Enumerable.Range(0, vocabulary.Size).First(id => vocabulary.BytesOf(id).SequenceEqual([(byte)c])))!);

        string[] texts = ["", "[", "[[", "{", "\"", "[\"", "{\"", "{\"\":", "1", "[1"];
        Assert.Equal(texts.Length, texts.Select(t => Read(t).Fingerprint).Distinct().Count());
        Assert.Equal(Read("[1,").Fingerprint, Read("[[],").Fingerprint);

        // The number is part of saved files: when it changes, so must their version.
        Assert.Equal(Golden, Read("{\"").Fingerprint);
    }

    private const long Golden = 7311919548319730975;

    [Fact]
    public void Damaged_and_foreign_files_are_refused()
    {
        var counts = new TokenCounts(256);
        Teach(new CountProposer(counts), null, [1], 2, times: 3);
        using var stream = new MemoryStream();
        counts.Save(stream, Letters);
        var bytes = stream.ToArray();
        string Message(byte[] data, Vocabulary vocabulary) =>
            Assert.Throws<InvalidDataException>(() => TokenCounts.Load(new MemoryStream(data), vocabulary)).Message;

        Assert.Contains("not whole", Message(bytes[..^3], Letters), StringComparison.Ordinal);
        Assert.Contains("another vocabulary", Message(bytes, Toy.Of("a", "b", "c", "e")), StringComparison.Ordinal);
        Assert.Contains("not a file of token counts", Message([.. "hello, world"u8], Letters), StringComparison.Ordinal);
        var token = bytes.Length - (4 * CountContext.RateKinds) - 24;
        bytes[token + 3] = 0x7F;
        Assert.Contains("damaged", Message(bytes, Letters), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(300)]
    public void A_capacity_out_of_range_is_refused(int capacity) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TokenCounts(capacity));

    private static Vocabulary Letters16() => Toy.Of([.. "[]{}\":,1.eE+-atrufnlsb\\ ".Select(c => c.ToString())]);

    private static void Teach(CountProposer proposer, ITokenState? state, int[] before, int token, int times)
    {
        for (var i = 0; i < times; i++)
        {
            proposer.Accept(new ProposalContext(state, before, 1), token);
        }
    }

    private static int Propose(CountProposer proposer, ITokenState? state, int[] before)
    {
        var guesses = new TokenGuess[4];
        return proposer.Propose(new ProposalContext(state, before, 1), guesses) == 0 ? -1 : guesses[0].Token;
    }
}
