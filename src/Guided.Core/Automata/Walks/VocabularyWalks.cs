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
    // Of the exits of one grammar's own expressions those are shared that others are likely to have too, such as the ends of strings.
    private const int FewNodes = 3;

    /// <summary>Sets of more nodes are not shared.</summary>
    public const int ManyNodes = 1000;

    private const int MaxExitSets = 10_000;
    private const long MaxContinuedBytes = 32 << 20;
    private const int MaxSlices = 200; // 16 KiB each for 128k tokens, and more where lengths are bounded
    private const int EntryBytes = 200;
    private const long MaxUnionBytes = 16 << 20;

    private static readonly ConditionalWeakTable<Vocabulary, VocabularyWalks> PerVocabulary = [];

    private readonly Vocabulary _vocabulary;
    private readonly ConcurrentDictionary<Expression, HeadWalk> _walks = new(ReferenceEqualityComparer.Instance);
    private readonly ConcurrentDictionary<(Expression, Expression), CounterFamily?> _families = new();
    private readonly ConcurrentDictionary<(int, Expression), HeadWalk> _subtrees = new();
    private readonly ConcurrentDictionary<ContinuedKey, HeadWalk> _continued = new();
    private readonly ConcurrentDictionary<int, ulong[]> _upTo = new();
    private readonly ConcurrentDictionary<int[], ExitSet> _exitSets = new(NodesComparer.Instance);
    private readonly ConcurrentDictionary<int, ExitSet> _single = new();
    private readonly ConcurrentDictionary<(ExitSet, int), ExitSet> _without = new();
    private readonly ConcurrentDictionary<PartsKey, TokenMask> _unions = new();
    private readonly Lazy<TokenCharacters> _characters;
    private readonly Lazy<TokenSlice[]> _slices;
    private readonly ConcurrentDictionary<(ByteSet, bool), TokenSlice> _ownSlices = new();
    private long _unionBytes;
    private long _continuedBytes;

    private VocabularyWalks(Vocabulary vocabulary)
    {
        _vocabulary = vocabulary;
        Ends = new TokenMask(vocabulary.Size, null, vocabulary.EndTokensArray) { IsShared = true };
        _characters = new Lazy<TokenCharacters>(() => new TokenCharacters(vocabulary));
        _slices = new Lazy<TokenSlice[]>(() => TokenSlice.StandardSlices(_characters.Value));
    }

    /// <summary>The slices of the vocabulary, the widest first.</summary>
    public IReadOnlyList<TokenSlice> Slices => _slices.Value;

    /// <summary>The slice of some characters.</summary>
    /// <param name="ascii">The printable ASCII characters.</param>
    /// <param name="unicode">Whether all other characters belong to it too.</param>
    public TokenSlice SliceOf(ByteSet ascii, bool unicode) => _ownSlices.TryGetValue((ascii, unicode), out var known) ? known
        : _ownSlices.Count >= MaxSlices ? new TokenSlice(_characters.Value, ascii, unicode)
        : _ownSlices.GetOrAdd((ascii, unicode), k => new TokenSlice(_characters.Value, k.Item1, k.Item2));

    public static VocabularyWalks For(Vocabulary vocabulary) => PerVocabulary.GetValue(vocabulary, static v => new VocabularyWalks(v));

    public HeadWalk? Find(Expression head) => _walks.GetValueOrDefault(head);

    public HeadWalk Add(Expression head, HeadWalk walk)
    {
        walk.Tokens.IsShared = true;
        return _walks.GetOrAdd(head, walk);
    }

    public HeadWalk? FindBelow(int node, Expression head) => _subtrees.GetValueOrDefault((node, head));

    public void AddBelow(int node, Expression head, HeadWalk walk)
    {
        walk.Tokens.IsShared = true;
        _subtrees.TryAdd((node, head), walk);
    }

    /// <summary>Whether a family of counters, or that there is none, is known.</summary>
    public bool TryFindFamily(Expression body, Expression tail, out CounterFamily? family) => _families.TryGetValue((body, tail), out family);

    public void AddFamily(Expression body, Expression tail, CounterFamily? family) => _families.TryAdd((body, tail), family);

    /// <summary>What an expression reads below the exits of another, both common to many grammars.</summary>
    public HeadWalk? FindContinued(ContinuedKey key) => _continued.GetValueOrDefault(key);

    public void AddContinued(ContinuedKey key, HeadWalk walk)
    {
        if (Interlocked.Read(ref _continuedBytes) < MaxContinuedBytes)
        {
            Interlocked.Add(ref _continuedBytes, walk.Tokens.ByteSize + EntryBytes);
            walk.Tokens.IsShared = true;
            _continued.TryAdd(key, walk);
        }
    }

    /// <summary>The tokens that end a text.</summary>
    public TokenMask Ends { get; }

    /// <summary>The union of masks that many grammars have in common, if it is known.</summary>
    public TokenMask? FindUnion(List<TokenMask> parts) => _unions.GetValueOrDefault(new PartsKey(parts));

    /// <summary>Keeps such a union, unless the budget is used up; gives it back.</summary>
    public TokenMask AddUnion(List<TokenMask> parts, TokenMask union)
    {
        if (Interlocked.Read(ref _unionBytes) > MaxUnionBytes)
        {
            return union;
        }

        union.IsShared = true;
        Interlocked.Add(ref _unionBytes, union.ByteSize);
        return _unions.GetOrAdd(new PartsKey(parts).Keep(), union);
    }

    /// <summary>The sets that hold some exits: none or one.</summary>
    /// <param name="exits">Trie nodes in any order, some perhaps twice.</param>
    /// <param name="isShared">Whether they belong to what many grammars have in common: then the set of the same nodes is the same object.</param>
    public ExitSet[] ExitsAt(List<int> exits, bool isShared)
    {
        if (exits.Count == 0)
        {
            return [];
        }

        // Sets of so many nodes are not looked for again.
        if (exits.Count <= ManyNodes)
        {
            Distinguish(exits);
        }

        if (exits.Count == 1)
        {
            return [ExitAt(exits[0])];
        }

        int[] nodes = [.. exits];
        return
        [
            nodes.Length > ManyNodes ? new ExitSet(nodes)
            : _exitSets.TryGetValue(nodes, out var known) ? known
            : (isShared ? _exitSets.Count >= MaxExitSets : nodes.Length < FewNodes || _exitSets.Count >= MaxExitSets / 2) ? new ExitSet(nodes)
            : _exitSets.GetOrAdd(nodes, static n => new ExitSet(n) { IsShared = true }),
        ];
    }

    /// <summary>The set of one exit.</summary>
    public ExitSet ExitAt(int node) => _single.TryGetValue(node, out var known) ? known
        : _single.Count >= MaxExitSets ? new ExitSet([node])
        : _single.GetOrAdd(node, static n => new ExitSet([n]) { IsShared = true });

    /// <summary>A shared set of exits without one of them: a text that ends at a quote is seldom like those that end inside a longer token.</summary>
    public ExitSet Without(ExitSet exits, int node) => _without.TryGetValue((exits, node), out var known) ? known
        : _without.Count >= MaxExitSets ? new ExitSet(Array.FindAll(exits.Nodes, n => n != node))
        : _without.GetOrAdd((exits, node), static k => new ExitSet(Array.FindAll(k.Item1.Nodes, n => n != k.Item2)) { IsShared = true });

    private static void Distinguish(List<int> nodes)
    {
        nodes.Sort();
        var count = 0;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (count == 0 || nodes[count - 1] != nodes[i])
            {
                nodes[count++] = nodes[i];
            }
        }

        nodes.RemoveRange(count, nodes.Count - count);
    }

    /// <summary>The readable tokens of at most some length in bytes, as a bit set.</summary>
    public ulong[] TokensUpTo(int length) => _upTo.TryGetValue(length, out var known) ? known
        : _upTo.GetOrAdd(length, static (l, characters) => characters.TokensUpTo(l), _characters.Value);

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
