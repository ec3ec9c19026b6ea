using System.Runtime.InteropServices;

namespace Guided.Expressions;

/// <summary>The smart constructors: what keeps expressions in normal form.</summary>
public sealed partial class ExpressionFactory
{
    /// <summary>A head followed by a tail.</summary>
    /// <remarks>Sequences lean to the right: (ab)c becomes a(bc). x*x* is x*.</remarks>
    public Expression Concat(Expression head, Expression tail)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(tail);
        if (head == Empty || tail == Empty)
        {
            return Empty;
        }

        if (head == Epsilon)
        {
            return tail;
        }

        if (head is not ConcatNode)
        {
            return Pair(head, tail);
        }

        using var scratch = ScratchList.Rent();
        var parts = scratch.Items;
        while (head is ConcatNode sequence)
        {
            parts.Add(sequence.Head);
            head = sequence.Tail;
        }

        var result = tail == Epsilon ? head : Pair(head, tail);
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            result = Pair(parts[i], result);
        }

        return result;
    }

    /// <summary>One of several expressions; ∅ when there are none.</summary>
    /// <remarks>
    /// Flat, sorted and without repeats; byte sets are merged, and alternatives that begin with the same expression share it, so that
    /// "a x | a y" reads "a" once.
    /// </remarks>
    public Expression Choice(params ReadOnlySpan<Expression> options)
    {
        if (options.Length == 2)
        {
            if (options[0] == options[1] || options[1] == Empty)
            {
                return options[0];
            }

            if (options[0] == Empty)
            {
                return options[1];
            }
        }

        using var scratch = ScratchList.Rent();
        var items = scratch.Items;
        var bytes = ByteSet.None;
        foreach (var option in options)
        {
            FlattenChoice(option, items, ref bytes);
        }

        if (!bytes.IsEmpty)
        {
            items.Add(Bytes(bytes));
        }

        if (items.Contains(Everything))
        {
            return Everything;
        }

        if (items.Count > 1)
        {
            ShareHeads(items);
            items.Sort(static (x, y) => x.Id.CompareTo(y.Id));
            RemoveRepeats(items);
            DropNeedlessEpsilon(items);
            if (items.Exists(static i => i is IntersectionNode { HasVariable: true }))
            {
                RemoveAbsorbed(items);
            }
        }

        if (items.Count < 2)
        {
            return items.Count == 0 ? Empty : items[0];
        }

        return Intern(new NodeKey(ExpressionKind.Choice, CollectionsMarshal.AsSpan(items)));
    }

    /// <summary>A body repeated at least <paramref name="min"/> and at most <paramref name="max"/> times; null means without bound.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are negative or crossed.</exception>
    public Expression Repeat(Expression body, int min, int? max)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegative(min);
        var most = max ?? RepeatNode.Unbounded;
        ArgumentOutOfRangeException.ThrowIfLessThan(most, min, nameof(max));
        if (most == 0 || body == Epsilon)
        {
            return Epsilon;
        }

        if (body == Empty)
        {
            return min == 0 ? Epsilon : Empty;
        }

        if (body.IsNullable)
        {
            min = 0;
        }

        if (most == 1)
        {
            return min == 1 ? body : Choice([Epsilon, body]);
        }

        // (x*)* and (x*){0,n} are x*; (x+)* is x*.
        if (body is RepeatNode { Max: RepeatNode.Unbounded } inner && (inner.Min == 0 || (inner.Min == 1 && min == 0 && most == RepeatNode.Unbounded)))
        {
            return Repeat(inner.Body, 0, null);
        }

        // (x{2}){3} is x{6} and (x{2,3}){2,3} is x{4,9}: counters multiply where no number between the products is left out.
        if (body is RepeatNode counter && Product(counter, min, most) is var (least, greatest))
        {
            return Repeat(counter.Body, least, greatest);
        }

        return Intern(new NodeKey(body, min, most));
    }

    /// <summary>The bounds of a repeated repetition as one, or null when they are not those of one.</summary>
    private static (int Min, int? Max)? Product(RepeatNode inner, int min, int max)
    {
        // j repetitions of the inner one take j·p to j·q; the next range must begin at most one above.
        var (p, q) = ((long)inner.Min, inner.Max == RepeatNode.Unbounded ? long.MaxValue : inner.Max);
        var isUnbounded = max == RepeatNode.Unbounded || q == long.MaxValue;
        var touches = min == max || (q == long.MaxValue ? min > 0 || p <= 1 : p * (min + 1) <= (q * min) + 1);
        var least = p * min;
        var greatest = isUnbounded ? 0 : q * max;
        return touches && least < RepeatNode.Unbounded && greatest < RepeatNode.Unbounded ? ((int)least, isUnbounded ? null : (int)greatest) : null;
    }

    /// <summary>What several regular expressions have in common; all byte strings when there are none.</summary>
    /// <exception cref="ArgumentException">An expression is not regular.</exception>
    public Expression Intersect(params ReadOnlySpan<Expression> parts)
    {
        using var scratch = ScratchList.Rent();
        var items = scratch.Items;
        ByteSet? bytes = null;
        foreach (var part in parts)
        {
            RequireRegular(part, nameof(Intersect));
            FlattenIntersection(part, items, ref bytes);
        }

        if (bytes is { } common)
        {
            items.Add(Bytes(common));
        }

        items.Sort(static (x, y) => x.Id.CompareTo(y.Id));
        RemoveRepeats(items);
        if (items.Contains(Epsilon))
        {
            return items.TrueForAll(static i => i.IsNullable) ? Epsilon : Empty;
        }

        if (items.Contains(Empty) || HasOpposites(items))
        {
            return Empty;
        }

        if (items.Count < 2)
        {
            return items.Count == 0 ? Everything : items[0];
        }

        if (items.Find(static i => i is ChoiceNode { HasVariable: true }) is ChoiceNode choice)
        {
            return Distribute(choice, items);
        }

        return Intern(new NodeKey(ExpressionKind.Intersection, CollectionsMarshal.AsSpan(items)));
    }

    /// <summary>All byte strings that are not in a regular language.</summary>
    /// <exception cref="ArgumentException">The expression is not regular.</exception>
    public Expression Complement(Expression body)
    {
        RequireRegular(body, nameof(Complement));
        return body is ComplementNode not
            ? not.Body
            : Intern(new NodeKey(ExpressionKind.Complement, body));
    }

    private static void FlattenChoice(Expression option, List<Expression> items, ref ByteSet bytes)
    {
        switch (option)
        {
            case EmptyNode:
                break;
            case BytesNode leaf:
                bytes |= leaf.Set;
                break;
            case ChoiceNode choice:
                foreach (var item in choice.Items)
                {
                    FlattenChoice(item, items, ref bytes);
                }

                break;
            default:
                items.Add(option);
                break;
        }
    }

    private void FlattenIntersection(Expression part, List<Expression> items, ref ByteSet? bytes)
    {
        switch (part)
        {
            case BytesNode leaf:
                bytes = bytes is { } others ? others & leaf.Set : leaf.Set;
                break;
            case IntersectionNode inner:
                foreach (var item in inner.Items)
                {
                    FlattenIntersection(item, items, ref bytes);
                }

                break;
            default:
                if (part != Everything)
                {
                    items.Add(part);
                }

                break;
        }
    }

    /// <summary>Whether an expression and its complement are both there.</summary>
    private static bool HasOpposites(List<Expression> items)
    {
        foreach (var item in items)
        {
            if (item is ComplementNode not && items.Contains(not.Body))
            {
                return true;
            }
        }

        return false;
    }

    private void DropNeedlessEpsilon(List<Expression> items)
    {
        foreach (var item in items)
        {
            if (item.IsNullable && item != Epsilon)
            {
                items.Remove(Epsilon);
                return;
            }
        }
    }

    private Expression Pair(Expression head, Expression tail)
    {
        if (tail == Epsilon)
        {
            return head;
        }

        if (head is RepeatNode { Min: 0, Max: RepeatNode.Unbounded } && (tail == head || (tail is ConcatNode next && next.Head == head)))
        {
            return tail;
        }

        return Intern(new NodeKey(ExpressionKind.Concat, head, tail));
    }

    /// <summary>(x | y) ∩ z as (x ∩ z) | (y ∩ z): with variables inside, derivatives would else nest without end.</summary>
    private Expression Distribute(ChoiceNode choice, List<Expression> items)
    {
        var others = items.Where(i => i != choice).ToArray();
        return Choice(Array.ConvertAll(choice.Items, option => Intersect([option, .. others])));
    }

    /// <summary>Takes out of a choice the intersections that another option contains: x | (x ∩ y) is x.</summary>
    private static void RemoveAbsorbed(List<Expression> options)
    {
        options.RemoveAll(option => option is IntersectionNode both && options.Exists(other => other != option
            && (other is IntersectionNode wider ? Array.TrueForAll(wider.Items, both.Items.Contains) : both.Items.Contains(other))));
    }

    private void ShareHeads(List<Expression> items)
    {
        if (!HasSharedHead(items))
        {
            return;
        }

        lock (_gate)
        {
            // What has a long way in common is gone through once a step of it.
            Spend(items.Count);
        }

        var groups = items.GroupBy(HeadOf, (head, group) => (Head: head, Items: group.Distinct().ToArray())).ToList();
        items.Clear();
        foreach (var (head, group) in groups)
        {
            items.Add(group.Length == 1 ? group[0] : Concat(head, ChoiceOfAny(Array.ConvertAll(group, TailOf))));
        }

        Expression TailOf(Expression item) => item is ConcatNode sequence ? sequence.Tail : Epsilon;
    }

    private static Expression HeadOf(Expression item) => item is ConcatNode sequence ? sequence.Head : item;

    private static bool HasSharedHead(List<Expression> items)
    {
        const int Few = 12;
        if (items.Count > Few)
        {
            var heads = new HashSet<Expression>(items.Count, ReferenceEqualityComparer.Instance);
            return !items.TrueForAll(item => heads.Add(HeadOf(item)));
        }

        for (var i = 1; i < items.Count; i++)
        {
            var head = HeadOf(items[i]);
            for (var j = 0; j < i; j++)
            {
                if (HeadOf(items[j]) == head)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private Expression ChoiceOfAny(Expression[] options) => DeepStack.IsLow ? DeepStack.Run(o => Choice(o), options) : Choice(options);

    private static void RemoveRepeats(List<Expression> sorted)
    {
        for (var i = sorted.Count - 1; i > 0; i--)
        {
            if (sorted[i] == sorted[i - 1])
            {
                sorted.RemoveAt(i);
            }
        }
    }

    private static void RequireRegular(Expression expression, string operation)
    {
        if (!expression.IsRegular)
        {
            throw new ArgumentException($"{operation} takes regular expressions only; this one calls rules: {expression}", nameof(expression));
        }
    }
}
