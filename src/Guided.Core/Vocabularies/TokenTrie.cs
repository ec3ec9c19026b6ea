using System.Runtime.InteropServices;

namespace Guided.Vocabularies;

/// <summary>One node of a <see cref="TokenTrie"/>.</summary>
/// <param name="FirstChild">The index of the first child; the children lie side by side in the order of their labels.</param>
/// <param name="Token">A token that ends at this node, or −1. Others with the same bytes follow through <see cref="TokenTrie.NextWithSameBytes"/>.</param>
/// <param name="ChildCount">The number of children, 0 to 256.</param>
/// <param name="Label">The byte that leads here from the parent.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct TrieNode(int FirstChild, int Token, ushort ChildCount, byte Label);

/// <summary>The tokens of a vocabulary that automata read, as a trie over bytes, in one flat array.</summary>
/// <remarks>
/// Node 0 is the root (the empty string). The children of a node are contiguous, and the groups of children are laid out in depth-first
/// order, so that a walk over a subtree stays near in memory.
/// </remarks>
public sealed class TokenTrie
{
    private readonly TrieNode[] _nodes;
    private readonly int[] _sameBytes;
    private readonly byte[] _heights;
    private readonly byte[] _depths;
    private readonly Lazy<int[]> _parents;
    private readonly Lazy<int[]> _ends;

    internal TokenTrie(Vocabulary vocabulary)
    {
        _sameBytes = new int[vocabulary.Size];
        Array.Fill(_sameBytes, -1);
        _nodes = TrieBuilder.Build(vocabulary, _sameBytes, out var count);
        (_depths, _heights) = Measure(_nodes);
        TokenCount = count;
        _parents = new Lazy<int[]>(FindParents);
        _ends = new Lazy<int[]>(FindEnds);
    }

    /// <summary>The nodes; index 0 is the root.</summary>
    public ReadOnlySpan<TrieNode> Nodes => _nodes;

    /// <summary>The length in bytes of each node's text, 255 standing for all from there on.</summary>
    public ReadOnlySpan<byte> Depths => _depths;

    /// <summary>How many bytes the longest token below each node goes on for, 255 standing for all from there on.</summary>
    public ReadOnlySpan<byte> Heights => _heights;

    /// <summary>The number of tokens, those with equal bytes counted each.</summary>
    public int TokenCount { get; }

    /// <summary>The next token id with the same bytes as <paramref name="token"/>, or −1.</summary>
    public int NextWithSameBytes(int token) => _sameBytes[token];

    /// <summary>The bytes that lead from the root to a node.</summary>
    public byte[] PathTo(int node)
    {
        var parents = _parents.Value;
        var length = 0;
        for (var above = node; above > 0; above = parents[above])
        {
            length++;
        }

        var bytes = new byte[length];
        for (; node > 0; node = parents[node])
        {
            bytes[--length] = _nodes[node].Label;
        }

        return bytes;
    }

    /// <summary>The node that bytes lead to from a node, or −1.</summary>
    public int Find(int node, ReadOnlySpan<byte> path)
    {
        for (var i = 0; i < path.Length && node >= 0; i++)
        {
            node = Child(node, path[i]);
        }

        return node;
    }

    /// <summary>The child of a node along a byte, or −1.</summary>
    public int Child(int node, byte label)
    {
        ref readonly var parent = ref _nodes[node];
        int low = parent.FirstChild, high = low + parent.ChildCount - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var found = _nodes[middle].Label;
            if (found == label)
            {
                return middle;
            }

            if (found < label)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }

    /// <summary>Finds the longest token that is a prefix of the text.</summary>
    /// <param name="text">The bytes to match.</param>
    /// <param name="length">The length of the match in bytes; 0 when there is none.</param>
    /// <returns>The token's id, or −1 when no token is a prefix.</returns>
    public int LongestMatch(ReadOnlySpan<byte> text, out int length)
    {
        int node = 0, token = -1;
        length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            node = Child(node, text[i]);
            if (node < 0)
            {
                break;
            }

            if (_nodes[node].Token >= 0)
            {
                token = _nodes[node].Token;
                length = i + 1;
            }
        }

        return token;
    }




    /// <summary>The nodes below a node, its children included: a range of indices.</summary>
    internal Range Below(int node) => _nodes[node].ChildCount == 0 ? 0..0 : _nodes[node].FirstChild.._ends.Value[node];

    // Groups of children lie in depth-first order, so what is below a node ends where the last group below it does.
    private int[] FindEnds()
    {
        var ends = new int[_nodes.Length];
        for (var node = _nodes.Length - 1; node >= 0; node--)
        {
            var (first, count) = (_nodes[node].FirstChild, _nodes[node].ChildCount);
            ends[node] = first + count;
            for (var child = first + count - 1; child >= first; child--)
            {
                if (_nodes[child].ChildCount > 0)
                {
                    ends[node] = ends[child];
                    break;
                }
            }
        }

        return ends;
    }

    private int[] FindParents()
    {
        var parents = new int[_nodes.Length];
        for (var node = 0; node < _nodes.Length; node++)
        {
            for (int child = _nodes[node].FirstChild, end = child + _nodes[node].ChildCount; child < end; child++)
            {
                parents[child] = node;
            }
        }

        return parents;
    }

    private static (byte[] Depths, byte[] Heights) Measure(TrieNode[] nodes)
    {
        var depths = new byte[nodes.Length];
        var heights = new byte[nodes.Length];
        for (var node = 0; node < nodes.Length; node++)
        {
            for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
            {
                depths[child] = (byte)Math.Min(255, depths[node] + 1);
            }
        }

        // Children come after their parents in the array, so going backwards sees them first.
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            for (int child = nodes[node].FirstChild, end = child + nodes[node].ChildCount; child < end; child++)
            {
                heights[node] = (byte)Math.Max(heights[node], Math.Min(255, heights[child] + 1));
            }
        }

        return (depths, heights);
    }
}
