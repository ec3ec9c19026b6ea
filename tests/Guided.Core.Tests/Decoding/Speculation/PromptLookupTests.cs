using System.Text;
using Guided.Decoding.Speculation;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Speculation;

public class PromptLookupTests
{
    private static readonly Vocabulary Words = Toy.Of([.. Enumerable.Range(32, 95).Select(c => ((char)c).ToString()), " Yand", "Yan", "nion", "dn", " Tan", "aka", "ion"]);

    [Fact]
    public void Words_are_copied_although_their_tokens_differ()
    {
        // The prompt has " Yand|nion| Tan|aka", the output has "Yan" and goes on in the middle of a token.
        var prompt = Encode(" Yand", "nion", " Tan", "aka", ".");
        Assert.Equal("dn|ion| Tan|aka", Copy(prompt, Encode("\"", "Yan"), 4));
    }

    [Fact]
    public void The_output_is_copied_too_and_its_last_occurrence_counts()
    {
        Assert.Equal("c|d", Copy(Encode("x"), Encode("a", "b", "c", "d", "-", "a", "b"), 2));
        Assert.Equal("e|-", Copy(Encode("a", "b", "c", "-"), Encode("a", "b", "e", "-", "a", "b"), 2));
    }

    [Fact]
    public void The_longest_match_counts() => Assert.Equal("e", Copy(Encode("x", "a", "b", "e", "-", "a", "b", "d"), Encode("-", "x", "a", "b"), 1));

    [Fact]
    public void Nothing_is_copied_where_nothing_matches_or_past_a_special_token()
    {
        Assert.Equal("", Copy(Encode("a", "b", "c"), Encode("x", "y"), 2));
        Assert.Equal("", Copy([.. Encode("a", "b"), Toy.StartToken(Words)], Encode("a", "b"), 2));
    }

    [Fact]
    public void What_the_grammar_refuses_is_not_copied()
    {
        var grammar = new FiniteAutomaton(Words, "\"ab!", "\"ab?");
        var state = grammar.Start.Advance(Encode("\"")[0])!.Advance(Encode("a")[0])!.Advance(Encode("b")[0])!;
        var proposer = new PromptLookupProposer(Words);
        int[] sequence = [.. Encode("a", "b", "."), .. Encode("\"", "a", "b")];
        Assert.Equal(0, proposer.Propose(new ProposalContext(state, sequence, 3), new TokenGuess[1]));
        sequence[2] = Encode("?")[0];
        using var other = new PromptLookupProposer(Words);
        Assert.Equal(1, other.Propose(new ProposalContext(state, sequence, 3), new TokenGuess[1]));
    }

    [Fact]
    public void Matches_are_those_that_a_search_finds()
    {
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var text = Toy.Text(random, 30, 200);
            using var index = new TextIndex(Words);
            var tokens = Encode([.. text.Select(c => c.ToString())]);
            for (var length = 5; length <= tokens.Length; length += 7)
            {
                var guessed = Math.Min(length - 1, random.Next(4));
                Assert.True(index.Read(new ProposalContext(null, tokens.AsSpan(0, length), 3, guessed)));
                var place = index.Find(out var matched);
                var (expected, longest) = Search(text[..length], length - guessed);
                Assert.Equal((expected, longest), (place, place < 0 ? 0 : matched));
            }
        }
    }

    // By definition: the longest end of a text that occurs before, so that a byte follows it within the first ones.
    private static (int Place, int Length) Search(string text, int indexed)
    {
        for (var length = Math.Min(TextIndex.LongestMatch, text.Length - 1); length >= TextIndex.ShortestMatch; length--)
        {
            var end = text[^length..];
            for (var place = indexed - 1; place >= length; place--)
            {
                if (text.AsSpan(place - length, length).SequenceEqual(end))
                {
                    return (place, length);
                }
            }
        }

        return (-1, 0);
    }

    private static string Copy(int[] prompt, int[] output, int count)
    {
        using var proposer = new PromptLookupProposer(Words);
        var guess = new TokenGuess[1];
        List<int> sequence = [.. prompt, .. output];
        for (var i = 0; i < count && proposer.Propose(new ProposalContext(null, sequence.ToArray(), prompt.Length, i), guess) > 0; i++)
        {
            sequence.Add(guess[0].Token);
        }

        return string.Join("|", sequence.Skip(prompt.Length + output.Length).Select(id => Encoding.Latin1.GetString(Words.BytesOf(id))));
    }

    private static int[] Encode(params string[] tokens) =>
        [.. tokens.Select(t => Enumerable.Range(0, Words.Size).First(id => Words.BytesOf(id).SequenceEqual(Encoding.Latin1.GetBytes(t))))];
}
