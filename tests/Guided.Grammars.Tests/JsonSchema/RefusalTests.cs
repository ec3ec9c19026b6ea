using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>What cannot be enforced is refused with its path and keyword.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("""{"type":"array","uniqueItems":"yes"}""", "", "uniqueItems")]
    [InlineData("""{"$dynamicRef":"#x"}""", "", "$dynamicRef")]
    [InlineData("""{"type":"object","properties":{"a/b":{"type":"string","pattern":"("}}}""", "/properties/a~1b", "pattern")]
    [InlineData("""{"not":{"minLength":"3"}}""", "/not", "minLength")]
    [InlineData("""{"contains":{"uniqueItems":3}}""", "/contains", "uniqueItems")]
    [InlineData("""{"dependentRequired":{"a":{}}}""", "", "dependentRequired")]
    [InlineData("""{"if":{"type":"x"},"then":true}""", "/if", "type")]
    [InlineData("""{"$ref":"other.json"}""", "", "$ref")]
    [InlineData("""{"$ref":"#/nowhere"}""", "", "$ref")]
    [InlineData("""{"$ref":"#"}""", "", "$ref")]
    [InlineData("""{"anyOf":[{"$ref":"#"}]}""", "", "$ref")]
    [InlineData("""{"type":"text"}""", "", "type")]
    [InlineData("""{"type":"string","pattern":"(a)\\1"}""", "", "pattern")]
    [InlineData("""{"type":"string","minLength":-1}""", "", "minLength")]
    [InlineData("""{"type":"string","maxLength":1.5}""", "", "maxLength")]
    [InlineData("""{"type":"number","minimum":"1"}""", "", "minimum")]
    [InlineData("""{"type":"number","minimum":1e999}""", "", "minimum")]
    [InlineData("""{"type":"number","multipleOf":0}""", "", "multipleOf")]
    [InlineData("""{"type":"object","required":true}""", "", "required")]
    [InlineData("""{"type":"object","properties":[]}""", "", "properties")]
    [InlineData("""{"type":"object","properties":{"a":1}}""", "/properties/a", null)]
    [InlineData("""{"enum":1}""", "", "enum")]
    [InlineData("""{"allOf":[]}""", "", "allOf")]
    [InlineData("""{"enum":["\ud800"]}""", "/enum/0", null)]
    [InlineData("[]", "", null)]
    [InlineData("{", "", null)]
    public void Refusals_carry_path_and_keyword(string schema, string path, string? keyword)
    {
        var e = Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(schema));
        Assert.Equal((path, keyword), (e.Path, e.Keyword));
        Assert.Contains($"'#{path}'", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2}""")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"null"}]}""")]
    [InlineData("""{"type":"string","pattern":"^a+$","minLength":2,"maxLength":2,"enum":["ab"]}""")]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#"}},"required":["a"],"additionalProperties":false}""")]
    [InlineData("""{"type":"array","minItems":2,"maxItems":1}""")]
    [InlineData("""{"not":{}}""")]
    [InlineData("""{"type":"null","not":{"type":"null"}}""")]
    [InlineData("""{"oneOf":[{"const":1},{"const":1.0}]}""")]
    [InlineData("""{"type":"array","contains":{"type":"null"},"items":{"type":"string"}}""")]
    [InlineData("""{"type":"object","required":["a"],"propertyNames":{"maxLength":0}}""")]
    public void A_schema_without_values_is_an_error(string schema) => Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(schema));

    [Theory]
    [InlineData("""{"type":"integer","minimum":3,"maximum":2,"title":"t"}""", "#/maximum, #/minimum, #/type")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string","minLength":3,"maxLength":2},"b":{}},"required":["a","b"]}""", "#/properties/a/maxLength, #/properties/a/minLength, #/properties/a/type, #/required, #/type")]
    [InlineData("""{"allOf":[{"type":"string"},{"type":"null"}],"description":"d"}""", "#/allOf/0/type, #/allOf/1/type")]
    public void The_keywords_in_conflict_are_named(string schema, string keywords)
    {
        var e = Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(schema));
        Assert.Contains($": {keywords} leave", e.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Keywords_of_other_kinds_and_annotations_do_not_matter()
    {
        const string schema = """{"type":"null","uniqueItems":true,"title":"t","default":1,"x-y":2,"examples":[1],"minLength":3,"format":"email"}""";
        Assert.True(new Language(JsonSchemaGrammar.Create(schema)).Has("null"));
    }

    [Fact]
    public void Deep_schemas_are_refused()
    {
        var schema = string.Concat(Enumerable.Repeat("{\"items\":", 600)) + "{}" + new string('}', 600);
        Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(schema));
    }

    [Fact]
    public void Combinations_without_end_are_refused()
    {
        var branches = Enumerable.Range(0, 60).Select(i => "{\"properties\":{\"a" + i + "\":{\"type\":\"integer\"}}}");
        var grammar = JsonSchemaGrammar.Create("{\"oneOf\":[" + string.Join(',', branches) + "]}");
        var e = Assert.Throws<JsonSchemaException>(() => new Language(grammar).Has("{\"a0\":1,\"b\":[1]}"));
        Assert.Contains("fewer branches", e.Reason, StringComparison.Ordinal);
    }
}
