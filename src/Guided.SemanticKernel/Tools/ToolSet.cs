using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Tools;

/// <summary>The tools of a request, and whether and how they may be called.</summary>
/// <param name="Format">How calls are written.</param>
/// <param name="Tools">The tools that may be called.</param>
/// <param name="IsRequired">Whether the answer must be a call.</param>
/// <param name="AllowsSeveral">Whether it may be several; null when the request does not say.</param>
internal sealed record ToolSet(ToolCallFormat Format, IReadOnlyList<AIFunctionDeclaration> Tools, bool IsRequired, bool? AllowsSeveral)
{
    private static readonly JsonSerializerOptions Escaping = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The definitions that chat templates take.</summary>
    public IReadOnlyList<object?> Definitions =>
    [
        .. Tools.Select(tool => new Dictionary<string, object?>
        {
            ["type"] = "function",
            ["function"] = new Dictionary<string, object?>
            {
                ["name"] = tool.Name,
                ["description"] = tool.Description,
                ["parameters"] = tool.JsonSchema,
            },
        }),
    ];

    /// <summary>What a call of a tool begins with, up to its arguments.</summary>
    public static string Head(ToolCallFormat format, string name)
    {
        var space = format.HasSpaces ? " " : "";
        return $"{{{Text(format.NameKey)}:{space}{Text(name)},{space}{Text(format.ArgumentsKey)}:{space}";
    }

    /// <summary>Reads the tools of chat options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="format">Gives the format when there are tools.</param>
    /// <returns>Null when no tool may be called.</returns>
    /// <exception cref="NotSupportedException">A tool is not a function, a function that is required is not there, or the format is unknown.</exception>
    public static ToolSet? Read(ChatOptions options, Func<ToolCallFormat> format)
    {
        if (options.ToolMode is NoneChatToolMode)
        {
            return null;
        }

        var tools = (options.Tools ?? []).Select(Function).ToArray();
        var required = options.ToolMode as RequiredChatToolMode;
        if (required is not null && tools.Length == 0)
        {
            throw Requests.Unsupported.Option(nameof(options.ToolMode), $"it requires a call but there are no {nameof(options.Tools)}; give some, or leave it out");
        }

        if (tools.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"ChatOptions.{nameof(options.Tools)} has two tools named '{twice.Key}'; a call could not tell them apart.", nameof(options));
        }

        if (required?.RequiredFunctionName is { } name)
        {
            tools = [.. tools.Where(t => t.Name == name)];
            if (tools.Length == 0)
            {
                throw Requests.Unsupported.Option(nameof(options.ToolMode), $"it requires '{name}', which is not among the {nameof(options.Tools)}");
            }
        }

        return tools.Length == 0 ? null : new ToolSet(format(), tools, required is not null, options.AllowMultipleToolCalls);
    }

    private static AIFunctionDeclaration Function(AITool tool) => tool as AIFunctionDeclaration ?? throw Requests.Unsupported.Option(
        nameof(ChatOptions.Tools), $"it holds a {tool?.GetType().ToString() ?? "null"}, and only functions ({nameof(AIFunctionDeclaration)}) can be called; leave it out");

    private static string Text(string value) => JsonSerializer.Serialize(value, Escaping);
}
