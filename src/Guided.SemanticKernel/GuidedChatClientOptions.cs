using Guided.Grammars.JsonSchema;
using Guided.SemanticKernel.Tools;

namespace Guided.SemanticKernel;

/// <summary>How a <see cref="GuidedChatClient"/> treats its requests.</summary>
public sealed record GuidedChatClientOptions
{
    /// <summary>
    /// Where a request starts from: what its <see cref="Microsoft.Extensions.AI.ChatOptions"/> do not say is taken from here. By default
    /// greedy decoding up to the end of the model's context.
    /// </summary>
    public RequestOptions Defaults { get; init; } = new();

    /// <summary>How the schemas of response formats are read; <see cref="DefaultJsonSchema"/> by default.</summary>
    public JsonSchemaOptions JsonSchema { get; init; } = DefaultJsonSchema;

    /// <summary>How the model writes tool calls; as its chat template does by default.</summary>
    public ToolCallFormat ToolCalls { get; init; } = ToolCallFormat.FromTemplate;

    /// <summary>Whether disposing the client disposes its model; false by default.</summary>
    public bool OwnsModel { get; init; }

    /// <summary>
    /// JSON without white space, in spellings that System.Text.Json reads. An object whose schema names its members has only those; one whose
    /// schema names none may have any.
    /// </summary>
    /// <remarks>
    /// The schemas that Microsoft.Extensions.AI makes of .NET types leave objects open for members they do not name. Readers skip such
    /// members, so writing them is a waste.
    /// </remarks>
    public static JsonSchemaOptions DefaultJsonSchema { get; } = new()
    {
        Whitespace = JsonWhitespace.Compact,
        Reading = JsonReading.DotNet,
        ExtraMembers = ExtraMembers.DeclaredOnly,
        Escapes = JsonEscapes.Shortest,
    };
}
