using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Tests.JsonSchema;

public sealed class ReportTests
{
    [Fact]
    public void Every_keyword_has_a_verdict()
    {
        const string schema = """
            {"title": "t", "type": "array", "uniqueItems": true,
             "items": {"type": "object", "properties": {"p": {"type": "string", "pattern": "(", "format": "no-such"}, "q": {"format": "date"}}}}
            """;
        var report = JsonSchemaReport.Of(schema);
        Assert.False(report.IsEnforced);
        Assert.Equal(JsonSchemaEnforcement.Annotation, Of(report, "", "title"));
        Assert.Equal(JsonSchemaEnforcement.Enforced, Of(report, "", "type"));
        Assert.Equal(JsonSchemaEnforcement.Enforced, Of(report, "", "uniqueItems"));
        Assert.Equal(JsonSchemaEnforcement.Refused, Of(report, "/items/properties/p", "pattern"));
        Assert.Equal(JsonSchemaEnforcement.Annotation, Of(report, "/items/properties/p", "format"));
        Assert.Equal(JsonSchemaEnforcement.Enforced, Of(report, "/items/properties/q", "format"));
    }

    [Fact]
    public void Keywords_may_be_checked_afterwards_by_name()
    {
        const string schema = """{"type": "array", "items": {"type": "object"}, "uniqueItems": true}""";
        var options = new JsonSchemaOptions { CheckedAfterwards = new HashSet<string> { "uniqueItems" } };
        Assert.False(new Language(JsonSchemaGrammar.Create(schema)).Has("[{},{}]"));
        Assert.True(new Language(JsonSchemaGrammar.Create(schema, options)).Has("[{},{}]"));
        var report = JsonSchemaReport.Of(schema, options);
        Assert.True(report.IsEnforced);
        Assert.Equal(JsonSchemaEnforcement.CheckedAfterwards, Of(report, "", "uniqueItems"));
    }

    private static JsonSchemaEnforcement Of(JsonSchemaReport report, string path, string keyword) =>
        Assert.Single(report.Verdicts, v => v.Path == path && v.Keyword == keyword).Enforcement;
}
