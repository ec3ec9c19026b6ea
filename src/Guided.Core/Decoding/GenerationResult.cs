using Guided.Decoding.Stopping;
using Guided.Vocabularies;

namespace Guided.Decoding;

/// <summary>A finished generation.</summary>
/// <param name="Tokens">The tokens of the output, without the end token.</param>
/// <param name="FinishReason">Why it ended.</param>
/// <param name="EndToken">The end token the model chose; <c>null</c> when it ended in another way.</param>
/// <param name="Seed">The seed that gives the same output again.</param>
/// <param name="Statistics">What was done and how long it took.</param>
public sealed record GenerationResult(
    IReadOnlyList<int> Tokens, FinishReason FinishReason, int? EndToken, long Seed, GenerationStatistics Statistics)
{
    /// <summary>Where a stop sequence ended the output; <c>null</c> when none did.</summary>
    public StopMatch? Stop { get; init; }

    /// <summary>How many bytes at the start of the tokens' text belong to the prompt: see <see cref="GenerationOptions.HealPrompt"/>.</summary>
    public int HealedBytes { get; init; }

    /// <summary>The text of the output in UTF-8: without what belongs to the prompt, and up to the stop sequence.</summary>
    /// <param name="vocabulary">The vocabulary of the tokens.</param>
    public ReadOnlyMemory<byte> TextBytes(Vocabulary vocabulary)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var text = vocabulary.Concatenate([.. Tokens]).AsMemory(HealedBytes);
        return Stop is null ? text : text[..Stop.ByteCount];
    }
}
