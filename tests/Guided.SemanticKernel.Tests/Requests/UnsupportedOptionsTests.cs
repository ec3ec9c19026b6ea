using Guided.Testing;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

public class UnsupportedOptionsTests
{
    private static readonly ChatMessage[] Messages = [new(ChatRole.User, "Hello")];
    private static readonly AITool Tool = new SomeTool();

    private readonly GuidedChatClient _client = TestClient.Create();

    public static TheoryData<string, ChatOptions> Refused => new()
    {
        { "Tools", new ChatOptions { Tools = [Tool] } },
        { "Tools", new ChatOptions { Tools = [Tool], ToolMode = ChatToolMode.Auto } },
        { "Tools", new ChatOptions { Tools = [Tool], ToolMode = ChatToolMode.RequireAny } },
        { "Tools", new ChatOptions { Tools = [AIFunctionFactory.CreateDeclaration("f", null, default)] } },
        { "ToolMode", new ChatOptions { ToolMode = ChatToolMode.RequireAny } },
        { "ToolMode", new ChatOptions { ToolMode = ChatToolMode.RequireSpecific("f") } },
        { "ConversationId", new ChatOptions { ConversationId = "42" } },
#pragma warning disable MEAI001 // experimental
        { "ContinuationToken", new ChatOptions { ContinuationToken = ResponseContinuationToken.FromBytes(new byte[] { 1 }) } },
#pragma warning restore MEAI001
        { "ModelId", new ChatOptions { ModelId = "another-model" } },
        { "Reasoning", new ChatOptions { Reasoning = new ReasoningOptions { Effort = ReasoningEffort.High } } },
        { "AdditionalProperties[\"best_of\"]", new ChatOptions { AdditionalProperties = new() { ["best_of"] = 4 } } },
        { "RawRepresentationFactory", new ChatOptions { RawRepresentationFactory = _ => "text" } },
    };

    [ModelTheory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public async Task An_option_that_is_not_honoured_is_refused_by_name(string name, ChatOptions options)
    {
        var thrown = await Assert.ThrowsAsync<NotSupportedException>(() => _client.GetResponseAsync(Messages, options));
        Assert.StartsWith($"ChatOptions.{name} ", thrown.Message, StringComparison.Ordinal);

        var streamed = await Assert.ThrowsAsync<NotSupportedException>(async () =>
        {
            await foreach (var update in _client.GetStreamingResponseAsync(Messages, options))
            {
                Assert.Fail($"an update: {update}");
            }
        });
        Assert.Equal(thrown.Message, streamed.Message);
    }

    [ModelFact]
    public async Task Options_that_ask_for_nothing_pass()
    {
        var options = new ChatOptions
        {
            Tools = [Tool],
            ToolMode = ChatToolMode.None,
            FrequencyPenalty = 0,
            PresencePenalty = 0,
            StopSequences = [],
            ModelId = TestClient.Model.Name,
            Reasoning = new ReasoningOptions(),
            AdditionalProperties = [],
            MaxOutputTokens = 3,
        };
        var response = await _client.GetResponseAsync(Messages, options);
        Assert.Equal((await _client.GetResponseAsync(Messages, new ChatOptions { MaxOutputTokens = 3 })).Text, response.Text);
    }

    [ModelTheory]
    [InlineData(0)]
    [InlineData(-3)]
    public async Task A_token_limit_below_one_is_refused(int limit)
    {
        var thrown = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => _client.GetResponseAsync(Messages, new ChatOptions { MaxOutputTokens = limit }));
        Assert.Contains("MaxOutputTokens", thrown.Message, StringComparison.Ordinal);
    }

    private sealed class SomeTool : AITool;
}
