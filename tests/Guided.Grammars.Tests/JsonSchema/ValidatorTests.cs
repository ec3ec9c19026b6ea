using System.Text.Json;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.JsonSchema.Checks;
using Guided.Grammars.Tests.JsonSchema.Properties;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Checks of whole texts, for keywords that generation leaves aside.</summary>
public sealed class ValidatorTests
{
    [Theory]
    [InlineData("""{"items":{"pattern":"^(a+)b\\1$"}}""", """["aba","aabaa"]""", """["aba","abaa"]""", "/1", "pattern")]
    [InlineData("""{"properties":{"a/b":{"multipleOf":0.00000000007,"maximum":1}}}""", """{"a/b":0.00000000014}""", """{"a/b":0.00000000015}""", "/a~1b", "multipleOf")]
    [InlineData("""{"additionalProperties":{"uniqueItems":true}}""", """{"x":[1,2]}""", """{"x":[{"a":1,"b":2},3,{"b":2.0,"a":1}]}""", "/x/2", "uniqueItems")]
    [InlineData("""{"required":["a"]}""", """{"a":1}""", """{"b":1}""", "", "'a'")]
    [InlineData("""{"properties":{"a":{"oneOf":[{"type":"integer"},{"minimum":2}]}}}""", """{"a":1}""", """{"a":3}""", "/a", "branch")]
    [InlineData("""{"maxItems":1}""", "[1]", "[1,2]", "", "at most 1")]
    [InlineData("""{"type":"string"}""", "\"\"", "[1", "", "not JSON")]
    public void A_failure_says_where_and_why(string schema, string valid, string invalid, string path, string reason)
    {
        var validator = new JsonSchemaValidator(schema);
        Assert.True(validator.Check(valid).Passed, validator.Check(valid).ToString());
        var failure = Assert.Single(validator.Check(invalid).Failures);
        Assert.Equal(path, failure.Path);
        Assert.Contains(reason, failure.Reason, StringComparison.Ordinal);
        Assert.Contains("failed", validator.Check(invalid).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keywords_that_are_left_to_the_check_are_read_by_it()
    {
        const string schema = """{"type":"string","pattern":"^(a|b)\\1$","maxLength":2}""";
        var options = new JsonSchemaOptions { CheckedAfterwards = new HashSet<string> { "pattern" } };
        Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(schema));
        Assert.True(new Language(JsonSchemaGrammar.Create(schema, options)).Has("\"ab\""));
        var validator = new JsonSchemaValidator(schema, options);
        Assert.False(validator.Check("\"ab\"").Passed);
        Assert.True(validator.Check("\"aa\"").Passed);
    }

    [Fact]
    public void It_agrees_with_an_independent_validator()
    {
        var random = new Random(5);
        var agreed = 0;
        for (var i = 0; i < 400; i++)
        {
            var source = new AnySchema(random);
            var text = source.Next().ToJsonString();
            using var schema = JsonDocument.Parse(text);
            var (plain, validator) = (new PlainValidator(schema.RootElement), new JsonSchemaValidator(text));
            for (var j = 0; j < 30; j++)
            {
                var value = source.Value(3)?.ToJsonString() ?? "null";
                var expected = plain.IsValid(value);
                Assert.True(validator.Check(value).Passed == expected, $"{text} and {value}: {expected} expected");
                agreed += expected ? 1 : 0;
            }
        }

        Assert.True(agreed > 1000);
    }
}
