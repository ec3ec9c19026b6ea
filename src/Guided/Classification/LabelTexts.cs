using System.Text;
using Guided.Vocabularies;

namespace Guided.Classification;

/// <summary>The labels of a classification in bytes and in the tokenizer's own tokens.</summary>
internal sealed class LabelTexts
{
    private LabelTexts(byte[][] bytes, int[][] tokens) => (Bytes, Tokens) = (bytes, tokens);

    /// <summary>Each label as the model would write it; a leading space included where the tokenizer puts one.</summary>
    public byte[][] Bytes { get; }

    /// <summary>Each label's canonical tokens.</summary>
    public int[][] Tokens { get; }

    /// <summary>Encodes labels.</summary>
    /// <exception cref="ArgumentException">The tokenizer cannot write a label, or writes two of them alike.</exception>
    public static LabelTexts Of(ITokenizer tokenizer, IReadOnlyList<string> labels)
    {
        var tokens = new int[labels.Count][];
        var bytes = new byte[labels.Count][];
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < labels.Count; i++)
        {
            var ids = new List<int>();
            tokenizer.Encode(labels[i], ids);
            tokens[i] = [.. ids];
            bytes[i] = tokenizer.Vocabulary.Concatenate(tokens[i]);
            if (bytes[i].Length == 0 || !ids.TrueForAll(tokenizer.Vocabulary.IsText))
            {
                throw new ArgumentException($"The model's tokenizer has no tokens for the label \"{labels[i]}\". Choose another text.", nameof(labels));
            }

            if (!seen.TryAdd(Encoding.Latin1.GetString(bytes[i]), labels[i]))
            {
                throw new ArgumentException(
                    $"The model writes the labels \"{seen[Encoding.Latin1.GetString(bytes[i])]}\" and \"{labels[i]}\" alike.", nameof(labels));
            }
        }

        return new LabelTexts(bytes, tokens);
    }
}
