using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

/// <summary>Refuses options that would not be honoured. One that asks for nothing, such as a penalty of 0, passes.</summary>
/// <remarks><see cref="ChatOptions.AllowBackgroundResponses"/> passes too: its contract is that clients without such responses ignore it.</remarks>
internal static class UnsupportedOptions
{
    public static void Refuse(ChatOptions options, string modelId)
    {
        if (options.ModelId is { } asked && asked != modelId)
        {
            throw Unsupported.Option(nameof(options.ModelId), $"this client has the model '{modelId}' only, not '{asked}'; leave the option out");
        }

        if (options.ConversationId is not null)
        {
            throw Unsupported.Option(nameof(options.ConversationId), "no conversation is kept; send all its messages with each request");
        }

#pragma warning disable MEAI001 // experimental: read only to refuse it
        if (options.ContinuationToken is not null)
        {
            throw Unsupported.Option(nameof(options.ContinuationToken), "answers are not kept after their request; send the request again");
        }
#pragma warning restore MEAI001

        RefuseReasoning(options);
    }

    private static void RefuseReasoning(ChatOptions options)
    {
        if (options.Reasoning is { } reasoning
            && (reasoning.Effort is not (null or ReasoningEffort.None) || reasoning.Output is not (null or ReasoningOutput.None)))
        {
            throw Unsupported.Option(nameof(options.Reasoning), "there is no separate reasoning; put a member for it into the schema of the format");
        }
    }
}
