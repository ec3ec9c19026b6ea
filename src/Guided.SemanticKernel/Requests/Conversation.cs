using System.Text;
using System.Text.Json;
using Guided.Onnx.Chat;
using Guided.SemanticKernel.Tools;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

/// <summary>Chat messages as a model's chat template takes them.</summary>
internal sealed class Conversation
{
    private static readonly JsonSerializerOptions OneLine = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    private readonly List<ChatTemplateMessage> _read = [];
    private readonly Dictionary<string, string> _calledTools = [];
    private readonly Lazy<ToolCallFormat> _calls;
    private int _index;

    private Conversation(Func<ToolCallFormat> calls) => _calls = new(calls);

    /// <summary>The messages, with the instructions at the head of the first system message, or as one.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="instructions">The instructions; null for none.</param>
    /// <param name="calls">Gives the format of tool calls when there are some.</param>
    /// <exception cref="ArgumentException">There are no messages, or one is null.</exception>
    /// <exception cref="NotSupportedException">A role or a content is not supported.</exception>
    public static IReadOnlyList<ChatTemplateMessage> Read(IEnumerable<ChatMessage> messages, string? instructions, Func<ToolCallFormat> calls)
    {
        var conversation = new Conversation(calls);
        foreach (var message in messages)
        {
            conversation.Add(message ?? throw new ArgumentException($"The message at index {conversation._index} is null.", nameof(messages)));
            conversation._index++;
        }

        if (conversation._index == 0)
        {
            throw new ArgumentException("There are no messages: a conversation needs one at least.", nameof(messages));
        }

        return instructions is null ? conversation._read : WithInstructions(conversation._read, instructions);
    }

    private static List<ChatTemplateMessage> WithInstructions(List<ChatTemplateMessage> messages, string instructions)
    {
        // Many templates take one system message, and only as the first.
        if (messages is [{ Role: "system" }, ..])
        {
            messages[0] = messages[0] with { Content = $"{instructions}\n{messages[0].Content}" };
        }
        else
        {
            messages.Insert(0, new ChatTemplateMessage("system", instructions));
        }

        return messages;
    }

    private void Add(ChatMessage message)
    {
        if (message.Role == ChatRole.Tool)
        {
            AddResults(message);
            return;
        }

        var role = message.Role == ChatRole.System ? "system"
            : message.Role == ChatRole.User ? "user"
            : message.Role == ChatRole.Assistant ? "assistant"
            : throw new NotSupportedException(
                $"The message at index {_index} has the role '{message.Role}', which {nameof(GuidedChatClient)} does not support. Use system, user, assistant or tool.");
        FunctionCallContent[] calls = role == "assistant" ? [.. message.Contents.OfType<FunctionCallContent>()] : [];
        var text = Text(message, calls);
        var properties = new Dictionary<string, object?>();
        if (message.AuthorName is { } name)
        {
            properties["name"] = name;
        }

        if (calls.Length > 0)
        {
            text = AddCalls(calls, text, properties);
        }

        _read.Add(new ChatTemplateMessage(role, text) { Properties = properties.Count > 0 ? properties : null });
    }

    // Calls are the template's matter, or the text that the model itself would have written.
    private string AddCalls(FunctionCallContent[] calls, string text, Dictionary<string, object?> properties)
    {
        foreach (var call in calls)
        {
            _calledTools[call.CallId] = call.Name;
        }

        if (_calls.Value.IsDescribed)
        {
            var written = calls.Select(c => ToolSet.Head(_calls.Value, c.Name) + Json(c.Arguments ?? new Dictionary<string, object?>()) + "}");
            return text + string.Join('\n', written);
        }

        properties["tool_calls"] = calls.Select(c => new Dictionary<string, object?>
        {
            ["id"] = c.CallId,
            ["type"] = "function",
            ["function"] = new Dictionary<string, object?>
            {
                ["name"] = c.Name,
                ["arguments"] = JsonSerializer.Deserialize<JsonElement>(Json(c.Arguments ?? new Dictionary<string, object?>())),
            },
        }).ToArray();
        return text;
    }

    private void AddResults(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            if (content is not FunctionResultContent result)
            {
                throw NotSupported(content, nameof(FunctionResultContent));
            }

            var name = _calledTools.GetValueOrDefault(result.CallId) ?? throw new NotSupportedException(
                $"The message at index {_index} has the result of call '{result.CallId}', which no earlier message makes. Send the message with the call too.");
            var text = result.Result as string ?? Json(result.Result);
            _read.Add(_calls.Value.IsDescribed
                ? new ChatTemplateMessage("user", $"{name}: {text}")
                : new ChatTemplateMessage("tool", text)
                {
                    Properties = new Dictionary<string, object?> { ["name"] = name, ["tool_call_id"] = result.CallId },
                });
        }
    }

    private string Text(ChatMessage message, FunctionCallContent[] calls)
    {
        var text = new StringBuilder();
        foreach (var content in message.Contents)
        {
            if (!calls.Contains(content))
            {
                text.Append(content is TextContent part ? part.Text : throw NotSupported(content, nameof(TextContent)));
            }
        }

        return text.ToString();
    }

    private NotSupportedException NotSupported(AIContent? content, string supported) => new(
        $"The message at index {_index} has a {content?.GetType().Name ?? "null"} in its contents, which {nameof(GuidedChatClient)} does not support there. "
        + $"Use {supported}.");

    private static string Json(object? value) => JsonSerializer.Serialize(value, OneLine);
}
