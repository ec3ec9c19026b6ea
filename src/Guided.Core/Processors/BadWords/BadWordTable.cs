using System.Collections.Concurrent;
using Guided.Vocabularies;

namespace Guided.Processors;

/// <summary>Which tokens of a vocabulary would complete a bad word, by what was read before them.</summary>
/// <remarks>
/// A token is bad everywhere when a word lies inside it; found once, in one walk of the trie. In a state where a word has begun, tokens are bad
/// that begin with the rest of the word; that walk is cut where nothing of what came before the token matters any more. Both are kept.
/// </remarks>
internal sealed class BadWordTable(Vocabulary vocabulary, IReadOnlyList<byte[]> words)
{
    private readonly TextMatcher _matcher = new(words);
    private readonly ConcurrentDictionary<int, int[]> _tokens = [];

    /// <summary>The vocabulary.</summary>
    public Vocabulary Vocabulary => vocabulary;

    /// <summary>The state after a token. Special tokens are no text and change nothing.</summary>
    public int Step(int state, int token) => vocabulary.IsText(token) ? _matcher.Step(state, vocabulary.BytesOf(token)) : state;

    /// <summary>The tokens that would complete a word, ascending.</summary>
    public int[] TokensAt(int state) => _tokens.TryGetValue(state, out var tokens) ? tokens : _tokens.GetOrAdd(state, Find(state));

    private int[] Find(int state)
    {
        var found = new SortedSet<int>();
        if (state != TextMatcher.Start)
        {
            found.UnionWith(TokensAt(TextMatcher.Start));
        }

        if (words.Count > 0)
        {
            Visit(node: 0, state, length: 0, isStart: state == TextMatcher.Start, found);
        }

        return [.. found];
    }

    private void Visit(int node, int state, int length, bool isStart, SortedSet<int> found)
    {
        var nodes = vocabulary.Trie.Nodes;
        for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
        {
            var label = nodes[child].Label;
            var next = _matcher.Step(state, label);
            if (label == Vocabulary.SpecialMark || (!isStart && _matcher.DepthOf(next) <= length + 1 && _matcher.MatchAt(next) < 0))
            {
                continue;
            }

            if (_matcher.MatchAt(next) >= 0)
            {
                AddAll(child, found);
            }
            else
            {
                Visit(child, next, length + 1, isStart, found);
            }
        }
    }

    private void AddAll(int node, SortedSet<int> found)
    {
        var nodes = vocabulary.Trie.Nodes;
        for (var token = nodes[node].Token; token >= 0; token = vocabulary.Trie.NextWithSameBytes(token))
        {
            found.Add(token);
        }

        for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
        {
            AddAll(child, found);
        }
    }
}
