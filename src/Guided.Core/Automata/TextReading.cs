using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>Reads text from a state by tokens, whichever make it up.</summary>
internal static class TextReading
{
    /// <summary>The state after a text; null when no way to write it in tokens is allowed.</summary>
    /// <remarks>
    /// Longer tokens are tried first. In a language of texts every way leads to the same state, so the first that reaches the end will do.
    /// </remarks>
    public static ITokenState? Read(TokenTrie trie, ITokenState from, ReadOnlySpan<byte> text, CancellationToken cancellationToken)
    {
        if (text.IsEmpty)
        {
            return from;
        }

        cancellationToken.ThrowIfCancellationRequested();
        for (var length = Deepest(trie, text); length > 0; length--)
        {
            var token = trie.Nodes[trie.Find(0, text[..length])].Token;
            if (token >= 0 && from.Advance(token, cancellationToken) is { } next
                && Read(trie, next, text[length..], cancellationToken) is { } end)
            {
                return end;
            }
        }

        return null;
    }

    private static int Deepest(TokenTrie trie, ReadOnlySpan<byte> text)
    {
        var node = 0;
        for (var i = 0; i < text.Length; i++)
        {
            node = trie.Child(node, text[i]);
            if (node < 0)
            {
                return i;
            }
        }

        return text.Length;
    }
}
