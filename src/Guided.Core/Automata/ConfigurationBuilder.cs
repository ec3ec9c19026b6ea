using System.Runtime.InteropServices;
using Guided.Expressions;

namespace Guided.Automata;

/// <summary>Collects items: those with the same stacks become one with the choice of their heads, those with the same head unite their stacks.</summary>
internal sealed class ConfigurationBuilder(ExpressionFactory factory, StackTable stacks)
{
    private const int FewItems = 8;

    private readonly List<Item> _items = [];
    private readonly Dictionary<StackNode, int> _indexes = new(ReferenceEqualityComparer.Instance);

    // Further heads by the index of their item. One choice of them all is made in the end: growing it would copy it each time.
    private readonly Dictionary<int, List<Expression>> _more = [];
    private readonly HashSet<StackNode> _expanded = new(ReferenceEqualityComparer.Instance);

    public bool IsAccepting { get; set; }

    public void Clear()
    {
        _items.Clear();
        _indexes.Clear();
        _more.Clear();
        _expanded.Clear();
        IsAccepting = false;
    }

    /// <summary>Whether a set of stacks is expanded here for the first time.</summary>
    public bool BeginExpansion(StackNode node) => _expanded.Add(node);

    public void Add(Configuration configuration)
    {
        IsAccepting |= configuration.IsAccepting;
        foreach (var (head, below) in configuration.Items)
        {
            Add(head, below);
        }
    }

    public void Add(Expression head, StackNode below)
    {
        var index = IndexOf(below);
        if (index < 0)
        {
            if (_items.Count >= FewItems)
            {
                _indexes[below] = _items.Count;
            }

            _items.Add(new Item(head, below));
        }
        else if (_items[index].Head != head)
        {
            if (!_more.TryGetValue(index, out var heads))
            {
                _more[index] = heads = [_items[index].Head];
            }

            heads.Add(head);
        }
    }

    // Nearly all configurations have a handful of items, for which a scan beats hashing; an object with a thousand keys has as many.
    private int IndexOf(StackNode below)
    {
        var few = Math.Min(_items.Count, FewItems);
        for (var i = 0; i < few; i++)
        {
            if (_items[i].Below == below)
            {
                return i;
            }
        }

        return few == FewItems && _indexes.TryGetValue(below, out var index) ? index : -1;
    }

    /// <summary>The items collected; good until the next is collected.</summary>
    public ReadOnlySpan<Item> ToItems()
    {
        foreach (var (index, heads) in _more)
        {
            _items[index] = new Item(factory.Choice(CollectionsMarshal.AsSpan(heads)), _items[index].Below);
        }

        if (_items.Count > 1)
        {
            _items.Sort(static (x, y) => x.Head.Id != y.Head.Id ? x.Head.Id.CompareTo(y.Head.Id) : x.Below.Id.CompareTo(y.Below.Id));
            UniteSameHeads();
        }

        return CollectionsMarshal.AsSpan(_items);
    }

    private void UniteSameHeads()
    {
        var count = 0;
        for (var i = 0; i < _items.Count;)
        {
            var head = _items[i].Head;
            var below = _items[i++].Below;
            if (i < _items.Count && _items[i].Head == head)
            {
                var all = new List<StackNode> { below };
                for (; i < _items.Count && _items[i].Head == head; i++)
                {
                    all.Add(_items[i].Below);
                }

                below = stacks.Unite(all);
            }

            _items[count++] = new Item(head, below);
        }

        _items.RemoveRange(count, _items.Count - count);
    }
}
