using Guided.Decoding;
using Guided.Formats;
using Guided.Onnx.Chat;
using Guided.Typed;

namespace Guided;

/// <summary>Generation of text and typed values.</summary>
public sealed partial class GuidedModel
{
    /// <summary>Generates a value of a type.</summary>
    /// <typeparam name="T">The type: a class, record, list, enum, number, string …</typeparam>
    /// <param name="prompt">What the user says.</param>
    /// <param name="options">Sampling, limits and so on; null for greedy decoding.</param>
    /// <param name="cancellationToken">Ends the generation; its KV cache is freed.</param>
    /// <exception cref="ContextOverflowException">The prompt, with the shortest value after it, is longer than the model's context.</exception>
    /// <exception cref="TokenLimitException">The token limit is too small for any value.</exception>
    /// <exception cref="OperationCanceledException">The generation was cancelled.</exception>
    public async Task<T> GenerateAsync<T>(string prompt, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        (await GenerateResultAsync<T>(prompt, options, cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Generates a value of a type and tells how: the text, counts and times.</summary>
    /// <inheritdoc cref="GenerateAsync{T}(string, RequestOptions?, CancellationToken)"/>
    public async Task<Generated<T>> GenerateResultAsync<T>(
        string prompt, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RequestOptions();
        var format = new TypeFormat<T>(options.Types);
        var result = await GenerateTextAsync(Messages(prompt, options), format, options, cancellationToken).ConfigureAwait(false);
        return new Generated<T>(format.Read(result.Value), result.Value, result.FinishReason, result.Seed, result.Statistics);
    }

    /// <summary>Generates text in a format.</summary>
    /// <param name="prompt">What the user says.</param>
    /// <param name="format">What the text must look like; null for free text.</param>
    /// <param name="options">Sampling, limits and so on; null for greedy decoding.</param>
    /// <param name="cancellationToken">Ends the generation; its KV cache is freed.</param>
    public Task<Generated<string>> GenerateTextAsync(
        string prompt, OutputFormat? format = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        GenerateTextAsync(Messages(prompt, options ?? new RequestOptions()), format, options, cancellationToken);

    /// <summary>Generates the next message of a conversation in a format.</summary>
    /// <param name="messages">The conversation so far.</param>
    /// <param name="format">What the text must look like; null for free text.</param>
    /// <param name="options">Sampling, limits and so on; null for greedy decoding. <see cref="RequestOptions.System"/> is not used.</param>
    /// <param name="cancellationToken">Ends the generation; its KV cache is freed.</param>
    public Task<Generated<string>> GenerateTextAsync(
        IReadOnlyList<ChatTemplateMessage> messages,
        OutputFormat? format = null,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Task.Run(
            async () =>
            {
                var (form, current) = (format ?? OutputFormat.FreeText, options ?? new RequestOptions());
                for (var attempt = 0; ; attempt++)
                {
                    var result = Check(await RunAsync(Request(messages, form, current, cancellationToken), current, cancellationToken).ConfigureAwait(false), form, cancellationToken);
                    if (attempt == current.Retries || current.Generation.Temperature == 0 || result.Check is null or { Passed: true })
                    {
                        return Accept(result, current, attempt + 1);
                    }

                    current = current with { Generation = current.Generation with { Seed = result.Seed + 1 } };
                }
            },
            cancellationToken);
    }

    /// <summary>The tokens of a conversation as the model reads it, up to where the answer begins.</summary>
    /// <param name="messages">The conversation so far.</param>
    /// <param name="tools">The tools' definitions as the chat template expects them; null for none.</param>
    /// <remarks>Names of special tokens inside the messages stay text.</remarks>
    public IReadOnlyList<int> EncodePrompt(IReadOnlyList<ChatTemplateMessage> messages, IReadOnlyList<object?>? tools = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Template.Encode(Tokenizer, messages, tools);
    }

    private static ChatTemplateMessage[] Messages(string prompt, RequestOptions options)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        var user = new ChatTemplateMessage("user", prompt);
        return options.System is { } system ? [new ChatTemplateMessage("system", system), user] : [user];
    }

    private GenerationRequest Request(
        IReadOnlyList<ChatTemplateMessage> messages, OutputFormat format, RequestOptions options, CancellationToken cancellationToken) =>
        new()
        {
            Prompt = EncodePrompt(options.DescribeFormat ? Describe(messages, format) : messages, options.Tools).ToArray(),
            Grammar = AutomatonOf(format, cancellationToken),
            Options = options.Generation,
            Proposers = ProposersOf(options.Speculation),
        };

    private static IReadOnlyList<ChatTemplateMessage> Describe(IReadOnlyList<ChatTemplateMessage> messages, OutputFormat format)
    {
        var index = messages.Count - 1;
        while (index >= 0 && messages[index].Role != "user")
        {
            index--;
        }

        if (format.Instruction is not { } instruction || index < 0)
        {
            return messages;
        }

        if (messages[index].Content is not string text)
        {
            throw new ArgumentException(
                $"The format is described at the end of the last user message, which must be text. Set {nameof(RequestOptions.DescribeFormat)} "
                + "to false and describe the format in the messages.",
                nameof(messages));
        }

        var described = messages.ToArray();
        described[index] = messages[index] with { Content = text + "\n" + instruction };
        return described;
    }

    private async Task<Generated<string>> RunAsync(GenerationRequest request, RequestOptions options, CancellationToken cancellationToken)
    {
        if (_scheduler is not null && !options.IsSteered)
        {
            return Finish(await _scheduler.Value.RunAsync(request, cancellationToken).ConfigureAwait(false));
        }

        using var loop = new DecodeLoop(DecoderFor(options, request.Prompt.Length), Tokenizer.Vocabulary, request);
        return Finish(loop.Run(cancellationToken));
    }

    private static Generated<string> Check(Generated<string> result, OutputFormat format, CancellationToken cancellationToken) =>
        result with { Check = format.Check(result.Value, cancellationToken) };

    private static Generated<string> Accept(Generated<string> result, RequestOptions options, int attempts) =>
        result.Check is { Passed: false } check && options.FailedCheck == FailedCheck.Throw
            ? throw new FailedCheckException(result.Text, check, attempts)
            : result;

    private Generated<string> Finish(GenerationResult result)
    {
        // The bytes themselves rather than the tokenizer's decoding: that may drop a leading space, which the grammar asked for.
        var text = System.Text.Encoding.UTF8.GetString(result.TextBytes(Tokenizer.Vocabulary).Span);
        return new Generated<string>(text, text, result.FinishReason, result.Seed, result.Statistics);
    }
}
