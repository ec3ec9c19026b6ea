using Guided.Decoding;
using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel.Requests;

/// <summary>Chat options as limits and sampling.</summary>
internal static class Sampling
{
    /// <summary>Joins the chat options with others.</summary>
    /// <param name="options">The chat options.</param>
    /// <param name="extra">What chat options have no property for.</param>
    /// <param name="others">The client's defaults, or a request's native options.</param>
    /// <param name="nativeFirst">Whether what the others set goes before the chat options.</param>
    public static GenerationOptions Read(ChatOptions options, GenerationOptions extra, GenerationOptions others, bool nativeFirst)
    {
        if (options.MaxOutputTokens < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.MaxOutputTokens, $"{nameof(options.MaxOutputTokens)} must be at least 1.");
        }

        var topK = First(options.TopK, others.TopK);
        var topP = First(options.TopP, others.TopP);
        var leastShare = First(extra.MinP, others.MinP);
        var typical = First(extra.TypicalP, others.TypicalP);
        var stops = options.StopSequences is { Count: > 0 } asked ? asked.ToArray() : null;
        float? otherTemperature = others.IsGreedy ? null : others.Temperature;
        return others with
        {
            MaxTokens = First(options.MaxOutputTokens, others.MaxTokens),
            Temperature = First(options.Temperature, otherTemperature) ?? (topK > 1 || topP < 1 || leastShare < 1 || typical < 1 ? 1 : 0),
            TopK = topK,
            TopP = topP,
            MinP = leastShare,
            TypicalP = typical,
            FrequencyPenalty = First(options.FrequencyPenalty, NonZero(others.FrequencyPenalty)) ?? 0,
            PresencePenalty = First(options.PresencePenalty, NonZero(others.PresencePenalty)) ?? 0,
            RepetitionPenalty = First(extra.RepetitionPenalty, others.RepetitionPenalty),
            NoRepeatNgram = First(extra.NoRepeatNgram, others.NoRepeatNgram),
            BadWords = FirstOf(extra.BadWords, others.BadWords),
            LogitBias = FirstOf(extra.LogitBias, others.LogitBias),
            StopSequences = FirstOf<IReadOnlyList<string>>(stops, others.StopSequences.Count > 0 ? others.StopSequences : null) ?? [],
            Seed = First(options.Seed, others.Seed),
        };

        T? First<T>(T? chat, T? other)
            where T : struct => nativeFirst ? other ?? chat : chat ?? other;

        T? FirstOf<T>(T? chat, T? other)
            where T : class => nativeFirst ? other ?? chat : chat ?? other;
    }

    private static float? NonZero(float value) => value == 0 ? null : value;
}
