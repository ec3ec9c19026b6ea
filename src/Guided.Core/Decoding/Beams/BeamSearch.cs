using Guided.Decoding.Healing;
using Guided.Decoding.Stopping;
using Guided.Vocabularies;

namespace Guided.Decoding.Beams;

/// <summary>Looks for the most probable outputs by following several at the same time.</summary>
/// <remarks>
/// <para>
/// At each step every beam is extended by its best tokens, and the best of all extensions are followed. A beam is closed when it ends, which a
/// grammar allows only when it is complete; an end counts when it is among the best extensions. Within a token limit every beam can close, as in
/// <see cref="DecodeLoop"/>. Beams that part fork their sequence (<see cref="IDecoderSequence.Fork"/>), their grammar state and their processors.
/// </para>
/// <para>
/// Outputs are sequences of tokens: one text written in two ways may come twice. Guesses of the request's proposers are not used.
/// </para>
/// </remarks>
public static class BeamSearch
{
    /// <summary>Searches to the end.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="vocabulary">The model's vocabulary.</param>
    /// <param name="request">What to generate; its options must be greedy (temperature 0).</param>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the search; its KV caches are freed.</param>
    /// <returns>The best outputs, the best first; fewer than asked for when there are not so many.</returns>
    /// <exception cref="ArgumentException">
    /// The request samples, more outputs are asked for than beams, or a processor keeps the probabilities from being the model's.
    /// </exception>
    /// <exception cref="ContextOverflowException">The prompt and the shortest output exceed the context.</exception>
    /// <exception cref="TokenLimitException">The token limit is too small for the grammar.</exception>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    public static IReadOnlyList<Beam> Run(
        IDecoder decoder,
        Vocabulary vocabulary,
        GenerationRequest request,
        BeamSearchOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decoder);
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(request);
        options ??= new BeamSearchOptions();
        RequestCheck.Vocabularies(decoder, vocabulary, request);
        RequestCheck.Prompt(request.Prompt.Span, vocabulary);
        Check(request, options);
        request = PromptHealing.Apply(request, vocabulary);
        var limit = RequestCheck.TokenLimit(request, decoder.ContextLength, held: 0);
        var finished = new FinishedBeams(options, limit, request.HealedBytes);
        var live = new List<LiveBeam> { First(decoder, vocabulary, request, options) };
        try
        {
            using var expander = new BeamExpander(vocabulary, options);
            Search(live, request.Prompt.Span, expander, options, limit, finished, cancellationToken);
        }
        finally
        {
            live.ForEach(beam => beam.Dispose());
        }

        return finished.Best(options.Returned ?? options.Beams);
    }

    private static void Search(
        List<LiveBeam> live,
        ReadOnlySpan<int> prompt,
        BeamExpander expander,
        BeamSearchOptions options,
        int limit,
        FinishedBeams finished,
        CancellationToken cancellationToken)
    {
        var extensions = new List<Extension>();
        for (var length = 0; live.Count > 0 && length < limit && finished.MayImprove(live[0].LogProbability, length); length++)
        {
            extensions.Clear();
            for (var rank = 0; rank < live.Count; rank++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var beam = live[rank];
                var logits = beam.Append(length == 0 ? prompt : [beam.Tokens[^1]], cancellationToken);
                expander.Expand(beam, rank, logits[..expander.Width], limit - length, extensions, cancellationToken);
            }

            extensions.Sort();
            Follow(live, extensions, options.Beams, finished);
            Close(live, limit, finished);
        }
    }

    // Ends among the best extensions close their beams; the best tokens make the next beams.
    private static void Follow(List<LiveBeam> live, List<Extension> extensions, int width, FinishedBeams finished)
    {
        var chosen = new List<Extension>();
        for (var i = 0; i < extensions.Count && chosen.Count < width; i++)
        {
            if (!extensions[i].IsEnd)
            {
                chosen.Add(extensions[i]);
            }
            else if (i < width)
            {
                finished.AddEnded(live[extensions[i].Parent], extensions[i].LogProbability);
            }
        }

        var parents = live.ToArray();
        var children = chosen.GroupBy(c => c.Parent).ToDictionary(g => g.Key, g => g.Count());
        live.Clear();
        foreach (var extension in chosen)
        {
            // The last child takes its parent's place, the others fork it; all stand in the list that is disposed of.
            var parent = parents[extension.Parent];
            live.Add(--children[extension.Parent] == 0 ? parent : parent.Fork());
        }

        foreach (var parent in parents.Except(live))
        {
            parent.Dispose();
        }

        for (var i = 0; i < live.Count; i++)
        {
            live[i].Accept(chosen[i].Token, chosen[i].LogProbability);
        }
    }

    private static void Close(List<LiveBeam> live, int limit, FinishedBeams finished)
    {
        for (var i = live.Count - 1; i >= 0; i--)
        {
            if (live[i].Stop is not null || live[i].Tokens.Count == limit)
            {
                finished.AddCut(live[i]);
                live[i].Dispose();
                live.RemoveAt(i);
            }
        }
    }

    private static LiveBeam First(IDecoder decoder, Vocabulary vocabulary, GenerationRequest request, BeamSearchOptions options)
    {
        var chain = RequestProcessors.Chain(request, vocabulary);
        if (options.Under == OutputProbability.Model && !chain.IsPointwise)
        {
            chain.Dispose();
            throw new ArgumentException(
                $"A processor of the request changes logits by what others are allowed, so they have no probability under the model alone. Use {nameof(OutputProbability)}.{nameof(OutputProbability.Constrained)}.",
                nameof(request));
        }

        var stops = request.Options.StopSequences.Count == 0
            ? null
            : new StopDetector(request.Options.StopSequences, vocabulary, chain.Grammar, request.HealedBytes);
        return new LiveBeam(decoder.CreateSequence(), chain, stops, [], 0);
    }

    private static void Check(GenerationRequest request, BeamSearchOptions options)
    {
        if (!request.Options.IsGreedy)
        {
            throw new ArgumentException(
                $"Beam search looks for the most probable output and does not sample. Set the temperature to 0, or use {nameof(Sampling.BestOfN)}.",
                nameof(request));
        }

        if (!request.Held.IsEmpty)
        {
            throw new ArgumentException("Beam search starts a sequence of its own, so the request holds no tokens before its prompt.", nameof(request));
        }

        if (options.Returned > options.Beams)
        {
            throw new ArgumentException($"{options.Returned} outputs are asked for but {options.Beams} beams are followed.", nameof(options));
        }
    }
}
