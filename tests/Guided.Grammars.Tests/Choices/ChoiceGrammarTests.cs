using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.Choices;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.Choices;

public sealed class ChoiceGrammarTests
{
    private enum Colour
    {
        Red,
        Green,
    }

    [Fact]
    public void Members_are_exactly_the_choices()
    {
        var language = new Language(ChoiceGrammar.Create(["list", "listen", "é", "😀", "list"]));
        Assert.All(["list", "listen", "é", "😀"], text => Assert.True(language.Has(text)));
        Assert.All(["", "lis", "liste", "listened", "e"], text => Assert.False(language.Has(text)));
    }

    [Fact]
    public void Enums_give_their_names()
    {
        Assert.True(new Language(ChoiceGrammar.Create<Colour>()).Has("Green"));
        Assert.True(new Language(ChoiceGrammar.Create<Colour>(c => c.ToString().ToUpperInvariant())).Has("RED"));
        Assert.False(new Language(ChoiceGrammar.Create<Colour>()).Has("green"));
    }

    [Fact]
    public void Bad_lists_are_refused_with_the_index()
    {
        Assert.Contains("no choices", Assert.Throws<ChoiceException>(() => ChoiceGrammar.Create([])).Message, StringComparison.Ordinal);
        Assert.Contains("Choice 1 is the empty text", Assert.Throws<ChoiceException>(() => ChoiceGrammar.Create(["a", ""])).Message, StringComparison.Ordinal);
        Assert.Contains("Choice 1 is null", Assert.Throws<ChoiceException>(() => ChoiceGrammar.Create(["a", null!])).Message, StringComparison.Ordinal);
        Assert.Contains("lone surrogate at 1", Assert.Throws<ChoiceException>(() => ChoiceGrammar.Create(["a\uD800"])).Message, StringComparison.Ordinal);
        var strict = new ChoiceOptions { AllowDuplicates = false };
        Assert.Contains("Choice 2, 'a'", Assert.Throws<ChoiceException>(() => ChoiceGrammar.Create(["a", "b", "a"], strict)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_empty_text_is_a_choice_when_allowed()
    {
        var language = new Language(ChoiceGrammar.Create(["", "a"], new ChoiceOptions { AllowEmptyText = true }));
        Assert.True(language.Has(""));
        Assert.True(language.Has("a"));
    }

    [Fact]
    public void Many_choices_have_the_masks_of_the_same_texts_written_out()
    {
        var random = new Random(5);
        var texts = Enumerable.Range(0, 4_000).Select(_ => RandomText(random, 10)).ToHashSet();
        string[] tokens = ["<end>", .. Enumerable.Range(0, 400).Select(_ => RandomText(random, 4)).Concat(["a", "b", "é", "\n", "ab", "aé"]).Distinct()];
        var vocabulary = new Vocabulary("toy", [.. tokens.Select(Encoding.UTF8.GetBytes)], [0], [0]);
        var factory = new ExpressionFactory();
        var written = new TokenAutomaton(new Grammar(factory, factory.Literals(texts)), vocabulary);
        var many = new TokenAutomaton(ChoiceGrammar.Create(texts), vocabulary);
        for (var walk = 0; walk < 50; walk++)
        {
            ITokenState? expected = written.Start;
            ITokenState? actual = many.Start;
            while (expected is not null)
            {
                var allowed = expected.GetMask().ToArray();
                Assert.Equal(allowed, actual!.GetMask().ToArray());
                Assert.Equal(expected.IsAccepting, actual.IsAccepting);
                Assert.Equal(expected.TokensToEnd, actual.TokensToEnd);
                var token = allowed[random.Next(allowed.Length)];
                (expected, actual) = (expected.Advance(token), actual.Advance(token));
            }

            Assert.Null(actual);
        }
    }

    private static string RandomText(Random random, int longest) =>
        string.Concat(Enumerable.Range(0, random.Next(1, longest + 1)).Select(_ => "abé\n"[random.Next(4)]));
}
