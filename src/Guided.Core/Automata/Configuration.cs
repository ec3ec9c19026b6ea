using Guided.Expressions;

namespace Guided.Automata;

/// <summary>One entry of a <see cref="Configuration"/>: a regular expression being read, and the stacks below it.</summary>
internal readonly record struct Item(Expression Head, StackNode Below);

/// <summary>All that may come next after some bytes: a state of the <see cref="ByteAutomaton"/>. Equal configurations are the same object.</summary>
/// <remarks>Without items and not accepting it is the dead configuration: no text continues the bytes read.</remarks>
internal sealed class Configuration
{
    private ByteSet _first;
    private bool _hasFirst;

    private Transition? _transitions;

    public Configuration(int id, Item[] items, bool isAccepting, ByteClasses classes)
    {
        Id = id;
        Items = items;
        IsAccepting = isAccepting;
        Classes = classes;
        HasCaptured = Array.Exists(items, i => i.Below.HasCaptured);
        Next = items.Length == 0 || HasCaptured ? [] : new Configuration?[classes.Count];
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

    /// <summary>
    /// Whether a text that decides what follows it ended with the last byte, on some way on which this configuration was reached.
    /// </summary>
    public bool EndsCapture { get; set; }

    /// <summary>The length in bytes of the shortest completion; −1 until it is asked for.</summary>
    public int Shortest { get; set; } = -1;

    /// <summary>The bytes that may come next; some of them may lead nowhere.</summary>
    public ByteSet First
    {
        get
        {
            // Racing threads find the same set; the flag is written after it.
            if (!Volatile.Read(ref _hasFirst))
            {
                var first = ByteSet.None;
                foreach (var item in Items)
                {
                    first |= FirstBytes.Of(item.Head).Set;
                }

                _first = first;
                Volatile.Write(ref _hasFirst, true);
            }

            return _first;
        }
    }

    /// <summary>The classes of bytes that the heads tell apart.</summary>
    public ByteClasses Classes { get; }

    /// <summary>The next configuration per byte class, null while unknown; empty when <see cref="HasCaptured"/>.</summary>
    public Configuration?[] Next { get; }

    /// <summary>One byte of each kind that may lead to a configuration of its own, ascending.</summary>
    public IEnumerable<byte> DistinctBytes() =>
        HasCaptured ? Enumerable.Range(0, 256).Select(v => (byte)v).Where(v => First.Contains(v)) : Classes.Representatives;

    /// <summary>The next configuration after a byte, where a text is being read that decides what follows it; null while unknown.</summary>
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

    private sealed record Transition(byte Value, Configuration Target, Transition? Other);
}
