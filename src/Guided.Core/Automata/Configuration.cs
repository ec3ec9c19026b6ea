using Guided.Expressions;

namespace Guided.Automata;

/// <summary>One entry of a <see cref="Configuration"/>: a regular expression being read, and the stacks below it.</summary>
internal readonly record struct Item(Expression Head, StackNode Below);

/// <summary>All that may come next after some bytes: a state of the <see cref="ByteAutomaton"/>. Equal configurations are the same object.</summary>
/// <remarks>Without items and not accepting it is the dead configuration: no text continues the bytes read.</remarks>
internal sealed class Configuration
{
    /// <summary>A configuration that so few bytes continue keeps a list of what follows instead of a table.</summary>
    private const int FewBytes = 16;

    private Transition? _transitions;

    /// <summary>Makes a configuration.</summary>
    /// <param name="id">The order of making.</param>
    /// <param name="items">The items.</param>
    /// <param name="isAccepting">Whether the bytes read are a complete text.</param>
    /// <param name="table">The classes of bytes, for a configuration that many bytes continue.</param>
    public Configuration(int id, Item[] items, bool isAccepting, ByteClassTable table)
    {
        Id = id;
        Items = items;
        IsAccepting = isAccepting;
        foreach (var (head, below) in items)
        {
            First |= FirstBytes.Of(head).Set;
            HasCaptured |= below.HasCaptured;
        }

        IsListed = HasCaptured || First.Count <= FewBytes;
        Classes = table.Single;
        if (!IsListed)
        {
            foreach (var (head, _) in items)
            {
                Classes = table.Refine(Classes, Derivatives.ClassesOf(head));
            }
        }

        Next = IsListed ? [] : new Configuration?[Classes.Count];
    }

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

    /// <summary>
    /// Whether a text that decides what follows it ended with the last byte, on some way on which this configuration was reached.
    /// </summary>
    public bool EndsCapture { get; set; }

    /// <summary>The length in bytes of the shortest completion; −1 until it is asked for.</summary>
    public int Shortest { get; set; } = -1;

    /// <summary>The bytes that may come next; some of them may lead nowhere.</summary>
    public ByteSet First { get; }

    /// <summary>Whether what follows is kept per byte in a list, not per class in <see cref="Next"/>.</summary>
    public bool IsListed { get; }

    /// <summary>The classes of bytes that the heads tell apart, unless <see cref="IsListed"/>.</summary>
    public ByteClasses Classes { get; }

    /// <summary>The next configuration per byte class, null while unknown; empty when <see cref="IsListed"/>.</summary>
    public Configuration?[] Next { get; }

    /// <summary>One byte of each kind that may lead to a configuration of its own, ascending.</summary>
    public IEnumerable<byte> DistinctBytes() => IsListed ? BytesOf(First) : Classes.Representatives;

    /// <summary>The bytes that lead where one of <see cref="DistinctBytes"/> leads, if all do.</summary>
    public IEnumerable<byte> BytesLike(byte value) =>
        IsListed ? [value] : BytesOf(ByteSet.All).Where(v => Classes.Map[v] == Classes.Map[value]);

    /// <summary>The next configuration after a byte when <see cref="IsListed"/>; null while unknown.</summary>
    public Configuration? FindNext(byte value)
    {
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
    public void KeepNext(byte value, Configuration target) => Volatile.Write(ref _transitions, new Transition(value, target, _transitions));

    private static IEnumerable<byte> BytesOf(ByteSet set)
    {
        for (var value = set.NextFrom(0); value >= 0; value = set.NextFrom(value + 1))
        {
            yield return (byte)value;
        }
    }

    private sealed record Transition(byte Value, Configuration Target, Transition? Other);
}
