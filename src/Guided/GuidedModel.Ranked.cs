using System.Text;
using Guided.Decoding.Beams;
using Guided.Decoding.Sampling;
using Guided.Formats;
using Guided.Typed;

namespace Guided;

/// <summary>Several values for one prompt, the best first.</summary>
public sealed partial class GuidedModel
{
    /// <summary>Looks for the most probable values of a type by beam search.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="prompt">What the user says.</param>
    /// <param name="beams">How to search; null for four beams.</param>
    /// <param name="options">Limits, penalties and so on, without sampling; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search; its KV caches are freed.</param>
    /// <returns>The best values, the best first.</returns>
    /// <exception cref="ArgumentException">The options sample.</exception>
    public Task<IReadOnlyList<Ranked<T>>> SearchAsync<T>(
        string prompt, BeamSearchOptions? beams = null, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RequestOptions();
        var format = new TypeFormat<T>(options.Types);
        return SearchAsync(prompt, format, format.Read, beams, options, cancellationToken);
    }

    /// <summary>Looks for the most probable texts in a format by beam search.</summary>
    /// <param name="prompt">What the user says.</param>
    /// <param name="format">What the text must look like; null for free text.</param>
    /// <param name="beams">How to search; null for four beams.</param>
    /// <param name="options">Limits, penalties and so on, without sampling; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search; its KV caches are freed.</param>
    /// <returns>The best texts, the best first. What fails a check is left out or reported, as <see cref="RequestOptions.FailedCheck"/> says.</returns>
    /// <exception cref="ArgumentException">The options sample.</exception>
    /// <exception cref="FailedCheckException">Every text failed the check of <see cref="Grammars.JsonSchema.JsonSchemaOptions.CheckedAfterwards"/>.</exception>
    public Task<IReadOnlyList<Ranked<string>>> SearchTextAsync(
        string prompt,
        OutputFormat? format = null,
        BeamSearchOptions? beams = null,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default) =>
        SearchAsync(prompt, format ?? OutputFormat.FreeText, static text => text, beams, options ?? new RequestOptions(), cancellationToken);

    /// <summary>Samples several values of a type and ranks them by their probability.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="prompt">What the user says.</param>
    /// <param name="best">How many, and how they are ranked; null for five by their mean log-probability.</param>
    /// <param name="options">Sampling, limits and so on; greedy options are sampled at temperature 0.7.</param>
    /// <param name="cancellationToken">Ends the work; its KV caches are freed.</param>
    /// <returns>All samples, the best first.</returns>
    public Task<IReadOnlyList<Ranked<T>>> BestOfAsync<T>(
        string prompt, BestOfOptions? best = null, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RequestOptions();
        var format = new TypeFormat<T>(options.Types);
        return BestOfAsync(prompt, format, format.Read, best, options, cancellationToken);
    }

    /// <summary>Samples several texts in a format and ranks them by their probability.</summary>
    /// <param name="prompt">What the user says.</param>
    /// <param name="format">What the text must look like; null for free text.</param>
    /// <param name="best">How many, and how they are ranked; null for five by their mean log-probability.</param>
    /// <param name="options">Sampling, limits and so on; greedy options are sampled at temperature 0.7.</param>
    /// <param name="cancellationToken">Ends the work; its KV caches are freed.</param>
    /// <returns>All samples, the best first. What fails a check is left out or reported, as <see cref="RequestOptions.FailedCheck"/> says.</returns>
    /// <exception cref="FailedCheckException">Every sample failed the check of <see cref="Grammars.JsonSchema.JsonSchemaOptions.CheckedAfterwards"/>.</exception>
    public Task<IReadOnlyList<Ranked<string>>> BestOfTextAsync(
        string prompt,
        OutputFormat? format = null,
        BestOfOptions? best = null,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default) =>
        BestOfAsync(prompt, format ?? OutputFormat.FreeText, static text => text, best, options ?? new RequestOptions(), cancellationToken);

    private Task<IReadOnlyList<Ranked<T>>> SearchAsync<T>(
        string prompt, OutputFormat format, Func<string, T> read, BeamSearchOptions? beams, RequestOptions options, CancellationToken cancellationToken)
    {
        var messages = Messages(prompt, options);
        return Task.Run<IReadOnlyList<Ranked<T>>>(
            () =>
            {
                var request = Request(messages, format, options, cancellationToken);
                var found = BeamSearch.Run(DecoderFor(options, request.Prompt.Length), Tokenizer.Vocabulary, request, beams, cancellationToken);
                return Passing(
                    [.. found.Select(beam =>
                    {
                        var text = Encoding.UTF8.GetString(beam.TextBytes(Tokenizer.Vocabulary).Span);
                        return new Ranked<T>(read(text), text, beam.LogProbability, beam.Score, beam.FinishReason, Seed: null) { Check = format.Check(text, cancellationToken) };
                    })],
                    r => r.Text,
                    r => r.Check,
                    options);
            },
            cancellationToken);
    }

    private Task<IReadOnlyList<Ranked<T>>> BestOfAsync<T>(
        string prompt, OutputFormat format, Func<string, T> read, BestOfOptions? best, RequestOptions options, CancellationToken cancellationToken)
    {
        var messages = Messages(prompt, options);
        return Task.Run<IReadOnlyList<Ranked<T>>>(
            () =>
            {
                var request = Request(messages, format, Sampled(options), cancellationToken);
                var scored = BestOfN.Run(DecoderFor(options, request.Prompt.Length), Tokenizer.Vocabulary, request, best, cancellationToken);
                return Passing(
                    [.. scored.Select(sample =>
                    {
                        var text = Finish(sample.Result).Text;
                        return new Ranked<T>(read(text), text, sample.LogProbability, sample.Score, sample.Result.FinishReason, sample.Result.Seed)
                        {
                            Check = format.Check(text, cancellationToken),
                        };
                    })],
                    r => r.Text,
                    r => r.Check,
                    options);
            },
            cancellationToken);
    }
}
