using System.Runtime.CompilerServices;

namespace Guided.Expressions;

/// <summary>The bytes that members of a regular expression can begin with: an upper bound where intersections or complements occur.</summary>
internal sealed class FirstBytes
{
    private static readonly FirstBytes None = new(ByteSet.None);
    private static readonly FirstBytes All = new(ByteSet.All);

    private FirstBytes(ByteSet set)
    {
        Set = set;
        Count = set.Count;
    }

    public ByteSet Set { get; }

    /// <summary>The number of bytes.</summary>
    public int Count { get; }

    /// <summary>The first bytes of an expression, kept with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FirstBytes Of(Expression expression) => expression.First ?? Make(expression);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static FirstBytes Make(Expression expression)
    {
        var first = DeepStack.IsLow ? DeepStack.Run(Find, expression) : Find(expression);
        expression.First = first;
        return first;
    }

    private static FirstBytes Find(Expression expression) => expression switch
    {
        BytesNode leaf => new FirstBytes(leaf.Set),
        ConcatNode sequence => OfSequence(sequence),
        ChoiceNode choice => Unite(choice.Items),
        RepeatNode repeat => Of(repeat.Body),
        IntersectionNode both => Intersect(both.Items),
        ComplementNode => All,
        VariableNode unknown => Of(unknown.Variable.Body),
        MachineNode { State.Classes: { } classes } => new FirstBytes(classes.Aggregate(ByteSet.None, (all, set) => all | set)),
        MachineNode machine => new FirstBytes(machine.State.Bytes),
        _ => None,
    };

    private static FirstBytes OfSequence(ConcatNode sequence)
    {
        var head = Of(sequence.Head);
        return sequence.Head.IsNullable ? Unite([sequence.Head, sequence.Tail]) : head;
    }

    private static FirstBytes Unite(ReadOnlySpan<Expression> items)
    {
        var set = ByteSet.None;
        foreach (var item in items)
        {
            set |= Of(item).Set;
        }

        return new FirstBytes(set);
    }

    private static FirstBytes Intersect(Expression[] items)
    {
        var set = ByteSet.All;
        foreach (var item in items)
        {
            set &= Of(item).Set;
        }

        return new FirstBytes(set);
    }
}
