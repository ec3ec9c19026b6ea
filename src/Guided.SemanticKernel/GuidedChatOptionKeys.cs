using Microsoft.Extensions.AI;

namespace Guided.SemanticKernel;

/// <summary>The keys of <see cref="ChatOptions.AdditionalProperties"/> that a <see cref="GuidedChatClient"/> knows.</summary>
/// <remarks>The names of the formats are those of vLLM's server. A request has one format at most.</remarks>
public static class GuidedChatOptionKeys
{
    /// <summary>A text: the regular expression that the whole answer matches.</summary>
    public const string Regex = "guided_regex";

    /// <summary>Texts, or a JSON list of them: the answer is one of them.</summary>
    public const string Choice = "guided_choice";

    /// <summary>A JSON Schema as a text or as JSON: the answer is JSON that satisfies it.</summary>
    public const string Json = "guided_json";

    /// <summary>A number above 0 and at most 1: sampling is from the tokens that have at least this share of the greatest probability.</summary>
    public const string MinP = "min_p";

    /// <summary>A number above 0 and at most 1: sampling is from the most typical tokens whose probabilities reach it.</summary>
    public const string TypicalP = "typical_p";

    /// <summary>A number from 0.01 to 100: the factor by which tokens of the prompt and the answer become less likely.</summary>
    public const string RepetitionPenalty = "repetition_penalty";

    /// <summary>A whole number from 1: no run of so many tokens occurs twice, the prompt's included.</summary>
    public const string NoRepeatNgram = "no_repeat_ngram_size";

    /// <summary>Texts, or a JSON list of them, that must not occur in the answer.</summary>
    public const string BadWords = "bad_words";

    /// <summary>An object, or a dictionary, of token ids and what is added to their logits; −100 and less forbids a token.</summary>
    public const string LogitBias = "logit_bias";

    /// <summary>The number of answers, as in OpenAI's API: 1, since a response holds one answer.</summary>
    public const string Count = "n";
}
