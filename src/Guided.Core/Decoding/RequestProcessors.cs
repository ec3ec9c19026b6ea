using Guided.Processors;
using Guided.Vocabularies;

namespace Guided.Decoding;

/// <summary>Turns the options of a request into its processors.</summary>
internal static class RequestProcessors
{
    /// <summary>The grammar's mask, what the options ask for, and forks of the request's own processors, in order, told the prompt.</summary>
    public static ProcessorChain Chain(GenerationRequest request, Vocabulary vocabulary)
    {
        var options = request.Options;
        var processors = new List<ILogitProcessor>();
        if (request.Grammar is not null)
        {
            processors.Add(new GrammarMaskProcessor(new GrammarMaskOptions(request.Grammar)));
        }

        AddConstraints(processors, options, vocabulary);
        AddPenalties(processors, options, vocabulary);
        processors.AddRange(request.Processors.Select(p => p.Fork()));
        if (!options.IsGreedy)
        {
            AddSampling(processors, options);
        }

        var chain = new ProcessorChain(processors, options.IsGreedy);
        int[] prompt = [.. request.Held.Span, .. request.Prompt.Span];
        chain.Begin(prompt);
        return chain;
    }

    /// <summary>The grammar's mask and the hard constraints beside it alone.</summary>
    public static ProcessorChain Masks(GenerationRequest request, Vocabulary vocabulary)
    {
        var all = Chain(request, vocabulary);
        return all.Only(p => p.Stage == ProcessorStage.Mask);
    }

    private static void AddConstraints(List<ILogitProcessor> processors, GenerationOptions options, Vocabulary vocabulary)
    {
        if (options.BadWords is { } words)
        {
            processors.Add(new BadWordsProcessor(words, vocabulary));
        }

        if (options.NoRepeatNgram is { } n)
        {
            processors.Add(new NoRepeatNgramProcessor(new NoRepeatNgramOptions(n, options.PenaltiesCountPrompt ?? true)));
        }
    }

    private static void AddPenalties(List<ILogitProcessor> processors, GenerationOptions options, Vocabulary vocabulary)
    {
        if (options.LogitBias is { Count: > 0 } bias)
        {
            var unknown = bias.Keys.Max();
            processors.Add(unknown < vocabulary.Size
                ? new LogitBiasProcessor(new LogitBiasOptions(bias))
                : throw new ArgumentException($"The logit bias names token {unknown}, which is outside vocabulary '{vocabulary}'."));
        }

        if (options.RepetitionPenalty is { } repetition and not 1)
        {
            processors.Add(new RepetitionPenaltyProcessor(new RepetitionPenaltyOptions(repetition, options.PenaltiesCountPrompt ?? true)));
        }

        if (options.FrequencyPenalty is not 0)
        {
            processors.Add(new FrequencyPenaltyProcessor(
                new FrequencyPenaltyOptions(options.FrequencyPenalty, options.PenaltiesCountPrompt ?? false)));
        }

        if (options.PresencePenalty is not 0)
        {
            processors.Add(new PresencePenaltyProcessor(
                new PresencePenaltyOptions(options.PresencePenalty, options.PenaltiesCountPrompt ?? false)));
        }
    }

    /// <summary>What the options ask for after the masks: nothing when they ask for greedy decoding.</summary>
    public static ProcessorChain Sampling(GenerationOptions options)
    {
        var processors = new List<ILogitProcessor>();
        if (!options.IsGreedy)
        {
            AddSampling(processors, options);
        }

        return new ProcessorChain(processors, options.IsGreedy);
    }

    private static void AddSampling(List<ILogitProcessor> processors, GenerationOptions options)
    {
        if (options.Temperature != 1)
        {
            processors.Add(new TemperatureProcessor(new TemperatureOptions(options.Temperature)));
        }

        if (options.TopK is { } k)
        {
            processors.Add(new TopKProcessor(new TopKOptions(k)));
        }

        // All of the probability is every token, and top-p would only keep the mask from coming last.
        if (options.TopP is { } topP and < 1)
        {
            processors.Add(new TopPProcessor(new TopPOptions(topP)));
        }

        if (options.MinP is { } minP)
        {
            processors.Add(new MinPProcessor(new MinPOptions(minP)));
        }

        if (options.TypicalP is { } typicalP and < 1)
        {
            processors.Add(new TypicalPProcessor(new TypicalPOptions(typicalP)));
        }
    }
}
