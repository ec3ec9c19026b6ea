using Guided.Expressions;

namespace Guided.Automata;

/// <summary>One entry of a <see cref="Configuration"/>: a regular expression being read, and the stacks below it.</summary>
internal readonly record struct Item(Expression Head, StackNode Below);

/// <summary>All that may come next after some bytes: a state of the <see cref="ByteAutomaton"/>. Equal configurations are the same object.</summary>
/// <remarks>Without items and not accepting it is the dead configuration: no text continues the bytes read.</remarks>
internal sealed class Configuration(int id, Item[] items, bool isAccepting, ByteClasses classes, int shortest)
{
    private ByteSet _first;
    private bool _hasFirst;

    /// <summary>The order of making within the automaton.</summary>
    public int Id { get; } = id;

    /// <summary>The items, sorted by the id of their head; the heads differ and none is ∅ or ε.</summary>
    public Item[] Items { get; } = items;

    /// <summary>Whether the bytes read are a complete text.</summary>
    public bool IsAccepting { get; } = isAccepting;

    /// <summary>Whether nothing continues the bytes read.</summary>
    public bool IsDead => Items.Length == 0 && !IsAccepting;

    /// <summary>The length in bytes of the shortest completion.</summary>
    public int Shortest { get; } = shortest;

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
    public ByteClasses Classes { get; } = classes;

    /// <summary>The next configuration per byte class, null while unknown.</summary>
    public Configuration?[] Next { get; } = items.Length == 0 ? [] : new Configuration?[classes.Count];
}
