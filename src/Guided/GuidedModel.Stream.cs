using System.Runtime.CompilerServices;
using Guided.Decoding;
using Guided.Formats;
using Guided.Onnx.Chat;
using Guided.Onnx.Tokenizers;
using Guided.Typed;

namespace Guided;

/// <summary>Generation of text and typed values, piece by piece.</summary>
public sealed partial class GuidedModel
{
    /// <summary>
    /// Generates a value of a type and streams its text, the members and list items as they are complete, and what the value is so far; the
    /// last update has the value.
    /// </summary>
    /// <inheritdoc cref="GenerateAsync{T}(string, RequestOptions?, CancellationToken)"/>
    public async IAsyncEnumerable<Update<T>> StreamAsync<T>(
        string prompt, RequestOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        options ??= new RequestOptions();
        var format = new TypeFormat<T>(options.Types);
        await foreach (var update in StreamTextAsync(Messages(prompt, options), format, options, cancellationToken).ConfigureAwait(false))
        {
            var result = update.Result is { } r
                ? new Generated<T>(format.Read(r.Value), r.Value, r.FinishReason, r.Seed, r.Statistics)
                : null;
            yield return new Update<T>(update.Text, result) { Closed = update.Closed, SoFar = update.SoFar, Json = update.Json };
        }
    }

    /// <summary>Generates a list and gives each item as soon as it is complete.</summary>
    /// <typeparam name="TItem">The type of the items.</typeparam>
    /// <inheritdoc cref="GenerateAsync{T}(string, RequestOptions?, CancellationToken)"/>
    public async IAsyncEnumerable<TItem> StreamItemsAsync<TItem>(
        string prompt, RequestOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var update in StreamAsync<TItem[]>(prompt, options, cancellationToken).ConfigureAwait(false))
        {
            foreach (var item in update.Closed.Where(c => c.Depth == 1))
            {
                yield return item.As<TItem>()!;
            }
        }
    }

    /// <summary>Generates the next message of a conversation in a format and streams it; the last update has the whole.</summary>
    /// <inheritdoc cref="GenerateTextAsync(IReadOnlyList{ChatTemplateMessage}, OutputFormat?, RequestOptions?, CancellationToken)"/>
    public async IAsyncEnumerable<Update<string>> StreamTextAsync(
        IReadOnlyList<ChatTemplateMessage> messages,
        OutputFormat? format = null,
        RequestOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        format ??= OutputFormat.FreeText;
        options ??= new RequestOptions();
        using var run = await Task.Run(() => StartStream(Request(messages, format, options, cancellationToken), options, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        var decoder = new TokenStreamDecoder(Tokenizer.Vocabulary);
        var updates = new UpdateStream(format.IsJson, options.Types.SerializerOptions);
        var length = 0;
        await foreach (var token in run.Tokens.ConfigureAwait(false))
        {
            if (decoder.Push(token.Id) is { Length: > 0 } text)
            {
                length += text.Length;
                yield return updates.Next(text);
            }
        }

        // What a stop sequence held back, or cut off in the middle of a token, is in the whole text alone.
        var result = await run.ResultAsync().ConfigureAwait(false);
        var whole = Accept(Check(Finish(result), format, cancellationToken), options, attempts: 1);
        yield return updates.Last(result.Stop is null ? decoder.Finish() : whole.Text[length..], whole);
    }

    private ITokenRun StartStream(GenerationRequest request, RequestOptions options, CancellationToken cancellationToken) => _scheduler is null || options.IsSteered
        ? new LoopRun(new DecodeLoop(DecoderFor(options, request.Prompt.Length), Tokenizer.Vocabulary, request), cancellationToken)
        : new SharedRun(_scheduler.Value, request, cancellationToken);
}
