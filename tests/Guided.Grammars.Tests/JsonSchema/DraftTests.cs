using System.Text;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>What a keyword means depends on the edition of the schema.</summary>
public sealed class DraftTests
{
    private static readonly (int Draft, string Uri)[] Drafts =
    [
        (4, "http://json-schema.org/draft-04/schema#"),
        (6, "http://json-schema.org/draft-06/schema#"),
        (7, "http://json-schema.org/draft-07/schema#"),
        (2019, "https://json-schema.org/draft/2019-09/schema"),
        (2020, "https://json-schema.org/draft/2020-12/schema"),
    ];

    [Theory]
    [InlineData("\"contains\":{\"type\":\"null\"}", "[1]", 6, 2020)]
    [InlineData("\"propertyNames\":{\"maxLength\":1}", "{\"ab\":1}", 6, 2020)]
    [InlineData("\"const\":1", "2", 4, 2020)]
    [InlineData("\"if\":{\"type\":\"integer\"},\"then\":{\"minimum\":3}", "2", 7, 2020)]
    [InlineData("\"if\":{\"type\":\"integer\"},\"else\":{\"type\":\"null\"}", "\"x\"", 7, 2020)]
    [InlineData("\"dependentRequired\":{\"a\":[\"b\"]}", "{\"a\":1}", 2019, 2020)]
    [InlineData("\"dependentSchemas\":{\"a\":{\"required\":[\"b\"]}}", "{\"a\":1}", 2019, 2020)]
    [InlineData("\"dependencies\":{\"a\":[\"b\"]}", "{\"a\":1}", 4, 2020)]
    [InlineData("\"contains\":{\"type\":\"integer\"},\"maxContains\":1", "[1,2]", 2019, 2020)]
    [InlineData("\"properties\":{\"a\":{}},\"unevaluatedProperties\":false", "{\"b\":1}", 2019, 2020)]
    [InlineData("\"unevaluatedItems\":false", "[1]", 2019, 2020)]
    [InlineData("\"prefixItems\":[{\"type\":\"null\"}]", "[1]", 2020, 2020)]
    [InlineData("\"items\":[{}],\"additionalItems\":false", "[1,2]", 4, 2019)]
    [InlineData("\"$defs\":{\"n\":{\"type\":\"null\"}},\"allOf\":[{\"$recursiveRef\":\"#/$defs/n\"}]", "1", 2019, 2019)]
    [InlineData("\"$defs\":{\"n\":{\"type\":\"null\"}},\"allOf\":[{\"$dynamicRef\":\"#/$defs/n\"}]", "1", 2020, 2020)]
    [InlineData("\"type\":\"integer\"", "1.0", 4, 4)]
    [InlineData("\"type\":\"integer\"", "1e0", 4, 4)]
    [InlineData("\"type\":\"integer\"", "1.5", 4, 2020)]
    [InlineData("\"type\":\"integer\",\"multipleOf\":3,\"minimum\":2", "3.0", 4, 4)]
    [InlineData("\"not\":{\"type\":\"integer\"}", "7", 4, 2020)]
    [InlineData("\"not\":{\"type\":\"integer\"}", "7.0", 6, 2020)]
    public void A_keyword_counts_from_its_edition_on(string keywords, string refused, int first, int last)
    {
        foreach (var (draft, uri) in Drafts)
        {
            // A list of schemas under items is refused, not ignored, where it has another name.
            if (keywords.StartsWith("\"items\":[", StringComparison.Ordinal) && draft > last)
            {
                continue;
            }

            var schema = $$"""{"$schema":"{{uri}}",{{keywords}}}""";
            var isKnown = draft >= first && draft <= last;
            Assert.True(Has(schema, refused) != isKnown, $"{draft}: {keywords}");
            Assert.True(new JsonSchemaValidator(schema).Check(refused).Passed != isKnown, $"{draft}: {keywords}, checked");
        }
    }

    [Theory]
    [InlineData("\"type\":\"integer\"", "0|-0|12|-7", "1.0|-1e1|10e-1|1.5")]
    [InlineData("\"type\":\"integer\",\"minimum\":-3,\"maximum\":12", "-3|0|-0|12", "-3.0|1e1|13|-4")]
    [InlineData("\"type\":\"integer\",\"multipleOf\":5", "0|-5|100", "5.0|1e1|7")]
    [InlineData("\"type\":\"integer\",\"enum\":[1.0,2,\"x\"]", "1|2", "1.0|2e0|\"x\"")]
    [InlineData("\"type\":\"number\",\"minimum\":-90,\"maximum\":90,\"not\":{\"type\":\"integer\"}", "1.0|1e0|1.5|-2E1", "1|-20|0")]
    [InlineData("\"type\":\"number\",\"not\":{\"type\":\"integer\"},\"multipleOf\":2,\"minimum\":1", "2.0|4.00", "2|3.0|0.0")]
    [InlineData("\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"type\":\"integer\"}", "[1,2]|[-3]", "[1,1]|[1.0]")]
    [InlineData("\"type\":\"array\",\"uniqueItems\":true,\"items\":{\"not\":{\"type\":\"integer\"},\"type\":\"number\",\"minimum\":1,\"maximum\":2}", "[1.0,2e0,1.5]", "[1.0,10e-1]|[1]")]
    public void Integers_of_draft_4_are_written_in_plain_digits(string keywords, string members, string others)
    {
        var schema = $$"""{"$schema":"{{Drafts[0].Uri}}",{{keywords}}}""";
        var validator = new JsonSchemaValidator(schema);
        foreach (var (text, isMember) in members.Split('|').Select(m => (m, true)).Concat(others.Split('|').Select(o => (o, false))))
        {
            Assert.True(Has(schema, text) == isMember, $"{text} of {schema}");
            Assert.True(validator.Check(text).Passed == isMember, $"{text} of {schema}, checked");
        }

        for (var seed = 0; seed < 10; seed++)
        {
            var text = new Language(JsonSchemaGrammar.Create(schema)).Sample(new Random(seed), freeBytes: 6);
            Assert.True(validator.Check(text).Passed, $"{text} of {schema}");
        }
    }

    [Fact]
    public void The_report_says_which_keywords_an_edition_does_not_define()
    {
        var report = JsonSchemaReport.Of($$"""{"$schema":"{{Drafts[0].Uri}}","if":{"type":"null"},"then":false,"contains":{},"const":1,"type":"integer"}""");
        Assert.True(report.IsEnforced);
        foreach (var keyword in (string[])["if", "then", "contains"])
        {
            Assert.Equal(
                new JsonSchemaVerdict("", keyword, JsonSchemaEnforcement.Annotation, "JSON Schema draft 4 does not define it"),
                report.Verdicts.Single(v => v.Keyword == keyword));
        }

        Assert.Equal(JsonSchemaEnforcement.Enforced, report.Verdicts.Single(v => v.Keyword == "const").Enforcement);
        Assert.Equal(JsonSchemaEnforcement.Enforced, report.Verdicts.Single(v => v.Keyword == "type").Enforcement);
    }

    private static bool Has(string schema, string text) => new ByteAutomaton(JsonSchemaGrammar.Create(schema)).Matches(Encoding.UTF8.GetBytes(text));
}
