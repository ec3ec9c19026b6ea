namespace Guided.SemanticKernel.Tools;

/// <summary>How a model writes tool calls, and how it is told of tools.</summary>
/// <remarks>
/// A call is a JSON object of a name and arguments, between two texts or alone. <see cref="FromTemplate"/> finds the form in the model's chat
/// template by rendering a call with it.
/// </remarks>
public sealed record ToolCallFormat
{
    /// <summary>The form in which the model's chat template writes calls. A template without tools, or with another form, is refused by name.</summary>
    public static ToolCallFormat FromTemplate { get; } = new();

    /// <summary>
    /// A call is the whole answer, <c>{"name":…,"arguments":…}</c>, and the tools stand as types in a line at the end of the last user message. For
    /// models whose template knows no tools, such as guided-tiny-moe.
    /// </summary>
    public static ToolCallFormat Described { get; } = new() { IsDescribed = true };

    /// <summary>The text that announces a call, such as <c>&lt;tool_call&gt;</c>; empty when an answer that is a call is nothing else.</summary>
    public string Begin { get; init; } = "";

    /// <summary>The text between <see cref="Begin"/> and the object, such as a line break.</summary>
    public string Lead { get; init; } = "";

    /// <summary>The text after the object.</summary>
    public string End { get; init; } = "";

    /// <summary>The name of the member that holds the tool's name.</summary>
    public string NameKey { get; init; } = "name";

    /// <summary>The name of the member that holds the arguments.</summary>
    public string ArgumentsKey { get; init; } = "arguments";

    /// <summary>Whether one space follows each comma and colon of the JSON, as Python writes it; otherwise it is compact.</summary>
    public bool HasSpaces { get; init; }

    /// <summary>Whether the tools are described in the prompt rather than given to the chat template.</summary>
    public bool IsDescribed { get; init; }

    /// <summary>Whether a call can stand beside text and other calls.</summary>
    public bool IsAnnounced => Begin.Length > 0;
}
