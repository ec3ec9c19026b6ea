using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Trie nodes that are reached from the exits of an expression by the same bytes.</summary>
/// <remarks>Made as they are reached, and kept with the set of exits. Threads may make the same children twice; one of them stays.</remarks>
internal sealed class ExitNode
{
    private readonly int[] _nodes;
    private readonly int[]? _origins;
    private ExitNode[]? _children;

    public ExitNode(int[] exits) => (_nodes, Tokens, Origins) = (exits, [], []);

    private ExitNode(TokenTrie trie, byte label, int[] nodes, int[] origins)
    {
        Label = label;
        _nodes = nodes;
        _origins = origins;
        var tokens = new List<int>();
        var tokenOrigins = new List<int>();
        for (var i = 0; i < nodes.Length; i++)
        {
            for (var token = trie.Nodes[nodes[i]].Token; token >= 0; token = trie.NextWithSameBytes(token))
            {
                tokens.Add(token);
                tokenOrigins.Add(origins[i]);
            }
        }

        Tokens = [.. tokens];
        Origins = [.. tokenOrigins];
    }

    /// <summary>The byte that leads here.</summary>
    public byte Label { get; }

    /// <summary>The tokens that end here.</summary>
    public int[] Tokens { get; }

    /// <summary>For each of <see cref="Tokens"/> the position of the exit it has passed.</summary>
    public int[] Origins { get; }

    /// <summary>Adds the trie nodes that lie here below the nodes of a set and have children.</summary>
    public void CollectInner(ExitSet exits, TokenTrie trie, List<int> found)
    {
        for (var i = 0; i < _nodes.Length; i++)
        {
            if (trie.Nodes[_nodes[i]].ChildCount > 0 && exits.Has(_origins is null ? i : _origins[i]))
            {
                found.Add(_nodes[i]);
            }
        }
    }

    /// <summary>What follows, in the order of labels.</summary>
    public ExitNode[] ChildrenIn(TokenTrie trie) => Volatile.Read(ref _children) ?? MakeChildren(trie);

    private ExitNode[] MakeChildren(TokenTrie trie)
    {
        var found = new List<(byte Label, int Node, int Origin)>();
        for (var i = 0; i < _nodes.Length; i++)
        {
            var parent = trie.Nodes[_nodes[i]];
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                found.Add((trie.Nodes[child].Label, child, _origins is null ? i : _origins[i]));
            }
        }

        found.Sort(static (x, y) => x.Label != y.Label ? x.Label.CompareTo(y.Label) : x.Node.CompareTo(y.Node));
        var children = new List<ExitNode>();
        for (int start = 0, end; start < found.Count; start = end)
        {
            for (end = start + 1; end < found.Count && found[end].Label == found[start].Label; end++)
            {
            }

            var nodes = new int[end - start];
            var origins = new int[end - start];
            for (var i = start; i < end; i++)
            {
                (_, nodes[i - start], origins[i - start]) = found[i];
            }

            children.Add(new ExitNode(trie, found[start].Label, nodes, origins));
        }

        ExitNode[] made = [.. children];
        Volatile.Write(ref _children, made);
        return made;
    }
}
