namespace Guided.Expressions;

/// <summary>The nodes of one factory, found by their parts.</summary>
/// <remarks>Open addressing over the nodes themselves, each of which keeps its hash. Readers need no lock; those who add hold one.</remarks>
internal sealed class NodeTable
{
    private Expression?[] _slots = new Expression?[64];

    public int Count { get; private set; }

    public Expression? Find(in NodeKey key)
    {
        var slots = Volatile.Read(ref _slots);
        for (var slot = SlotOf(key.Hash, slots.Length); ; slot = (slot + 1) & (slots.Length - 1))
        {
            var node = Volatile.Read(ref slots[slot]);
            if (node is null || key.Matches(node))
            {
                return node;
            }
        }
    }

    public void Add(Expression node)
    {
        if ((Count + 1) * 3 > _slots.Length * 2)
        {
            var larger = new Expression?[_slots.Length * 4];
            foreach (var known in _slots)
            {
                if (known is not null)
                {
                    Put(larger, known);
                }
            }

            Volatile.Write(ref _slots, larger);
        }

        Put(_slots, node);
        Count++;
    }

    private static int SlotOf(int hash, int length) => (hash ^ (hash >>> 15)) & (length - 1);

    private static void Put(Expression?[] slots, Expression node)
    {
        var slot = SlotOf(node.Hash, slots.Length);
        while (slots[slot] is not null)
        {
            slot = (slot + 1) & (slots.Length - 1);
        }

        Volatile.Write(ref slots[slot], node);
    }
}
