using System.Text;
using Guided.Processors;
using Guided.Tests.Decoding;
using Guided.Vocabularies;

namespace Guided.Tests.Processors;

/// <summary>Bad words and repeated n-grams against their definitions: a search of the whole output for each token.</summary>
public class ConstraintTests
{
    [Fact]
    public void Bad_words_are_forbidden_wherever_token_borders_fall()
    {
        var forbidden = 0;
        for (var test = 0; test < 300; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 20, longer: 20);
            string[] words = [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Toy.Text(random, 1 + random.Next(2), 5))];
            int[][] runs = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Enumerable.Range(0, 1 + random.Next(3)).Select(_ => random.Next(vocabulary.Size)).ToArray())];
            var options = new BadWordsOptions(words) { Sequences = runs, CountsPrompt = test % 2 == 0 };
            var (processor, history, prompt) = PenaltyTests.Prepared(new BadWordsProcessor(options, vocabulary), random, vocabulary.Size);
            int[] before = test % 2 == 0 ? [.. prompt, .. history] : [.. history];
            bool IsBad(int token)
            {
                int[] after = [.. before, token];
                var old = Toy.TextOf(vocabulary, before);
                var text = Toy.TextOf(vocabulary, after);
                return words.Any(w => Occurrences(text, w) > Occurrences(old, w))
                    || runs.Any(r => after.Length >= r.Length && after.AsSpan()[^r.Length..].SequenceEqual(r));
            }

            forbidden += AssertForbids((TokenConstraint)processor, vocabulary.Size, IsBad, random);
        }

        Assert.True(forbidden > 500, $"{forbidden} tokens forbidden");
    }

    [Fact]
    public void Repeated_n_grams_are_forbidden()
    {
        var forbidden = 0;
        for (var test = 0; test < 300; test++)
        {
            var random = new Random(test);
            var n = 1 + (test % 4);
            var size = 3 + random.Next(12);
            var countsPrompt = random.Next(2) == 0;
            var (processor, history, prompt) = PenaltyTests.Prepared(new NoRepeatNgramProcessor(new NoRepeatNgramOptions(n, countsPrompt)), random, size);
            int[] before = countsPrompt ? [.. prompt, .. history] : [.. history];
            bool IsRepeated(int token)
            {
                int[] after = [.. before, token];
                return after.Length >= n && Enumerable.Range(0, after.Length - n).Any(i => after.AsSpan(i, n).SequenceEqual(after.AsSpan()[^n..]));
            }

            forbidden += AssertForbids((TokenConstraint)processor, size, IsRepeated, random);
        }

        Assert.True(forbidden > 300, $"{forbidden} tokens forbidden");
    }

    [Fact]
    public void Names_of_special_tokens_are_no_text()
    {
        byte[][] tokens = [.. new[] { "us", "er", "<|user|>", "</s>" }.Select(Encoding.UTF8.GetBytes)];
        var vocabulary = new Vocabulary("specials", tokens, [2, 3], [3]);
        var processor = new BadWordsProcessor(new BadWordsOptions("user"), vocabulary);
        Assert.False(processor.Forbids(2));
        processor.Accept(0);
        processor.Accept(2);
        Assert.Equal([false, true, false, false], Enumerable.Range(0, 4).Select(processor.Forbids));
    }

    [Fact]
    public void Two_vocabularies_may_share_the_options()
    {
        var options = new BadWordsOptions("ab");
        var first = new BadWordsProcessor(options, Toy.Of("a", "b", "ab"));
        var second = new BadWordsProcessor(options, Toy.Of("xab", "b"));
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(first.Forbids));
        Assert.Equal([true, false], Enumerable.Range(0, 2).Select(second.Forbids));
    }

    private static int AssertForbids(TokenConstraint processor, int size, Func<int, bool> isForbidden, Random random)
    {
        var logits = Rows.Random(random, size);
        var expected = Enumerable.Range(0, size).Where(t => !isForbidden(t) && logits[t] > float.NegativeInfinity).Select(t => (t, logits[t]));
        Assert.Equal(expected, Rows.Left(processor, logits));
        Assert.Equal(Enumerable.Range(0, size).Select(isForbidden), Enumerable.Range(0, size).Select(processor.Forbids));
        int[] ids = [.. Enumerable.Range(0, size).Where(_ => random.Next(3) > 0)];
        float[] narrow = [.. ids.Select(i => logits[i])];
        Assert.Equal(expected.Where(e => ids.Contains(e.t)), Rows.Left(processor, narrow, ids));
        return Enumerable.Range(0, size).Count(isForbidden);
    }

    private static int Occurrences(string text, string word) =>
        Enumerable.Range(0, Math.Max(0, text.Length - word.Length + 1)).Count(i => string.CompareOrdinal(text, i, word, 0, word.Length) == 0);
}
