using System.Text.Json;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Testing;

namespace Guided.Grammars.Tests.JsonSchema.Formats;

/// <summary>What each format admits and refuses, by the examples and rules of its RFC.</summary>
public sealed class FormatTests
{
    [Theory]
    [InlineData("date", "2024-02-29|2000-02-29|1999-12-31", "2023-02-29|1900-02-29|2024-13-01|2024-4-1|24-01-01")]
    [InlineData("time", "00:00:00Z|23:59:60Z|01:29:60+01:30|12:00:00.123-05:00", "24:00:00Z|12:00:00|22:59:60Z|12:00:00+24:00")]
    [InlineData("date-time", "1985-04-12T23:20:50.52Z|1990-12-31T15:59:60-08:00|1985-04-12t23:20:50z", "1985-04-12 23:20:50Z|1990-02-30T00:00:00Z")]
    [InlineData("duration", "P4DT12H30M5S|P1Y2M3D|PT36H|P2W|P1M|PT1M|P1YT1S|P0D", "P|PT|P1|P1S|PT1D|P1Y2W|P2D1Y|P1Y1D|PT1H1S|4D|P1D1H")]
    [InlineData("ipv4", "0.0.0.0|255.255.255.255|1.20.30.249", "256.0.0.1|1.2.3|01.2.3.4|1.2.3.4.|1.2.3.4/8")]
    [InlineData("ipv6", "::|::1|1::|1:2:3:4:5:6:7::|::2:3:4:5:6:7:8|1:2:3:4:5:6:1.2.3.4|fe80::1", "1:2:3:4:5:6:7|1::2::3|:1|12345::|::1%1|1:2:3:4:5:6:7:8::")]
    [InlineData("hostname", "a|a.b|xn--nxasmq6b|XN--NXASMQ6B.com|xn.x|x--y|9.9", "|.|a.|-a|a-|a_b|xn--|xn--a|xn--X|a..b")]
    [InlineData("email", "a@b|a.b@c.d|\\\"a b\\\"@c|\\\"\\\\\\\"\\\"@c|a@[1.2.3.4]|a@[IPv6:1::]|!#$@x", "a|a@|@b|a..b@c|a@b_c|a@[1.2.3.256]|a@[x:1]|a b@c|a@b.")]
    [InlineData("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", "2eb8aa08aa9811eab4aa73b441d16380|{2eb8aa08-aa98-11ea-b4aa-73b441d16380}")]
    [InlineData("json-pointer", "|/|/a~0b~1c/0|//|/é", "a|/~|/~2|#/a")]
    [InlineData("relative-json-pointer", "0|1/a|0#|12/b/c|0-1/x|0+1#", "|/a|01|-1|1a|0##")]
    [InlineData("uri", "http://a/b?c#d|mailto:a@b|urn:a:b|a:|a://[::1]:80/|a:/b|file:///x", "//a|a|:a|1a:b|http://a b|http://[::1|a:%2|http://[v1]/|http://a/é")]
    [InlineData("uri-reference", "|a|/a|//a|?q|#f|a:b|./a:b|../..", "1:a|%|a b|[|//a:x")]
    [InlineData("iri", "http://é.x/ü?ö#ä|a:é", "é|http:// |a:\\u0000")]
    [InlineData("iri-reference", "é|//é/é?\\uE000", "\\uE000|é é")]
    [InlineData("uri-template", "|a{b}|{+a,b*}{?c:10}|{a.b}|http://x/{/y}|{=a}|a'b", "{|}|{a|{}|{a:0}|{a:10000}|a b|{a,}|{a..b}")]
    [InlineData("regex", "|a*|(a|b)+?|[^]|[a-z\\\\d-]{2,3}|\\\\p{Lu}|(?<=a)b|\\\\u{1F600}|(a)\\\\1|[\\\\u0041-\\\\u005A]|\\\\-", "(|)|*|a**|[z-a]|a{3,2}|\\\\a|(?<n>a|\\\\1|{|[|(?i)a|\\\\u{110000}|\\\\p{Xx}|\\\\")]
    public void Texts(string format, string valid, string invalid)
    {
        var language = new Language(JsonSchemaGrammar.Create($$"""{"type":"string","format":"{{format}}"}"""));
        foreach (var text in format is "regex" ? Patterns(valid) : valid.Split('|'))
        {
            Assert.True(language.Has($"\"{text}\""), text);
        }

        foreach (var text in format is "regex" ? Patterns(invalid) : invalid.Split('|'))
        {
            Assert.False(language.Has($"\"{text}\""), text);
        }
    }

    /// <summary>RFC 5892 appendix A, RFC 5893 §2, RFC 5891 §4.2.3; A-labels of the same rules.</summary>
    [Theory]
    [InlineData("bücher.example|例え。テスト", "a·b")]
    [InlineData("l·l|α͵β|א׳ב|א״ב|・ぁ|丈・|ab・ァ|ب٠ب|۰0|क्‍ष|क्‌ष|بي‌بي|ßς་〇|۽۾", "a·l|l·|·l|α͵S|α͵|A׳ב|・|def・abc|ب٠۰|क‍ष|‍ष|क‌ष")]
    [InlineData("ü-ü|ß|א1", "-ü|ü-|üa--b|Ü|〱|ـߺ|̀a|ः|1א|אa|א-|xn--ü|aa--ü")]
    [InlineData("\u00E9|\u03AC|\u1EAD", "e\u0301|\u03B1\u0301|a\u0323\u0302|a\u0301\u0323|\u00E9\u0323")]
    [InlineData("אב.com|a.אב", "אב.1|1.אב|אב.1a")]
    [InlineData("xn--ihqwcrb4cv8a8dqg056pqjye|xn--4gbwdl.xn--wgbh1c|a.xn--tda", "xn--X|XN--aa---o47jg78q|xn--|xn--a-|xn--80ak6aa92e-")]
    public void International_names(string valid, string invalid)
    {
        foreach (var text in valid.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.True(Names.Value.Has($"\"{text}\""), text);
        }

        foreach (var text in invalid.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.False(Names.Value.Has($"\"{text}\""), text);
        }
    }

