using System.Text.Json;
using Guided.Onnx.Chat;
using Guided.Onnx.Tokenizers;

namespace Guided.SemanticKernel.Tools;

/// <summary>Finds out how a chat template writes tool calls, by rendering one.</summary>
internal static class ToolTemplate
{
    private const string Name = "probe_name";
    private const string Key = "probe_key";
    private const string Answer = "probe answer";

    private static readonly JsonElement Tool = JsonSerializer.Deserialize<JsonElement>($$$$"""
        {"type":"function","function":{"name":"{{{{Name}}}}","description":"Probe.","parameters":{"type":"object","properties":{"{{{{Key}}}}":{"type":"string"}},"required":["{{{{Key}}}}"]}}}
        """);

    /// <summary>The format of a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="tokenizer">The tokenizer, which knows what is a special token.</param>
    /// <param name="modelName">The model's name, for messages.</param>
    /// <exception cref="NotSupportedException">The template has no format for tools, or one that is not known here.</exception>
    public static ToolCallFormat Detect(ChatTemplate template, HuggingFaceTokenizer tokenizer, string modelName)
    {
        try
        {
            return Read(template, tokenizer, modelName);
        }
        catch (ChatTemplateException e)
        {
            throw NoFormat(modelName, "it refuses a conversation with a tool call: " + e.Message);
        }
    }

    private static ToolCallFormat Read(ChatTemplate template, HuggingFaceTokenizer tokenizer, string modelName)
    {
        var user = new ChatTemplateMessage("user", "probe question");
        var call = new ChatTemplateMessage("assistant", "") { Properties = Calls() };
        var prompt = template.Render([user], [Tool]);
        if (!prompt.Contains(Name, StringComparison.Ordinal))
        {
            throw NoFormat(modelName, "it does not write the tools");
        }

        var rendered = After(template.Render([user, call], [Tool], addGenerationPrompt: false), prompt);
        var ending = After(template.Render([user, new ChatTemplateMessage("assistant", Answer)], [Tool], addGenerationPrompt: false), prompt);
        ending = ending[(ending.IndexOf(Answer, StringComparison.Ordinal) + Answer.Length)..];
        var start = rendered.IndexOf('{');
        var end = start < 0 ? -1 : ObjectEnd(rendered, start);
        if (end < 0 || !rendered.Contains(Name, StringComparison.Ordinal))
        {
            throw NoFormat(modelName, "it does not write a call as a JSON object");
        }

        var after = rendered[end..];
        after = after.EndsWith(ending, StringComparison.Ordinal) ? after[..^ending.Length] : after;
        var format = OfObject(rendered[start..end], modelName) with
        {
            Begin = rendered[..start].Trim(),
            Lead = rendered[..start].Trim().Length == 0 ? "" : rendered[(rendered[..start].TrimEnd().Length)..start],
            End = after.TrimEnd(),
        };
        RequireText(tokenizer, modelName, format.Begin);
        RequireText(tokenizer, modelName, format.End);
        return format;
    }

    private static ToolCallFormat OfObject(string json, string modelName)
    {
        try
        {
            var call = JsonSerializer.Deserialize<JsonElement>(json);
            JsonProperty[] members = [.. call.EnumerateObject()];
            if (members is [{ Value.ValueKind: JsonValueKind.String } name, { Value.ValueKind: JsonValueKind.Object } arguments]
                && name.Value.GetString() == Name)
            {
                return new ToolCallFormat
                {
                    NameKey = name.Name,
                    ArgumentsKey = arguments.Name,
                    HasSpaces = json.Contains("\": ", StringComparison.Ordinal),
                };
            }
        }
        catch (JsonException)
        {
            // The message below says what was found instead.
        }

        throw NoFormat(modelName, $"it writes a call as {json}, and only an object of the name and then the arguments is known");
    }

    private static Dictionary<string, object?> Calls() => new()
    {
        ["tool_calls"] = new object[]
        {
            new Dictionary<string, object?>
            {
                ["id"] = "probe0001",
                ["type"] = "function",
                ["function"] = new Dictionary<string, object?>
                {
                    ["name"] = Name,
                    ["arguments"] = new Dictionary<string, object?> { [Key] = "probe value" },
                },
            },
        },
    };

    private static string After(string text, string prompt)
    {
        var common = 0;
        while (common < prompt.Length && common < text.Length && text[common] == prompt[common])
        {
            common++;
        }

        return text[common..];
    }

    // Where the object that begins at a place ends; −1 when it does not.
    private static int ObjectEnd(string text, int start)
    {
        var scanner = new JsonScanner();
        for (var i = start; i < text.Length; i++)
        {
            if (scanner.Ends(text[i]))
            {
                return i + 1;
            }
        }

        return -1;
    }

    // A special token is no text, so it could not be found in an answer's text.
    private static void RequireText(HuggingFaceTokenizer tokenizer, string modelName, string marker)
    {
        var ids = new List<int>();
        tokenizer.Encode(marker, ids, parseSpecial: true);
        if (ids.Exists(tokenizer.Vocabulary.IsSpecial))
        {
            throw NoFormat(modelName, $"it marks calls with a special token ({marker}), which is not supported");
        }
    }

    private static NotSupportedException NoFormat(string modelName, string reason) => Requests.Unsupported.Option(
        nameof(Microsoft.Extensions.AI.ChatOptions.Tools),
        $"the chat template of model '{modelName}' has no format for tools that is known: {reason}. Leave the tools out, set ToolMode to None, or set "
        + $"{nameof(GuidedChatClientOptions)}.{nameof(GuidedChatClientOptions.ToolCalls)} to {nameof(ToolCallFormat)}.{nameof(ToolCallFormat.Described)} "
        + "for a model that answers with JSON calls when the prompt lists the tools");
}
