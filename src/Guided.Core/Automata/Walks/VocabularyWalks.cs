using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>What walks of one vocabulary have in common, kept for as long as the vocabulary is.</summary>
/// <remarks>
/// Walks are kept for expressions of parent factories alone, so their number is bounded by what those factories hold. Slices are made when
/// the first automaton needs them, in some tens of milliseconds.
/// </remarks>
internal sealed class VocabularyWalks
{
    // Sets of fewer nodes are read node by node, and sets of more are rare.
    private const int FewNodes = 3;

    /// <summary>Sets of more nodes are not shared.</summary>
    public const int ManyNodes = 1000;

    private const int MaxExitSets = 1000;

    private static readonly ConditionalWeakTable<Vocabulary, VocabularyWalks> PerVocabulary = [];

    private readonly Vocabulary _vocabulary;
    private readonly ConcurrentDictionary<Expression, HeadWalk> _walks = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<(Expression, Expression), CounterFamily?> _families = new();
    private readonly ConcurrentDictionary<(int, Expression), HeadWalk> _subtrees = new();
    private readonly ConcurrentDictionary<int, ulong[]> _upTo = new();
    private readonly ConcurrentDictionary<int[], ExitSet> _exitSets = new(NodesComparer.Instance);
    private readonly Lazy<TokenSlice[]> _slices;

    private VocabularyWalks(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        _slices = new Lazy<TokenSlice[]>(() => TokenSlice.StandardSlices(vocabulary));
    }

    /// <summary>The slices of the vocabulary, the widest first.</summary>
    public IReadOnlyList<TokenSlice> Slices => _slices.Value;

    public static VocabularyWalks For(Vocabulary vocabulary) => PerVocabulary.GetValue(vocabulary, static v => new VocabularyWalks(v));

    public HeadWalk? Find(Expression head) => _walks.GetValueOrDefault(head);

    public void Add(Expression head, HeadWalk walk) => _walks.TryAdd(head, walk);

    public HeadWalk? FindBelow(int node, Expression head) => _subtrees.GetValueOrDefault((node, head));

    public void AddBelow(int node, Expression head, HeadWalk walk) => _subtrees.TryAdd((node, head), walk);

    /// <summary>Whether a family of counters, or that there is none, is known.</summary>
    public bool TryFindFamily(Expression body, Expression tail, out CounterFamily? family) => _families.TryGetValue((body, tail), out family);

    public void AddFamily(Expression body, Expression tail, CounterFamily? family) => _families.TryAdd((body, tail), family);

    /// <summary>The set of some trie nodes: the same for the same nodes, so that what follows the closing quote of a string is found once.</summary>
    public ExitSet ExitsAt(int[] nodes) =>
        nodes.Length is < FewNodes or > ManyNodes ? new ExitSet(nodes)
        : _exitSets.TryGetValue(nodes, out var known) ? known
        : _exitSets.Count >= MaxExitSets ? new ExitSet(nodes)
        : _exitSets.GetOrAdd(nodes, static n => new ExitSet(n));

    /// <summary>The readable tokens of at most some length in bytes, as a bit set.</summary>
    public ulong[] TokensUpTo(int length) => _upTo.GetOrAdd(length, static (l, vocabulary) =>
    {
        var words = new ulong[(vocabulary.Size + 63) >> 6];
        for (var id = 0; id < vocabulary.Size; id++)
        {
            if (vocabulary.ReadableBytesOf(id).Length is > 0 and var size && size <= l)
            {
                words[id >> 6] |= 1UL << (id & 63);
            }
        }

        return words;
    }, _vocabulary);

    private sealed class NodesComparer : IEqualityComparer<int[]>
    {
        public static NodesComparer Instance { get; } = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] nodes)
        {
            var hash = default(HashCode);
            hash.AddBytes(MemoryMarshal.AsBytes<int>(nodes));
            return hash.ToHashCode();
        }
    }
}
