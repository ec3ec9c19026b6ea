using System.Text.Json;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Chat;
using Guided.Testing;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Tools;

public class ToolCallTests
{
    private static readonly AITool[] Tools =
    [
        AIFunctionFactory.Create((string room) => $"lights on in the {room}", "LightsOn"),
        AIFunctionFactory.Create((string room, int degrees) => degrees, "HeatRoom"),
    ];

    private readonly GuidedChatClient _client = TestClient.Create(ToolCallFormat.Described);

    [ModelFact]
    public async Task A_required_call_comes_as_content_whole_and_streamed()
    {
        var options = new ChatOptions { Tools = [.. Tools], ToolMode = ChatToolMode.RequireAny };
        const string Prompt = "You can call these tools.\nI want 27 degrees in the hallway.";
        var response = await _client.GetResponseAsync(Prompt, options);
        var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
        Assert.Equal(("HeatRoom", "hallway", 27), (call.Name, call.Arguments!["room"]!.ToString(), ((JsonElement)call.Arguments["degrees"]!).GetInt32()));
        Assert.Equal(ChatFinishReason.ToolCalls, response.FinishReason);
        Assert.Equal("", response.Text);

        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in _client.GetStreamingResponseAsync(Prompt, options))
        {
            updates.Add(update);
        }

