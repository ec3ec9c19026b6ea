namespace Guided.Expressions;

/// <summary>What makes two nodes the same: the kind and the parts. Lives on the stack, so that looking a node up allocates nothing.</summary>
internal readonly ref struct NodeKey
{
    private readonly ExpressionKind _kind;
    private readonly ByteSet _set;
    private readonly object? _first;
    private readonly object? _second;
    private readonly ReadOnlySpan<Expression> _items;
    private readonly int _min;
    private readonly int _max;

    public NodeKey(ByteSet set)
    {
        _kind = ExpressionKind.Bytes;
        _set = set;
        Hash = Mix((int)_kind, set.GetHashCode());
    }

    /// <summary>The key of a node with one or two parts: expressions, a rule, a lazy definition, or a machine's state.</summary>
    public NodeKey(ExpressionKind kind, object first, object? second = null)
    {
        _kind = kind;
        _first = first;
        _second = second;
        Hash = Mix(Mix((int)kind, HashOf(first)), second is null ? 0 : HashOf(second));
    }

    public NodeKey(Expression body, int min, int max)
    {
        _kind = ExpressionKind.Repeat;
        _first = body;
        _min = min;
        _max = max;
        Hash = Mix(Mix(Mix((int)_kind, body.Id), min), max);
    }

    public NodeKey(ExpressionKind kind, ReadOnlySpan<Expression> items)
    {
        _kind = kind;
        _items = items;
        var hash = (int)kind;
        foreach (var item in items)
        {
            hash = Mix(hash, item.Id);
        }

        Hash = hash;
    }

    /// <summary>The hash, which the node keeps.</summary>
    public int Hash { get; }

    /// <summary>Whether a node is the one with these parts.</summary>
    public bool Matches(Expression node) => node.Hash == Hash && node.Kind == _kind && node switch
    {
        ConcatNode sequence => ReferenceEquals(sequence.Head, _first) && ReferenceEquals(sequence.Tail, _second),
        ChoiceNode choice => _items.SequenceEqual(choice.Items),
        BytesNode leaf => leaf.Set == _set,
        RepeatNode repeat => ReferenceEquals(repeat.Body, _first) && repeat.Min == _min && repeat.Max == _max,
        IntersectionNode both => _items.SequenceEqual(both.Items),
        ComplementNode not => ReferenceEquals(not.Body, _first),
        CallNode call => ReferenceEquals(call.Rule, _first),
        LazyNode lazy => lazy.Definition.Equals(_first),
        MachineNode machine => machine.State.Equals(_first),
        VariableNode unknown => ReferenceEquals(unknown.Variable, _first),
        CaptureNode capture => ReferenceEquals(capture.Text, _first) && capture.Definition.Equals(_second),
        CapturedNode captured => captured.Length == 0 && captured.Definition.Equals(_first),
        _ => false,
    };

    /// <summary>Whether a factory made one of the parts, so that no parent of it can have the node.</summary>
    public bool HasPartOf(ExpressionFactory factory)
    {
        foreach (var item in _items)
        {
            if (item.Owner == factory)
            {
                return true;
            }
        }

        return (_first is Expression first && first.Owner == factory) || (_second is Expression second && second.Owner == factory);
    }

    /// <summary>Makes the node.</summary>
    public Expression Make(ExpressionFactory owner, int id) => _kind switch
    {
        ExpressionKind.Bytes => new BytesNode(owner, id, Hash, _set),
        ExpressionKind.Concat => new ConcatNode(owner, id, Hash, (Expression)_first!, (Expression)_second!),
        ExpressionKind.Choice => new ChoiceNode(owner, id, Hash, _items.ToArray()),
        ExpressionKind.Repeat => new RepeatNode(owner, id, Hash, (Expression)_first!, _min, _max),
        ExpressionKind.Intersection => new IntersectionNode(owner, id, Hash, _items.ToArray()),
        ExpressionKind.Complement => new ComplementNode(owner, id, Hash, (Expression)_first!),
        ExpressionKind.Call => new CallNode(owner, id, Hash, (Rule)_first!),
        ExpressionKind.Lazy => new LazyNode(owner, id, Hash, (LazyExpression)_first!),
        ExpressionKind.Capture => new CaptureNode(owner, id, Hash, (Expression)_first!, (Capture)_second!),
        ExpressionKind.Captured => new CapturedNode(owner, id, Hash, (Capture)_first!),
        ExpressionKind.Machine => new MachineNode(owner, id, Hash, (ByteMachine)_first!),
        ExpressionKind.Variable => new VariableNode(owner, id, Hash, (RegularVariable)_first!),
        _ => throw new InvalidOperationException($"Nodes of kind {_kind} are made by hand."),
    };

    // Ids come one after another; multiplying spreads them over the table.
    private static int Mix(int hash, int part) => unchecked((int)((uint)(hash ^ part) * 0x9E3779B1u) ^ (hash << 5));

    private static int HashOf(object part) => part is Expression expression ? expression.Id : part.GetHashCode();
}
