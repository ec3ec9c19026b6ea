using Guided.Decoding.Stopping;
using Guided.Vocabularies;

namespace Guided.Decoding.Beams;

/// <summary>An output of a beam search.</summary>
/// <param name="Tokens">Its tokens, without the end token.</param>
/// <param name="LogProbability">
/// The natural logarithm of its probability, the end included: the probability of all end tokens together, unless the token limit or a stop
/// sequence ended it.
/// </param>
/// <param name="Score">The log-probability divided by a power of the number of choices, the end being one.</param>
/// <param name="FinishReason">Why it ended.</param>
public sealed record Beam(IReadOnlyList<int> Tokens, double LogProbability, double Score, FinishReason FinishReason)
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
