using Guided.Grammars.Regex;

namespace Guided.Grammars.Tests.Regex;

public sealed class RegexErrorTests
{
    [Theory]
    [InlineData("a(b)\\1", 4, "back-references")]
    [InlineData("(?<x>a)\\k<x>", 7, "back-references")]
    [InlineData("a(?<a-b>c)", 1, "balancing groups")]
    [InlineData("a(?<=(?>b))", 5, "atomic groups in a lookbehind")]
    [InlineData("(?:a(?!x)){3000}", 0, "repeated at most")]
    [InlineData("(?P=x)", 0, "back-references")]
    [InlineData("a(?R)", 1, "rules")]
    [InlineData("(?q)a", 0, "not known")]
    [InlineData("(?#a", 0, "not closed")]
    [InlineData("(?(a)b|c)", 0, "conditional groups")]
    [InlineData("a(b", 1, "not closed")]
    [InlineData("a)b", 1, "closes no group")]
    [InlineData("*a", 0, "nothing to repeat")]
    [InlineData("a**", 3, "quantifier")]
    [InlineData("a{3,1}", 0, "wrong order")]
    [InlineData("[b-a]", 1, "wrong order")]
    [InlineData("[ab", 0, "not closed")]
    [InlineData("ab\\", 2, "backslash")]
    [InlineData("\\p{Nonsense}", 0, "not known")]
    [InlineData("\\q", 0, "not known")]
    [InlineData("\\u12", 0, "hexadecimal")]
    [InlineData("a{99999999999}", 0, "too large")]
    public void Refusals_carry_the_position(string pattern, int position, string reason)
    {
        var e = Assert.Throws<RegexException>(() => RegexGrammar.Create(pattern));
        Assert.Equal(pattern, e.Pattern);
        Assert.Contains(reason, e.Reason, StringComparison.Ordinal);
        Assert.InRange(e.Position, position, position + 1);
    }

    [Fact]
    public void Lookbehinds_with_too_many_states_are_refused()
    {
        var search = new RegexOptions { Match = RegexMatch.Search };
        Assert.Contains("too many states", Assert.Throws<RegexException>(() => RegexGrammar.Create("(?<=a.{20})b", search)).Reason, StringComparison.Ordinal);
        Assert.True(new Language(RegexGrammar.Create("(?<=a.{4})b", search)).Has("xaxxxxb"));
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var pattern = new string('(', 100_000) + "a" + new string(')', 100_000);
        Assert.Contains("nested", Assert.Throws<RegexException>(() => RegexGrammar.Create(pattern)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Ecma_reads_code_points_and_ascii_classes()
    {
        var ecma = new RegexOptions { Dialect = RegexDialect.Ecma };
        Assert.True(new Language(RegexGrammar.Create("^.{2}$", ecma)).Has("😀é"));
        Assert.False(new Language(RegexGrammar.Create("^.{2}$", ecma)).Has("😀"));
        Assert.False(new Language(RegexGrammar.Create("\\d", ecma)).Has("٣"));
        Assert.True(new Language(RegexGrammar.Create("\\p{Nd}", ecma)).Has("٣"));
        Assert.True(new Language(RegexGrammar.Create("\\p{L}\\u{1F600}[\\u{1F600}-\\u{1F64F}]", ecma)).Has("𝒳😀😁"));
        Assert.False(new Language(RegexGrammar.Create("a$", ecma)).Has("a\n"));
        Assert.True(new Language(RegexGrammar.Create("é", ecma with { IgnoreCase = true })).Has("É"));
    }

    [Theory]
    [InlineData("\\pL+\\PN", "aЖz", "a1")]
    [InlineData("\\p{Decimal_Number}{2}", "4𑓙", "4x")]
    [InlineData("\\p{Script=Greek}+", "αβΩ", "αb")]
    [InlineData("\\p{greek}+", "αβΩ", "αb")]
    [InlineData("\\p{scx=Deva}", "।", "a")]
    [InlineData("[\\p{Extended_Pictographic}a]{2}", "😀a", "😀😀😀")]
    [InlineData("[^\\p{Emoji}]{2}", "ab", "😀")]
    [InlineData("\\P{Emoji}", "𝒳", "😀")]
    [InlineData("\\p{wb=Hebrew_Letter}", "א", "a")]
    [InlineData("\\p{gcb=LV}", "가", "각")]
    [InlineData("(?i-u)[k\\d]+", "K1", "\u212A")]
    [InlineData("(?-u)\\w", "a", "é")]
    public void Properties_that_dotnet_does_not_know_are_of_code_points(string pattern, string member, string other)
    {
        foreach (var dialect in Enum.GetValues<RegexDialect>())
        {
            var language = new Language(RegexGrammar.Create(pattern, new RegexOptions { Dialect = dialect }));
            Assert.True(language.Has(member), $"{dialect}: {member}");
            Assert.False(language.Has(other), $"{dialect}: {other}");
        }
    }

    [Fact]
    public void Ecma_folds_cases_as_unicode_does()
    {
        var ecma = new RegexOptions { Dialect = RegexDialect.Ecma, IgnoreCase = true };
        Assert.True(new Language(RegexGrammar.Create("[k]s\\u{10400}", ecma)).Has("\u212Aſ𐐨"));
        Assert.True(new Language(RegexGrammar.Create("(?m:^a$).b", ecma with { DotAll = true })).Has("A\u2028B"));
    }
}
