using Guided.Formats;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Chat;
using Guided.SemanticKernel.Tools;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

/// <summary>What a model is asked for: a chat client's arguments, checked and in Guided's terms.</summary>
/// <param name="Messages">The conversation, instructions included.</param>
/// <param name="Format">What the answer must look like.</param>
/// <param name="Options">Sampling and limits.</param>
/// <param name="Tools">The tools that may be called; null for none.</param>
internal sealed record ChatRequest(IReadOnlyList<ChatTemplateMessage> Messages, OutputFormat Format, RequestOptions Options, ToolSet? Tools)
{
    public static ChatRequest Read(
        IChatClient client, GuidedModel model, GuidedChatClientOptions defaults, IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        options ??= new ChatOptions();
        UnsupportedOptions.Refuse(options, model.Name);
        var native = options.RawRepresentationFactory?.Invoke(client);
        var request = native switch
        {
            null or OutputFormat => defaults.Defaults,
            RequestOptions own => own,
            _ => throw Unsupported.Option(
                nameof(ChatOptions.RawRepresentationFactory),
                $"it made a {native.GetType()}; make a {typeof(RequestOptions)} or a {typeof(OutputFormat)} instead"),
        };
        var extra = AdditionalOptions.Read(options.AdditionalProperties, defaults.JsonSchema);
        ToolCallFormat Calls() => defaults.ToolCalls == ToolCallFormat.FromTemplate
            ? ToolTemplate.Detect(model.Template, model.Tokenizer, model.Name)
            : defaults.ToolCalls;
        var tools = ToolSet.Read(options, Calls);
        var format = ResponseFormats.Read(options.ResponseFormat, native as OutputFormat, extra.Formats, defaults.JsonSchema);
        return new ChatRequest(
            Conversation.Read(
                messages, native is RequestOptions ? request.System ?? options.Instructions : options.Instructions ?? request.System, Calls),
            tools is null ? format : WithCalls(tools, format, options.ResponseFormat, defaults.JsonSchema),
            request with
            {
                Generation = Sampling.Read(options, extra.Generation, request.Generation, nativeFirst: native is RequestOptions),
                Tools = tools is { Format.IsDescribed: false } ? tools.Definitions : request.Tools,
            },
            tools);
    }

    private static ToolCallOutput WithCalls(ToolSet tools, OutputFormat format, ChatResponseFormat? response, JsonSchemaOptions json)
    {
        var schema = ResponseFormats.SchemaOf(response);
        if (!tools.IsRequired && schema is null && format != OutputFormat.FreeText)
        {
            throw Unsupported.Option(
                nameof(ChatOptions.Tools),
                $"beside calls that are free to be made, an answer can be text or JSON by {nameof(ChatOptions.ResponseFormat)}, and this request asks for another format; "
                + $"require a call with {nameof(ChatOptions.ToolMode)}, or leave the format out");
        }

        // A call that is required is the answer, whatever the format says.
        return new ToolCallOutput(tools, tools.IsRequired ? null : schema, json);
    }
}
