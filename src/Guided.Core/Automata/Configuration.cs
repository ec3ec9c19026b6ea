using Guided.Expressions;

namespace Guided.Automata;

/// <summary>One entry of a <see cref="Configuration"/>: a regular expression being read, and the stacks below it.</summary>
internal readonly record struct Item(Expression Head, StackNode Below)
{
    public bool Equals(Item other) => Head == other.Head && Below == other.Below;

    public override int GetHashCode() => HashCode.Combine(Head.Id, Below.Id);
}

/// <summary>All that may come next after some bytes: a state of the <see cref="ByteAutomaton"/>. Equal configurations are the same object.</summary>
/// <remarks>Without items and not accepting it is the dead configuration: no text continues the bytes read.</remarks>
internal sealed class Configuration : IInterned
{
    /// <summary>A configuration that so few bytes continue is not asked for the classes of bytes.</summary>
    private const int FewBytes = 16;

    /// <summary>So many transitions are kept in a list, since most texts take one or two of them.</summary>
    private const int FewTransitions = 6;

    private readonly ByteClassTable _table;
    private Transition? _transitions;
    private int _count;
    private ByteClasses? _classes;
    private Configuration?[]? _next;

    /// <summary>Makes a configuration.</summary>
    /// <param name="id">The order of making.</param>
    /// <param name="hash">The hash of items and <paramref name="isAccepting"/>.</param>
    /// <param name="items">The items.</param>
    /// <param name="isAccepting">Whether the bytes read are a complete text.</param>
    /// <param name="table">The classes of bytes, for a configuration that many bytes continue.</param>
    public Configuration(int id, int hash, Item[] items, bool isAccepting, ByteClassTable table)
    {
        Id = id;
        Hash = hash;
        Items = items;
        IsAccepting = isAccepting;
        _table = table;
        foreach (var (head, below) in items)
        {
            First |= FirstBytes.Of(head).Set;
            HasCaptured |= below.HasCaptured;
        }

        IsListed = HasCaptured || First.Count <= FewBytes;
    }

    /// <inheritdoc/>
    public int Hash { get; }

    /// <summary>The order of making within the automaton.</summary>
    public int Id { get; }

    /// <summary>The items, sorted by the id of their head; the heads differ and none is ∅ or ε.</summary>
    public Item[] Items { get; }

    /// <summary>Whether the bytes read are a complete text.</summary>
    public bool IsAccepting { get; }

    /// <summary>Whether nothing continues the bytes read.</summary>
    public bool IsDead => Items.Length == 0 && !IsAccepting;

    /// <summary>Whether a text is being read that decides what follows it: every byte then leads to a configuration of its own.</summary>
    public bool HasCaptured { get; }

    /// <summary>The configuration without the items for which <see cref="HasCaptured"/> holds, once asked for.</summary>
    public Configuration? Plain { get; set; }

    /// <summary>The length in bytes of the shortest completion; −1 until it is asked for.</summary>
    public int Shortest { get; set; } = -1;

    /// <summary>The bytes that may come next; some of them may lead nowhere.</summary>
    public ByteSet First { get; }

    /// <summary>Whether bytes are told apart one by one, not by <see cref="Classes"/>.</summary>
    public bool IsListed { get; }

    /// <summary>The classes of bytes that the heads tell apart.</summary>
    public ByteClasses Classes => _classes ??= FindClasses();

    /// <summary>One byte of each kind that may lead to a configuration of its own, ascending.</summary>
    public IEnumerable<byte> DistinctBytes() => IsListed ? BytesOf(First) : Classes.Representatives;

    /// <summary>The bytes that lead where one of <see cref="DistinctBytes"/> leads, if all do.</summary>
    public IEnumerable<byte> BytesLike(byte value) =>
        IsListed ? [value] : BytesOf(ByteSet.All).Where(v => Classes.Map[v] == Classes.Map[value]);

    /// <summary>The next configuration after a byte; null while unknown.</summary>
    public Configuration? FindNext(byte value)
    {
        if (Volatile.Read(ref _next) is { } table)
        {
            return Volatile.Read(ref table[Classes.Map[value]]);
        }

        for (var transition = Volatile.Read(ref _transitions); transition is not null; transition = transition.Other)
        {
            if (transition.Value == value)
            {
                return transition.Target;
            }
        }

        return null;
    }

    /// <summary>Keeps the next configuration after a byte. Called under the automaton's lock.</summary>
    public void KeepNext(byte value, Configuration target)
    {
        if (_next is not null)
        {
            Volatile.Write(ref _next[Classes.Map[value]], target);
            return;
        }

        Volatile.Write(ref _transitions, new Transition(value, target, _transitions));
        if (++_count <= FewTransitions || IsListed)
        {
            return;
        }

        var table = new Configuration?[Classes.Count];
        for (var transition = _transitions; transition is not null; transition = transition.Other)
        {
            table[Classes.Map[transition.Value]] = transition.Target;
        }

        Volatile.Write(ref _next, table);
        _transitions = null;
    }

    private ByteClasses FindClasses()
    {
        var classes = _table.Single;
        foreach (var (head, _) in Items)
        {
            classes = _table.Refine(classes, Derivatives.ClassesOf(head));
        }

        return classes;
    }

    private static IEnumerable<byte> BytesOf(ByteSet set)
    {
        for (var value = set.NextFrom(0); value >= 0; value = set.NextFrom(value + 1))
        {
            yield return (byte)value;
        }
    }

    private sealed record Transition(byte Value, Configuration Target, Transition? Other);
}
