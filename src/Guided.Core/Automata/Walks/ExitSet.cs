using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Trie nodes below the root, with children, at which an expression may end; or some of the nodes of another set.</summary>
/// <remarks>
/// What follows the expression is read from all of them at once: their subtrees are laid upon each other (see <see cref="ExitNode"/>), so that
/// after the closing quote of a string the next comma is read once, not once for each of the two hundred places where a token can hold the quote.
/// </remarks>
internal sealed class ExitSet
{
    /// <summary>Laying the subtrees of so few nodes upon each other does not pay; nor of very many, for words that may end anywhere have as many exits as there are tokens, and what follows them takes few.</summary>
    private const int FewNodes = 2;

    private readonly ulong[]? _enabled;
    private readonly ExitSet? _whole;
    private ExitNode? _root;

    /// <summary>The set of some trie nodes.</summary>
    public ExitSet(int[] nodes)
    {
        Nodes = nodes;
    }

    private ExitSet(ExitSet whole, ulong[] enabled)
    {
        Nodes = whole.Nodes;
        _whole = whole;
        _enabled = enabled;
    }

    /// <summary>The trie nodes, those that are left out included.</summary>
    public int[] Nodes { get; }

    /// <summary>The subtrees of all the nodes, laid upon each other.</summary>
    public ExitNode Root => _whole?.Root ?? Volatile.Read(ref _root) ?? MakeRoot();

    /// <summary>Whether to read from all nodes at once, by <see cref="Root"/>.</summary>
    public bool IsLaid => Nodes.Length is > FewNodes and <= VocabularyWalks.ManyNodes;

    /// <summary>Whether the vocabulary keeps the set, so that it is the only one of its nodes.</summary>
    public bool IsShared { get; init; }

    /// <summary>Whether no node is left out.</summary>
    public bool IsWhole => _enabled is null;

    /// <summary>The memory of the set, in bytes.</summary>
    public int ByteSize => _enabled is null ? Nodes.Length * sizeof(int) : _enabled.Length * sizeof(ulong);

    /// <summary>Whether the node at a position belongs to the set.</summary>
    public bool Has(int index) => _enabled is null || (_enabled[index >> 6] >> (index & 63) & 1) != 0;

    /// <summary>Whether a trie node belongs to the set.</summary>
    public bool Contains(int node) => IndexOf(node) is >= 0 and var index && Has(index);

    /// <summary>The trie nodes of the set.</summary>
    public IEnumerable<int> Members() => IsWhole ? Nodes : Nodes.Where((_, index) => Has(index));

    /// <summary>The nodes of the set that fulfil a condition; this very set when all do, null when none does.</summary>
    public ExitSet? Where(Predicate<int> condition) => WhereIndex(index => condition(Nodes[index]));

    /// <summary>The nodes of the set whose positions fulfil a condition; this very set when all do, null when none does.</summary>
    public ExitSet? WhereIndex(Predicate<int> condition)
    {
        var enabled = new ulong[(Nodes.Length + 63) >> 6];
        int kept = 0, before = 0;
        for (var i = 0; i < Nodes.Length; i++)
        {
            if (!Has(i))
            {
                continue;
            }

            before++;
            if (condition(i))
            {
                kept++;
                enabled[i >> 6] |= 1UL << (i & 63);
            }
        }

        return kept == before ? this : kept == 0 ? null : new ExitSet(_whole ?? this, enabled);
    }

    // Large sets are not sorted.
    private int IndexOf(int node) => Nodes.Length > VocabularyWalks.ManyNodes ? Array.IndexOf(Nodes, node) : Array.BinarySearch(Nodes, node);

    // The first to make it is kept: what is found below it is then found once.
    private ExitNode MakeRoot() => Interlocked.CompareExchange(ref _root, new ExitNode(Nodes), null) ?? _root;
}