        var streamed = Assert.Single(updates.SelectMany(u => u.Contents).OfType<FunctionCallContent>());
        Assert.Equal(call.Name, streamed.Name);
        Assert.Equal(call.Arguments["room"]!.ToString(), streamed.Arguments!["room"]!.ToString());
        Assert.Equal(ChatFinishReason.ToolCalls, updates[^1].FinishReason);
        Assert.Single(updates.SelectMany(u => u.Contents).OfType<UsageContent>());
    }

    [ModelFact]
    public async Task A_call_fits_the_functions_schema_whatever_is_sampled()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var options = new ChatOptions { Tools = [.. Tools], ToolMode = ChatToolMode.RequireSpecific("HeatRoom"), Temperature = 2, Seed = seed, MaxOutputTokens = 80 };
            var response = await _client.GetResponseAsync("Hello", options);
            var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
            Assert.Equal("HeatRoom", call.Name);
            Assert.IsType<int>(await ((AIFunction)Tools[1]).InvokeAsync(new AIFunctionArguments(call.Arguments)) is JsonElement degrees ? degrees.GetInt32() : null);
        }
    }

    [ModelFact]
    public async Task The_models_own_test_rows_are_answered_with_the_right_calls()
    {
        var (right, rows) = (0, 0);
        foreach (var line in File.ReadLines(Path.Combine(ShippedModel.Folder!, "tests", "e_tools.jsonl")).Take(20))
        {
            var row = JsonSerializer.Deserialize<JsonElement>(line);
            var tools = row.GetProperty("schema").GetProperty("anyOf").EnumerateArray().Select(tool => AIFunctionFactory.CreateDeclaration(
                tool.GetProperty("properties").GetProperty("name").GetProperty("enum")[0].GetString()!,
                null,
                tool.GetProperty("properties").GetProperty("arguments")));
            var response = await _client.GetResponseAsync(
                row.GetProperty("prompt").GetString()!, new ChatOptions { Tools = [.. tools], ToolMode = ChatToolMode.RequireAny });
            var call = Assert.IsType<FunctionCallContent>(Assert.Single(response.Messages[0].Contents));
            var expected = JsonSerializer.Deserialize<JsonElement>(row.GetProperty("answer").GetString()!);
            var arguments = JsonSerializer.SerializeToElement(call.Arguments);
            rows++;
            right += call.Name == expected.GetProperty("name").GetString() && JsonElement.DeepEquals(arguments, expected.GetProperty("arguments")) ? 1 : 0;
        }

        Assert.True(right >= 0.7 * rows, $"{right} of {rows} calls are right");
    }

    [ModelFact]
    public async Task A_free_answer_is_text_or_calls_in_the_templates_form()
    {
        var model = WithTemplate(Templates.Tagged);
        using var client = new GuidedChatClient(model);
        for (var seed = 0; seed < 4; seed++)
        {
            var options = new ChatOptions { Tools = [.. Tools], Temperature = 1, Seed = seed, MaxOutputTokens = 60 };
            var response = await client.GetResponseAsync("Hello", options);
            Assert.DoesNotContain("<tool_call>", response.Text, StringComparison.Ordinal);
        }

        foreach (var several in new[] { false, true })
        {
            var options = new ChatOptions { Tools = [.. Tools], ToolMode = ChatToolMode.RequireAny, AllowMultipleToolCalls = several, MaxOutputTokens = 80 };
            var response = await client.GetResponseAsync("Hello", options);
            var calls = response.Messages[0].Contents.OfType<FunctionCallContent>().ToArray();
            Assert.Equal(response.Messages[0].Contents.Count, calls.Length);
            Assert.InRange(calls.Length, 1, several ? 99 : 1);
        }
    }

    [ModelFact]
    public async Task Beside_calls_an_answer_may_be_json()
    {
        var options = new ChatOptions { Tools = [.. Tools], ResponseFormat = ChatResponseFormat.ForJsonSchema<Room>(), MaxOutputTokens = 60 };
        for (var seed = 0; seed < 4; seed++)
        {
            options.Temperature = 1.5f;
            options.Seed = seed;
            var response = await _client.GetResponseAsync("Which room?", options);
            if (response.FinishReason != ChatFinishReason.ToolCalls && response.Messages[0].Contents.OfType<FunctionCallContent>().FirstOrDefault() is null)
            {
                Assert.NotNull(JsonSerializer.Deserialize<Room>(response.Text, JsonSerializerOptions.Web)!.Name);
            }
        }

        var refused = await Assert.ThrowsAsync<NotSupportedException>(() => _client.GetResponseAsync(
            "Hello", new ChatOptions { Tools = [.. Tools], AdditionalProperties = new() { ["guided_regex"] = "a" } }));
        Assert.StartsWith("ChatOptions.Tools ", refused.Message, StringComparison.Ordinal);
    }

    [ModelFact]
    public void The_language_of_a_free_answer_is_what_it_should_be()
    {
        ToolSet Set(ToolCallFormat format, bool required, bool? several) => new(format, [.. Tools.Cast<AIFunctionDeclaration>()], required, several);
        bool Matches(ToolSet set, string text, string? schema = null) => new Guided.Automata.ByteAutomaton(
            new ToolCallOutput(set, schema, GuidedChatClientOptions.DefaultJsonSchema).CreateGrammar()).Matches(System.Text.Encoding.UTF8.GetBytes(text));
        const string Call = """{"name":"LightsOn","arguments":{"room":"attic"}}""";
        var bare = Set(ToolCallFormat.Described, required: false, several: null);
        Assert.True(Matches(bare, Call));
        Assert.True(Matches(bare, "Hello {you}"));
        Assert.True(Matches(bare, ""));
        Assert.False(Matches(bare, "{not a call}"));
        Assert.False(Matches(bare, Call + " "));
        Assert.False(Matches(bare, """{"name":"LightsOff","arguments":{"room":"attic"}}"""));
        Assert.True(Matches(bare, """{"Name":"x"}""", """{"type":"object","properties":{"Name":{"type":"string"}},"required":["Name"],"additionalProperties":false}"""));
        Assert.False(Matches(Set(ToolCallFormat.Described, required: true, several: null), "Hello"));

        var format = new ToolCallFormat { Begin = "<tool_call>", Lead = "\n", End = "\n</tool_call>", HasSpaces = true };
        const string Tagged = "<tool_call>\n{\"name\": \"LightsOn\", \"arguments\": {\"room\": \"attic\"}}\n</tool_call>";
        var free = Set(format, required: false, several: null);
        Assert.True(Matches(free, "Well. " + Tagged + "\n" + Tagged + " Done"));
        Assert.True(Matches(free, "No call, <tool_calling"));
        Assert.False(Matches(free, "Broken <tool_call> here"));
        Assert.False(Matches(Set(format, required: false, several: false), Tagged + Tagged));
        Assert.True(Matches(Set(format, required: true, several: true), Tagged + "\n" + Tagged));
        Assert.False(Matches(Set(format, required: true, several: null), Tagged + "\n" + Tagged));
        Assert.False(Matches(Set(format, required: true, several: null), "Well. " + Tagged));
    }

    [ModelFact]
    public async Task Calls_and_results_of_earlier_turns_reach_the_model()
    {
        ChatMessage[] turns =
        [
            new(ChatRole.User, "Warm the hallway."),
            new(ChatRole.Assistant, [new FunctionCallContent("c1", "HeatRoom", new Dictionary<string, object?> { ["room"] = "hallway", ["degrees"] = 27 })]),
            new(ChatRole.Tool, [new FunctionResultContent("c1", new { done = true })]),
            new(ChatRole.User, "Thanks."),
        ];
        var described = Requests.Conversation.Read(turns, null, () => ToolCallFormat.Described);
        Assert.Equal(
            [
                ("user", "Warm the hallway."), ("assistant", """{"name":"HeatRoom","arguments":{"room":"hallway","degrees":27}}"""),
                ("user", """HeatRoom: {"done":true}"""), ("user", "Thanks."),
            ],
            described.Select(m => (m.Role, (string)m.Content!)));

        var read = Requests.Conversation.Read(turns, null, () => new ToolCallFormat { Begin = "<tool_call>" });
        var rendered = ChatTemplate.Parse(Templates.Tagged).Render(read);
        Assert.Contains(
            "<|assistant|><tool_call>\n{\"name\": \"HeatRoom\", \"arguments\": {\"room\": \"hallway\", \"degrees\": 27}}\n</tool_call><|end|>", rendered, StringComparison.Ordinal);
        Assert.Contains("<|tool|>{\"done\":true}<|end|>", rendered, StringComparison.Ordinal);
        Assert.Equal("c1", read[2].Properties!["tool_call_id"]);

        using var client = new GuidedChatClient(WithTemplate(Templates.Tagged));
        Assert.NotNull(await client.GetResponseAsync(turns, new ChatOptions { Tools = [.. Tools], MaxOutputTokens = 5 }));
    }

    [ModelFact]
    public async Task What_cannot_be_called_is_refused_by_name()
    {
        async Task Refuses(string name, ChatOptions options, GuidedChatClient? client = null)
        {
            var thrown = await Assert.ThrowsAsync<NotSupportedException>(() => (client ?? _client).GetResponseAsync("Hello", options));
            Assert.StartsWith($"ChatOptions.{name} ", thrown.Message, StringComparison.Ordinal);
        }

        await Refuses("Tools", new ChatOptions { Tools = [.. Tools] }, TestClient.Create());
        await Refuses("ToolMode", new ChatOptions { Tools = [.. Tools], ToolMode = ChatToolMode.RequireSpecific("Fly") });
        await Refuses("ToolMode", new ChatOptions { ToolMode = ChatToolMode.RequireAny });
        await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync("Hello", new ChatOptions { Tools = [Tools[0], Tools[0]] }));
        var schema = JsonSerializer.Deserialize<JsonElement>("""{"type":"object","properties":{"a":{"$dynamicRef":"#x"}}}""");
        await Assert.ThrowsAsync<JsonSchemaException>(() => _client.GetResponseAsync(
            "Hello", new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("f", null, schema)], ToolMode = ChatToolMode.RequireAny }));
    }

    private static GuidedModel WithTemplate(string template) =>
        new("templated", TestClient.Model.Decoder, TestClient.Model.Tokenizer, ChatTemplate.Parse(template));

    internal sealed record Room(string Name);
}