    private static readonly Lazy<Language> Names = new(() => new Language(JsonSchemaGrammar.Create("""{"type":"string","format":"idn-hostname"}""")));

    [Fact]
    public void Lengths_of_names_are_limited()
    {
        var language = new Language(JsonSchemaGrammar.Create("""{"type":"string","format":"hostname"}"""));
        var label = new string('a', 63);
        Assert.True(language.Has($"\"{label}.{label}.{label}.{label[2..]}\""));
        Assert.False(language.Has($"\"{label}.{label}.{label}.{label[1..]}\""));
        Assert.False(language.Has($"\"{label}a\""));
        Assert.False(Names.Value.Has($"\"{label}.{label}.{label}.{label[1..]}\""));
        Assert.True(Names.Value.Has($"\"{new string('é', 59)}\""));
        Assert.False(Names.Value.Has($"\"{new string('é', 60)}\""));
    }

    [DataFact]
    public void Names_of_encoded_labels_stay_within_the_budget_of_expressions()
    {
        var automaton = new TokenAutomaton(JsonSchemaGrammar.Create("""{"format":"hostname"}"""), VocabularyFile.Load("llama3"));
        ITokenState? state = automaton.Start;
        for (ReadOnlySpan<byte> rest = "\"xn--4gbwdl.xn--wgbh1c\""u8; !rest.IsEmpty;)
        {
            var token = automaton.Vocabulary.Trie.LongestMatch(rest, out var length);
            Assert.True(state!.GetMask().Contains(token));
            state = state.Advance(token);
            rest = rest[length..];
        }

        Assert.True(state!.IsAccepting);
    }

    [Theory]
    [InlineData("hostname")]
    [InlineData("idn-hostname")]
    [InlineData("email")]
    [InlineData("regex")]
    [InlineData("uri-template")]
    [InlineData("iri")]
    public void Spellings_do_not_matter(string format)
    {
        var language = new Language(JsonSchemaGrammar.Create($$"""{"type":"string","format":"{{format}}"}"""));
        var random = new Random(3);
        for (var i = 0; i < 20; i++)
        {
            var text = language.Sample(random, random.Next(25));
            var value = JsonSerializer.Deserialize<string>(text)!;
            Assert.True(language.Has(JsonSerializer.Serialize(value)), text);
            Assert.True(language.Has($"\"{string.Concat(value.Select(c => $"\\u{(int)c:x4}"))}\""), text);
        }
    }

    [Fact]
    public void Formats_meet_patterns_lengths_and_lists()
    {
        var language = new Language(JsonSchemaGrammar.Create("""{"type":"string","format":"email","pattern":"\\.org$","maxLength":12}"""));
        Assert.True(language.Has("\"ab@cdefg.org\""));
        Assert.False(language.Has("\"abc@cdefg.org\""));
        Assert.False(language.Has("\"ab@cdefg.com\""));
        language = new Language(JsonSchemaGrammar.Create("""{"enum":["1.2.3.4","x"],"format":"ipv4"}"""));
        Assert.True(language.Has("\"1.2.3.4\""));
        Assert.False(language.Has("\"x\""));
        language = new Language(JsonSchemaGrammar.Create("""{"type":"string","format":"regex","pattern":"^\\^","maxLength":4}"""));
        Assert.True(language.Has("\"^a*$\""));
        Assert.False(language.Has("\"a*$\""));
    }

    [Fact]
    public void Formats_may_be_annotations_and_unknown_ones_refused()
    {
        const string unknown = """{"type":"string","format":"color"}""";
        Assert.True(new Language(JsonSchemaGrammar.Create(unknown)).Has("\"red\""));
        var e = Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(unknown, new JsonSchemaOptions { Formats = JsonFormats.AssertKnown }));
        Assert.Equal("format", e.Keyword);
        Assert.Contains("idn-hostname", e.Message, StringComparison.Ordinal);
        const string date = """{"type":"string","format":"date"}""";
        Assert.True(new Language(JsonSchemaGrammar.Create(date, new JsonSchemaOptions { Formats = JsonFormats.Annotate })).Has("\"x\""));
    }

    [Fact]
    public void Base64_is_asserted_by_option()
    {
        const string schema = """{"type":"string","contentEncoding":"base64"}""";
        Assert.True(new Language(JsonSchemaGrammar.Create(schema)).Has("\"*\""));
        var asserted = new Language(JsonSchemaGrammar.Create(schema, new JsonSchemaOptions { AssertContentEncoding = true }));
        Assert.True(asserted.Has("\"TWFu\""));
        Assert.True(asserted.Has("\"TQ==\""));
        Assert.False(asserted.Has("\"TR==\""));
        Assert.False(asserted.Has("\"TWF\""));
        Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(
            schema.Replace("base64", "base32", StringComparison.Ordinal), new JsonSchemaOptions { AssertContentEncoding = true }));
    }

    [Fact]
    public void No_text_for_formats_that_exclude_each_other() =>
        Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create("""{"allOf":[{"type":"string","format":"uuid"},{"format":"date"}]}"""));

    /// <summary>Patterns contain the bar that separates the texts of other formats.</summary>
    private static IEnumerable<string> Patterns(string list) => list.Replace("(a|b)", "(a\uE000b)", StringComparison.Ordinal)
        .Split('|').Select(t => t.Replace('\uE000', '|'));
}
