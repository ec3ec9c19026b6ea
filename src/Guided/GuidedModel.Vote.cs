using Guided.Decoding.Sampling;
using Guided.Formats;
using Guided.Grammars.JsonSchema.Checks;
using Guided.Typed;

namespace Guided;

/// <summary>Votes over several samples.</summary>
public sealed partial class GuidedModel
{
    /// <summary>The temperature of votes whose options do not sample; that of the paper.</summary>
    private const float VoteTemperature = 0.7f;

    /// <summary>Samples several values of a type and takes the one that occurs most often (self-consistency).</summary>
    /// <remarks>
    /// Wang et al. 2022, "Self-Consistency Improves Chain of Thought Reasoning in Language Models". The prompt goes through the model once. Options
    /// that decode greedily are sampled at temperature 0.7, since all samples would be alike otherwise.
    /// </remarks>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="prompt">What the user says.</param>
    /// <param name="samples">How many values are sampled.</param>
    /// <param name="comparer">Which values are the same; null for those that are the same JSON.</param>
    /// <param name="options">Sampling, limits and so on; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the vote; its KV caches are freed.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are to be no samples.</exception>
    public Task<Vote<T>> VoteAsync<T>(
        string prompt,
        int samples = 10,
        IEqualityComparer<T>? comparer = null,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default) =>
        VoteAsync<T, T>(prompt, static value => value, samples, comparer, options, cancellationToken);

    /// <summary>Samples several values of a type and takes the answer in them that occurs most often, whatever led to it.</summary>
    /// <typeparam name="T">The type of the values, for example a record of reasoning and answer.</typeparam>
    /// <typeparam name="TAnswer">The type of the answer.</typeparam>
    /// <param name="prompt">What the user says.</param>
    /// <param name="answer">Takes the answer out of a value.</param>
    /// <param name="samples">How many values are sampled.</param>
    /// <param name="comparer">Which answers are the same; null for those that are the same JSON.</param>
    /// <param name="options">Sampling, limits and so on; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the vote; its KV caches are freed.</param>
    /// <inheritdoc cref="VoteAsync{T}(string, int, IEqualityComparer{T}?, RequestOptions?, CancellationToken)" path="/remarks|/exception"/>
    public Task<Vote<TAnswer>> VoteAsync<T, TAnswer>(
        string prompt,
        Func<T, TAnswer> answer,
        int samples = 10,
        IEqualityComparer<TAnswer>? comparer = null,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        options ??= new RequestOptions();
        var format = new TypeFormat<T>(options.Types);
        comparer ??= new JsonEquality<TAnswer>(options.Types.SerializerOptions);
        return VoteAsync(prompt, format, text => answer(format.Read(text)), samples, comparer, options, cancellationToken);
    }

    /// <summary>Samples several texts in a format and takes the one that occurs most often.</summary>
    /// <param name="prompt">What the user says.</param>
    /// <param name="format">What the text must look like; null for free text.</param>
    /// <param name="samples">How many texts are sampled.</param>
    /// <param name="comparer">Which texts are the same; null for equal ones, and in a JSON format for those of the same value.</param>
    /// <param name="options">Sampling, limits and so on; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the vote; its KV caches are freed.</param>
    /// <exception cref="FailedCheckException">Every sample failed the check of <see cref="Grammars.JsonSchema.JsonSchemaOptions.CheckedAfterwards"/>.</exception>
    /// <inheritdoc cref="VoteAsync{T}(string, int, IEqualityComparer{T}?, RequestOptions?, CancellationToken)" path="/remarks|/exception"/>
    public Task<Vote<string>> VoteTextAsync(
        string prompt,
        OutputFormat? format = null,
        int samples = 10,
        IEqualityComparer<string>? comparer = null,
        RequestOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        format ??= OutputFormat.FreeText;
        comparer ??= format.IsJson ? new JsonTextEquality() : StringComparer.Ordinal;
        return VoteAsync(prompt, format, static text => text, samples, comparer, options ?? new RequestOptions(), cancellationToken);
    }

    private Task<Vote<T>> VoteAsync<T>(
        string prompt,
        OutputFormat format,
        Func<string, T> answer,
        int samples,
        IEqualityComparer<T> comparer,
        RequestOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        var messages = Messages(prompt, options);
        return Task.Run(
            () =>
            {
                var request = Request(messages, format, Sampled(options), cancellationToken);
                using var set = new Samples(DecoderFor(options, request.Prompt.Length), Tokenizer.Vocabulary, request);
                var votes = new List<VoteSample<T>>();
                for (var i = 0; i < samples; i++)
                {
                    var sample = Finish(set.Generate(i, cancellationToken));
                    votes.Add(new VoteSample<T>(answer(sample.Value), sample.Text, sample.Seed) { Check = format.Check(sample.Value, cancellationToken) });
                }

                return Count(votes, Passing(votes, v => v.Text, v => v.Check, options), comparer);
            },
            cancellationToken);
    }

    private static Vote<T> Count<T>(List<VoteSample<T>> samples, List<VoteSample<T>> counted, IEqualityComparer<T> comparer)
    {
        var answers = counted
            .GroupBy(s => s.Answer, comparer)
            .Select(g => new VotedAnswer<T>(g.Key, g.Count(), (double)g.Count() / counted.Count))
            .OrderByDescending(a => a.Count)
            .ToArray();
        return new Vote<T>(answers[0].Answer, answers[0].Share, answers, samples);
    }

    /// <summary>Those of several answers that count: all where failed checks are only reported, else those that failed none.</summary>
    /// <exception cref="FailedCheckException">None is left.</exception>
    private static List<T> Passing<T>(List<T> answers, Func<T, string> text, Func<T, JsonSchemaCheck?> check, RequestOptions options)
    {
        if (options.FailedCheck == FailedCheck.Report)
        {
            return answers;
        }

        var passing = answers.FindAll(a => check(a) is null or { Passed: true });
        return passing.Count > 0 || answers.Count == 0
            ? passing
            : throw new FailedCheckException(text(answers[0]), check(answers[0])!, answers.Count);
    }

    private static RequestOptions Sampled(RequestOptions options) => options.Generation.IsGreedy
        ? options with { Generation = options.Generation with { Temperature = VoteTemperature } }
        : options;
}
