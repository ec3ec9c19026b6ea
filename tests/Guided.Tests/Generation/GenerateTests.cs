using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Guided.Decoding;
using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Types;
using Guided.Testing;

namespace Guided.Generation;

public class GenerateTests
{
    private const string Prompt = "Read the order.\nMy name is Dana Kelly. Please send 3 red chairs by 3 May 2026. It is urgent.";

    public enum Priority
    {
        Low,
        Normal,
        High,
    }

    [ModelFact]
    public async Task A_prompt_and_a_type_give_what_the_text_says()
    {
        var order = await TestModel.Shared.GenerateAsync<Order>("Read the order.\nMy name is Dana Kelly. Please send 3 red chairs by 3 May 2026.");
        Assert.Equal(new Order("Dana Kelly", new DateOnly(2026, 5, 3)), order);
    }

    [ModelFact]
    public async Task Values_deserialise_whatever_is_sampled()
    {
        for (var seed = 0; seed < 4; seed++)
        {
            var options = new RequestOptions { Generation = new() { Temperature = 2, Seed = seed, MaxTokens = 300 } };
            Assert.NotNull(await TestModel.Shared.GenerateAsync<Everything>(Prompt, options));
            Assert.NotNull(await TestModel.Shared.GenerateAsync<Order[]>(Prompt, options));
            Assert.True(Enum.IsDefined(await TestModel.Shared.GenerateAsync<Priority>(Prompt, options)));
            await TestModel.Shared.GenerateAsync<int>(Prompt, options);
            await TestModel.Shared.GenerateAsync<bool>(Prompt, options);
            await TestModel.Shared.GenerateAsync<DateOnly?>(Prompt, options);
            Assert.NotNull(await TestModel.Shared.GenerateAsync<Dictionary<string, double>>(Prompt, options));
            Assert.NotNull(await TestModel.Shared.GenerateAsync<string>(Prompt, options));
        }
    }

