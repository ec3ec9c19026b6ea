using Guided.Decoding.Speculation;
using Guided.Vocabularies;

namespace Guided.Decoding.Healing;

/// <summary>Takes the end of a prompt back, to be written again with what follows it.</summary>
/// <remarks>
/// A prompt that ends in <c>http:</c> ends in a token <c>:</c>, though models know <c>://</c> as one token and so have hardly seen <c>//</c> after
/// <c>:</c>. Healing takes back the tokens that a longer token could replace in part or in whole, and the output must begin with their bytes.
/// Lundberg 2023, "The Art of Prompt Design: Prompt Boundaries and Token Healing".
/// </remarks>
internal static class PromptHealing
{
    // Longer tokens exist (runs of spaces), but what a prompt's end could be a part of is short.
    private const int MaxBytes = 64;

    /// <summary>The request with a shorter prompt and the language of what must follow; itself when there is nothing to take back.</summary>
    public static GenerationRequest Apply(GenerationRequest request, Vocabulary vocabulary)
    {
        if (!request.Options.HealPrompt || request.IsHealed)
        {
            return request;
        }

        var prompt = request.Prompt;
        var kept = CountKept(prompt.Span, vocabulary);
        if (kept == prompt.Length)
        {
            return request with { IsHealed = true };
        }

        var text = vocabulary.Concatenate(prompt.Span[kept..]);
        return request with
        {
            Prompt = prompt[..kept],
            Grammar = new HealedAutomaton(request.Grammar ?? new FreeTextAutomaton(vocabulary), text),
            HealedBytes = text.Length,
            IsHealed = true,
        };
    }

    // How many tokens stay: those before the first byte from which on the prompt's end is the beginning of a longer token. Always one at least.
    private static int CountKept(ReadOnlySpan<int> prompt, Vocabulary vocabulary)
    {
        var first = prompt.Length;
        var length = 0;
        while (first > 1 && IsText(prompt[first - 1], vocabulary) && length + vocabulary.BytesOf(prompt[first - 1]).Length <= MaxBytes)
        {
            first--;
            length += vocabulary.BytesOf(prompt[first]).Length;
        }

        var stable = UnstableTail.StableLength(vocabulary.Trie, vocabulary.Concatenate(prompt[first..]));
        if (stable == length)
        {
            return prompt.Length;
        }

        for (var end = 0; first < prompt.Length; first++)
        {
            end += vocabulary.BytesOf(prompt[first]).Length;
            if (end > stable)
            {
                break;
            }
        }

        return first;
    }

    private static bool IsText(int token, Vocabulary vocabulary) => vocabulary.IsText(token) && !vocabulary.ReadableBytesOf(token).IsEmpty;
}
