using Guided.Decoding.Beams;
using Guided.Decoding.Sampling;
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

    [ModelFact]
    public async Task Of_several_samples_those_that_fail_are_left_out_or_reported()
    {
        // Members that are multiples of three: one sample in three or so.
        const string schema = """{"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":999,"multipleOf":3}},"required":["a"],"additionalProperties":false}""";
        var format = OutputFormat.Json(schema, new JsonSchemaOptions { CheckedAfterwards = new HashSet<string> { "multipleOf" } });
        var options = new RequestOptions { Generation = new() { Temperature = 2, Seed = 5, MaxTokens = 20 }, FailedCheck = FailedCheck.Report };

        var all = await TestModel.Shared.VoteTextAsync("Write a number.", format, samples: 12, options: options);
        var passed = all.Samples.Where(s => s.Check!.Passed).ToArray();
        Assert.InRange(passed.Length, 1, 11);
        Assert.Equal(12, all.Answers.Sum(a => a.Count));
        var counted = await TestModel.Shared.VoteTextAsync("Write a number.", format, samples: 12, options: options with { FailedCheck = FailedCheck.Throw });
        Assert.Equal(12, counted.Samples.Count);
        Assert.Equal(passed.Length, counted.Answers.Sum(a => a.Count));
        Assert.Contains(counted.Winner, passed.Select(s => s.Text));

        var ranked = await TestModel.Shared.BestOfTextAsync("Write a number.", format, new BestOfOptions { Samples = 12 }, options);
        var left = await TestModel.Shared.BestOfTextAsync("Write a number.", format, new BestOfOptions { Samples = 12 }, options with { FailedCheck = FailedCheck.Throw });
        Assert.Equal(ranked.Where(r => r.Check!.Passed).Select(r => r.Text), left.Select(r => r.Text));
        Assert.True(left.Count < ranked.Count);
    }

    [ModelFact]
    public async Task Where_all_samples_or_beams_fail_there_is_an_exception()
    {
        var format = OutputFormat.Json(Doubled, Afterwards);
        var sampling = new RequestOptions { Generation = new() { Temperature = 1, Seed = 3, MaxTokens = 20 } };
        var error = await Assert.ThrowsAsync<FailedCheckException>(() => TestModel.Shared.VoteTextAsync("What is your name?", format, samples: 2, options: sampling));
        Assert.False(error.Check!.Passed);
        await Assert.ThrowsAsync<FailedCheckException>(() => TestModel.Shared.BestOfTextAsync("What is your name?", format, new BestOfOptions { Samples = 2 }, sampling));
        var greedy = new RequestOptions { Generation = new() { MaxTokens = 20 } };
        await Assert.ThrowsAsync<FailedCheckException>(() => TestModel.Shared.SearchTextAsync("What is your name?", format, new BeamSearchOptions { Beams = 2 }, greedy));
        var found = await TestModel.Shared.SearchTextAsync("What is your name?", format, new BeamSearchOptions { Beams = 2 }, greedy with { FailedCheck = FailedCheck.Report });
        Assert.All(found, f => Assert.False(f.Check!.Passed));
    }

    [ModelFact]
    public async Task Texts_of_one_value_are_one_vote()
    {
        var format = OutputFormat.Json("""{"type":"boolean"}""");
        var vote = await TestModel.Shared.VoteTextAsync("True or false?", format, samples: 4, options: new RequestOptions { Generation = new() { Seed = 1 } });
        Assert.All(vote.Samples, s => Assert.Null(s.Check));
        Assert.InRange(vote.Answers.Count, 1, 2);
        var comparer = new Typed.JsonTextEquality();
        Assert.Equal("{\"a\":1,\"b\":[\"é\"]}", "{\"b\" : [\"\\u00e9\"], \"a\": 1.0}", comparer);
        Assert.Equal(comparer.GetHashCode("{\"a\":1,\"b\":[\"é\"]}"), comparer.GetHashCode("{\"b\" : [\"\\u00e9\"], \"a\": 1.0}"));
        Assert.NotEqual("[1,2]", "[2,1]", comparer);
    }
}