    [ModelFact]
    public async Task Annotations_bind_the_values()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var options = new RequestOptions { Generation = new() { Temperature = 2, Seed = seed, MaxTokens = 300 } };
            var value = await TestModel.Shared.GenerateAsync<Bounded>(Prompt, options);
            Validator.ValidateObject(value, new ValidationContext(value), validateAllProperties: true);
        }
    }

    [ModelFact]
    public async Task A_result_tells_how_it_came_about()
    {
        var result = await TestModel.Shared.GenerateResultAsync<Order>(
            Prompt, new RequestOptions { Generation = new() { Seed = 7 }, Types = new() { Whitespace = JsonWhitespace.Compact } });
        Assert.Equal(7, result.Seed);
        Assert.Equal(FinishReason.Stop, result.FinishReason);
        Assert.StartsWith("{", result.Text, StringComparison.Ordinal);
        Assert.True(result.Statistics.ForcedTokens > 0);
        Assert.True(result.Statistics.ForwardPasses <= result.Statistics.GeneratedTokens + 1);
        Assert.True(result.Statistics.PromptTokens > 20);
    }

    [ModelFact]
    public async Task A_text_is_laid_out_as_the_serializer_would_write_it()
    {
        var indented = new JsonSerializerOptions(GuidedJson.SerializerOptions) { WriteIndented = true, NewLine = "\n" };
        var result = await TestModel.Shared.GenerateResultAsync<Order>(
            Prompt, new RequestOptions { Types = new() { SerializerOptions = indented, Whitespace = JsonWhitespace.Of(indented), Escapes = JsonEscapes.Shortest } });
        Assert.Equal(JsonSerializer.Serialize(result.Value, indented), result.Text);
        Assert.Contains("{\n  \"", result.Text, StringComparison.Ordinal);
    }

    [ModelFact]
    public async Task Every_format_is_kept()
    {
        Assert.Contains(await Text(OutputFormat.Choice(["red", "green"])), (string[])["red", "green"]);
        Assert.Matches("^[A-Z]{2}-[0-9]{4}$", await Text(OutputFormat.Regex("[A-Z]{2}-[0-9]{4}")));
        Assert.Matches("^[0-9]+$", await Text(OutputFormat.Json("""{"type":"integer","minimum":0}""", new JsonSchemaOptions { Reading = JsonReading.DotNet })));
        Assert.NotNull(await Text(null));

        async Task<string> Text(OutputFormat? format) =>
            (await TestModel.Shared.GenerateTextAsync(Prompt, format, new RequestOptions { Generation = new() { MaxTokens = 16 } })).Text;
    }

    [ModelFact]
    public async Task The_description_of_the_format_can_be_left_out()
    {
        var format = OutputFormat.Choice(["red", "green"]);
        var told = await TestModel.Shared.GenerateTextAsync(Prompt, format);
        var silent = await TestModel.Shared.GenerateTextAsync(Prompt, format, new RequestOptions { DescribeFormat = false });
        var by = new List<int>();
        TestModel.Shared.Tokenizer.Encode("\nAnswer with one of: red, green", by);
        Assert.Equal(silent.Statistics.PromptTokens + by.Count, told.Statistics.PromptTokens);
    }

    [ModelFact]
    public async Task A_token_limit_still_gives_a_whole_value()
    {
        var text = "[]";
        for (var limit = 8; limit <= 20; limit += 3)
        {
            var result = await TestModel.Shared.GenerateResultAsync<string[]>(Prompt, new RequestOptions { Generation = new() { MaxTokens = limit } });
            Assert.InRange(result.Statistics.GeneratedTokens, 1, limit);
            text = result.Text;
        }

        Assert.EndsWith("]", text, StringComparison.Ordinal);
    }

    [ModelFact]
    public async Task Eight_at_once_answer_as_one_after_the_other()
    {
        var prompts = TestModel.Rows("b_records", 8).ToArray();
        var alone = new List<string>();
        foreach (var row in prompts)
        {
            alone.Add((await TestModel.Shared.GenerateTextAsync(row.Prompt, OutputFormat.Json(row.Schema!))).Text);
        }

        var together = await Task.WhenAll(prompts.Select(row => TestModel.Shared.GenerateTextAsync(row.Prompt, OutputFormat.Json(row.Schema!))));

        Assert.Equal(alone, together.Select(r => r.Text));
    }

    [ModelTheory]
    [InlineData("a_entities")]
    [InlineData("b_records")]
    [InlineData("d_arithmetic")]
    [InlineData("e_tools")]
    public async Task Speculation_does_not_change_the_text(string task)
    {
        var saved = 0;
        foreach (var row in TestModel.Rows(task, 8))
        {
            var format = OutputFormat.Json(row.Schema!);
            var with = await TestModel.Shared.GenerateTextAsync(row.Prompt, format);
            var without = await TestModel.Shared.GenerateTextAsync(row.Prompt, format, new RequestOptions { Speculation = SpeculationKinds.None });
            Assert.Equal(without.Text, with.Text);
            saved += without.Statistics.ForwardPasses - with.Statistics.ForwardPasses;
        }

        Assert.True(saved >= 0);
    }

    public sealed record Order(string Name, DateOnly Due);

    public sealed record Everything(
        string Name, int? Count, double Price, bool Gift, Priority Priority, List<string> Tags, Order? Inner, Guid? Id, Dictionary<string, int>? Sizes);

    public sealed record Bounded
    {
        [Required]
        [StringLength(8, MinimumLength = 2)]
        public required string Name { get; init; }

        [Range(3, 17)]
        public int Count { get; init; }

        [RegularExpression("[A-Z]{2}-[0-9]{3}")]
        public required string Code { get; init; }

        [MinLength(1)]
        [MaxLength(3)]
        public required string[] Tags { get; init; }
    }
}
