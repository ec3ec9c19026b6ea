namespace Guided.Classification;

/// <summary>Labels as sequences of symbols (bytes or tokens), with common beginnings shared.</summary>
internal sealed class LabelTrie
{
    private readonly SortedDictionary<int, LabelTrie> _children = [];

    /// <summary>The index of the label that ends here, or −1.</summary>
    public int Label { get; private set; } = -1;

    public IReadOnlyDictionary<int, LabelTrie> Children => _children;

    /// <summary>Builds the trie of distinct sequences.</summary>
    public static LabelTrie Build(IEnumerable<IEnumerable<int>> labels)
    {
        var root = new LabelTrie();
        var index = 0;
        foreach (var label in labels)
        {
            var node = root;
            foreach (var symbol in label)
            {
                if (!node._children.TryGetValue(symbol, out var child))
                {
                    node._children[symbol] = child = new LabelTrie();
                }

                node = child;
            }

            node.Label = index++;
        }

        return root;
    }

    /// <summary>The node after a symbol, or null.</summary>
    public LabelTrie? Child(int symbol) => _children.GetValueOrDefault(symbol);
}
