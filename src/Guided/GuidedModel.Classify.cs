using Guided.Classification;
using Guided.Formats;
using Guided.Grammars.Types;

namespace Guided;

/// <summary>Classification into labels.</summary>
public sealed partial class GuidedModel
{
    /// <summary>Tells how probable each member of an enum is as the answer.</summary>
    /// <typeparam name="TEnum">The enum; its members are written as JSON strings would be (see <see cref="RequestOptions.Types"/>).</typeparam>
    /// <param name="prompt">What the user says.</param>
    /// <param name="options">A system message and whether the labels are listed in the prompt; sampling options are not used.</param>
    /// <param name="cancellationToken">Ends the classification.</param>
    public async Task<Classification<TEnum>> ClassifyAsync<TEnum>(
        string prompt, RequestOptions? options = null, CancellationToken cancellationToken = default)
        where TEnum : struct, Enum
    {
        var labels = EnumLabels.Of<TEnum>((options?.Types ?? TypeOptions.Default).SerializerOptions);
        return await ClassifyAsync(prompt, labels, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells how probable each label is as the answer.</summary>
    /// <param name="prompt">What the user says.</param>
    /// <param name="labels">The labels: at least one, none empty, no two alike.</param>
    /// <param name="options">A system message and whether the labels are listed in the prompt; sampling options are not used.</param>
    /// <param name="cancellationToken">Ends the classification.</param>
    /// <exception cref="ArgumentException">There are no labels, or one is empty or given twice.</exception>
    public Task<Classification<string>> ClassifyAsync(
        string prompt, IEnumerable<string> labels, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return ClassifyAsync(prompt, [.. labels.Select(l => (l, l))], options, cancellationToken);
    }

    private Task<Classification<TLabel>> ClassifyAsync<TLabel>(
        string prompt, (TLabel Label, string Text)[] labels, RequestOptions? options, CancellationToken cancellationToken)
    {
        options ??= new RequestOptions();
        EnumLabels.Check(labels);
        ArgumentNullException.ThrowIfNull(prompt);
        return Task.Run(
            () =>
            {
                string[] names = [.. labels.Select(l => l.Text)];
                var texts = LabelTexts.Of(Tokenizer, names);
                var scores = Score(prompt, names, texts, options, cancellationToken);
                var probabilities = LabelPosterior.Of(scores.LogMasses);
                if (options.Classification.ContentFreePrompts.Count > 0)
                {
                    probabilities = LabelPosterior.Calibrate(probabilities, PriorOf(names, texts, options, cancellationToken));
                }

                return new Classification<TLabel>(
                    labels.Select((l, i) => new LabelProbability<TLabel>(l.Label, l.Text, probabilities[i], Math.Exp(scores.LogMasses[i]))),
                    scores.UnexploredMass,
                    scores.Evaluations);
            },
            cancellationToken);
    }

    private LabelScores Score(string prompt, string[] names, LabelTexts texts, RequestOptions options, CancellationToken cancellationToken)
    {
        var messages = Messages(prompt, options);
        var prompted = options.DescribeFormat ? Describe(messages, OutputFormat.Choice(names)) : messages;
        int[] tokens = [.. EncodePrompt(prompted)];
        return new LabelSearch(DecoderFor(options, tokens.Length), Tokenizer.Vocabulary, texts, options.Classification).Score(tokens, cancellationToken);
    }

    // The mean probabilities after prompts without content.
    private double[] PriorOf(string[] names, LabelTexts texts, RequestOptions options, CancellationToken cancellationToken)
    {
        var settings = options.Classification;
        var key = string.Join('\u001f', [
            .. names, "\u001e", .. settings.ContentFreePrompts, "\u001e", options.System ?? "\u001d",
            FormattableString.Invariant($"{options.DescribeFormat} {settings.Tokenisations} {settings.Tolerance:R} {settings.MaxEvaluations} {options.Steering?.Key}"),
        ]);
        return _priors.GetOrAdd(key, _ => LabelPosterior.Mean(
            settings.ContentFreePrompts.Select(p => LabelPosterior.Of(Score(p, names, texts, options, cancellationToken).LogMasses))));
    }
}
