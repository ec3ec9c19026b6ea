using System.Runtime.CompilerServices;
using Guided.Decoding;
using Guided.SemanticKernel.Requests;
using Guided.SemanticKernel.Responses;
using Guided.Vocabularies;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel;

/// <summary>A <see cref="GuidedModel"/> as a chat client: answers keep to the response format, always.</summary>
/// <remarks>
/// <para>
/// Honoured: <see cref="ChatOptions.Instructions"/>, <see cref="ChatOptions.ResponseFormat"/>, <see cref="ChatOptions.Temperature"/>,
/// <see cref="ChatOptions.TopK"/>, <see cref="ChatOptions.TopP"/>, <see cref="ChatOptions.Seed"/>, <see cref="ChatOptions.MaxOutputTokens"/>,
/// <see cref="ChatOptions.FrequencyPenalty"/>, <see cref="ChatOptions.PresencePenalty"/>, <see cref="ChatOptions.StopSequences"/>,
/// <see cref="ChatOptions.Tools"/> with <see cref="ChatOptions.ToolMode"/> and <see cref="ChatOptions.AllowMultipleToolCalls"/>,
/// <see cref="ChatOptions.ModelId"/>, <see cref="ChatOptions.RawRepresentationFactory"/> (a <see cref="RequestOptions"/> or an
/// <see cref="Formats.OutputFormat"/>) and the keys of <see cref="GuidedChatOptionKeys"/>. What is not honoured is refused with
/// <see cref="NotSupportedException"/>, never ignored.
/// </para>
/// <para>
/// Decoding is greedy unless a temperature above 0 is given, or a top-k or top-p that leaves a choice, which then works at temperature 1.
/// </para>
/// <para>
/// Tools are functions (<see cref="AIFunctionDeclaration"/>); calls are written as the model's chat template writes them, or as
/// <see cref="GuidedChatClientOptions.ToolCalls"/> says, and their arguments always fit the function's schema. The client does not call functions
/// itself; Microsoft.Extensions.AI's function invocation does. A call that is required goes before a response format; one that is free to be
/// made stands beside text or JSON. A stop sequence counts only where the answer is complete in its format.
/// </para>
/// <para>Safe for concurrent use. A request holds a KV cache of its own, which is freed when it ends, fails or is cancelled.</para>
/// </remarks>
public sealed class GuidedChatClient : IChatClient
{
    private readonly GuidedModel _model;
    private readonly GuidedChatClientOptions _options;
    private readonly ChatClientMetadata _metadata;

    /// <summary>Makes a client of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="options">Defaults of requests, and who disposes the model; null for the defaults.</param>
    public GuidedChatClient(GuidedModel model, GuidedChatClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ?? new GuidedChatClientOptions();
        _metadata = new ChatClientMetadata("guided", defaultModelId: model.Name);
    }

    /// <summary>Answers a conversation.</summary>
    /// <param name="messages">System, user and assistant messages of text and tool calls, and tool messages of their results.</param>
    /// <param name="options">The options; null for greedy decoding of free text.</param>
    /// <param name="cancellationToken">Ends the generation.</param>
    /// <returns>
    /// One message, with the finish reason, the usage, and the <see cref="Typed.Generated{T}"/> text as its raw representation.
    /// </returns>
    /// <exception cref="NotSupportedException">An option or a content is not supported; the message says which and what to do.</exception>
    /// <exception cref="ContextOverflowException">The conversation, with the shortest answer, is longer than the model's context.</exception>
    /// <exception cref="TokenLimitException">No answer of the format fits into the token limit.</exception>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var request = ChatRequest.Read(this, _model, _options, messages, options);
        var answer = await _model.GenerateTextAsync(request.Messages, request.Format, request.Options, cancellationToken).ConfigureAwait(false);
        return new Answer(_model.Name, request.Tools).Whole(answer);
    }

    /// <summary>Answers a conversation piece by piece.</summary>
    /// <returns>
    /// Updates with one <see cref="ChatResponseUpdate.ResponseId"/> and <see cref="ChatResponseUpdate.MessageId"/>; the last has the finish
    /// reason and the usage.
    /// </returns>
    /// <inheritdoc cref="GetResponseAsync"/>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return StreamAsync(messages, options, cancellationToken);
    }

    /// <summary>Gives the parts behind the client.</summary>
    /// <param name="serviceType">
    /// <see cref="ChatClientMetadata"/>, <see cref="GuidedModel"/>, <see cref="ITokenizer"/>, <see cref="IDecoder"/>, or a type of this client.
    /// </param>
    /// <param name="serviceKey">Null; there are no keyed services.</param>
    /// <returns>The part, or null.</returns>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType == typeof(GuidedModel) ? _model
            : serviceType == typeof(ITokenizer) ? _model.Tokenizer
            : serviceType == typeof(IDecoder) ? _model.Decoder
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Frees the model, if the client owns it. Requests must have ended.</summary>
    public void Dispose()
    {
        if (_options.OwnsModel)
        {
            _model.Dispose();
        }
    }

    private async IAsyncEnumerable<ChatResponseUpdate> StreamAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = ChatRequest.Read(this, _model, _options, messages, options);
        var answer = new Answer(_model.Name, request.Tools);
        await foreach (var update in _model.StreamTextAsync(request.Messages, request.Format, request.Options, cancellationToken)
            .ConfigureAwait(false))
        {
            if (answer.Part(update) is { } part)
            {
                yield return part;
            }
        }
    }
}
