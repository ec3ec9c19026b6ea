using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Testing;

namespace Guided.Generation;

/// <summary>Keywords that are checked after generation are never left unchecked.</summary>
public class CheckTests
{
    private const string Doubled = """{"type":"string","pattern":"^([a-z]+)-\\1$","maxLength":8}""";

    private static readonly JsonSchemaOptions Afterwards = new() { CheckedAfterwards = new HashSet<string> { "pattern" } };

    [ModelFact]
    public async Task An_answer_that_fails_is_an_error_or_reported()
    {
        var format = OutputFormat.Json(Doubled, Afterwards);
        var sampling = new RequestOptions { Generation = new() { Temperature = 1, Seed = 3, MaxTokens = 20 }, Retries = 1 };
        var error = await Assert.ThrowsAsync<FailedCheckException>(() => TestModel.Shared.GenerateTextAsync("What is your name?", format, sampling));
        Assert.Contains("attempts: 2", error.Message, StringComparison.Ordinal);
        Assert.False(error.Check!.Passed);

        var result = await TestModel.Shared.GenerateTextAsync("What is your name?", format, sampling with { FailedCheck = FailedCheck.Report });
        Assert.Contains("keyword 'pattern'", result.Check!.ToString(), StringComparison.Ordinal);
    }

    [ModelFact]
    public async Task What_passes_says_so_and_what_needs_no_check_has_none()
    {
        const string schema = """{"type":"object","properties":{"a":{"type":"integer","multipleOf":1}},"required":["a"],"additionalProperties":false}""";
        var checkedAfterwards = new JsonSchemaOptions { CheckedAfterwards = new HashSet<string> { "multipleOf" } };
        var result = await TestModel.Shared.GenerateTextAsync("Count to three.", OutputFormat.Json(schema, checkedAfterwards), new() { Generation = new() { MaxTokens = 40 } });
        Assert.True(result.Check!.Passed);
        Assert.Null((await TestModel.Shared.GenerateTextAsync("Count to three.", OutputFormat.Json(schema), new() { Generation = new() { MaxTokens = 40 } })).Check);
    }
}
