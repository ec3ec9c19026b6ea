using Guided.Decoding;
using Guided.SemanticKernel.Tools;
using Guided.Typed;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Responses;

/// <summary>The identity of one answer, and its shapes: a whole response, or updates.</summary>
/// <param name="modelId">The model's name.</param>
/// <param name="tools">The tools that the answer may call; null for none.</param>
internal sealed class Answer(string modelId, ToolSet? tools)
{
    private readonly string _responseId = Guid.NewGuid().ToString("N");
    private readonly string _messageId = Guid.NewGuid().ToString("N");
    private readonly DateTimeOffset _createdAt = DateTimeOffset.UtcNow;
    private readonly ToolCallReader? _calls = tools is null ? null : new ToolCallReader(tools);

    /// <summary>The answer in one piece.</summary>
    public ChatResponse Whole(Generated<string> generated) =>
        new(new ChatMessage(ChatRole.Assistant, Contents(generated.Text, isEnd: true)) { MessageId = _messageId, CreatedAt = _createdAt })
        {
            ResponseId = _responseId,
            ModelId = modelId,
            CreatedAt = _createdAt,
            FinishReason = Reason(generated.FinishReason),
            Usage = Usage(generated.Statistics),
            RawRepresentation = generated,
        };

    /// <summary>A piece of the answer; the last one has the finish reason and the usage.</summary>
    /// <returns>Null when nothing can be told yet.</returns>
    public ChatResponseUpdate? Part(Update<string> update)
    {
        var contents = Contents(update.Text, isEnd: update.Result is not null);
        if (contents.Count == 0 && update.Result is null)
        {
            return null;
        }

        var part = new ChatResponseUpdate(ChatRole.Assistant, contents)
        {
            ResponseId = _responseId,
            MessageId = _messageId,
            ModelId = modelId,
            CreatedAt = _createdAt,
            RawRepresentation = update,
        };
        if (update.Result is { } result)
        {
            part.FinishReason = Reason(result.FinishReason);
            part.Contents.Add(new UsageContent(Usage(result.Statistics)));
        }

        return part;
    }

    private List<AIContent> Contents(string text, bool isEnd) =>
        _calls is null ? [new TextContent(text)] : [.. _calls.Push(text), .. isEnd ? _calls.Finish() : []];

    private static UsageDetails Usage(GenerationStatistics statistics) => new()
    {
        InputTokenCount = statistics.PromptTokens,
        OutputTokenCount = statistics.GeneratedTokens,
        TotalTokenCount = statistics.PromptTokens + statistics.GeneratedTokens,
    };

    private ChatFinishReason Reason(FinishReason reason) => reason switch
    {
        FinishReason.Stop when _calls is { HasCalls: true } => ChatFinishReason.ToolCalls,
        FinishReason.Stop or FinishReason.StopSequence => ChatFinishReason.Stop,
        FinishReason.Length => ChatFinishReason.Length,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, null),
    };
}
