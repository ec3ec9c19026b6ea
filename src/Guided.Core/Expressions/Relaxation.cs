namespace Guided.Expressions;

/// <summary>Takes the long upper bounds of counters away.</summary>
/// <remarks>
/// A text of n bytes repeats nothing more than n times. So on texts of at most the <i>reach</i> of an expression, the least of its long
/// bounds, it has the same members with these bounds and without. Bounds inside complements stay: there, less would become more.
/// </remarks>
internal static class Relaxation
{
    // Parts that many branches share are looked at once, not once a path.
    [ThreadStatic]
    private static Dictionary<Expression, (Expression Relaxed, int Reach)>? _known;

    /// <summary>The expression without its long upper bounds.</summary>
    /// <param name="expression">A regular expression.</param>
    /// <param name="reach">The length in bytes up to which the two have the same members.</param>
    public static Expression Of(Expression expression, out int reach)
    {
        var known = _known ??= new(ReferenceEqualityComparer.Instance);
        try
        {
            (var relaxed, reach) = Relax(expression, known);
            return relaxed;
        }
        finally
        {
            known.Clear();
        }
    }

    private static (Expression Relaxed, int Reach) Relax(Expression expression, Dictionary<Expression, (Expression, int)> known)
    {
        if (!expression.HasLongCounter || DeepStack.IsLow)
        {
            return (expression, int.MaxValue);
        }

        if (!known.TryGetValue(expression, out var result))
        {
            known[expression] = result = expression switch
            {
                RepeatNode repeat => RelaxRepeat(repeat, known),
                ConcatNode sequence => RelaxSequence(sequence, known),
                ChoiceNode choice => (choice.Owner.Choice(RelaxAll(choice.Items, known, out var reach)), reach),
                IntersectionNode both => (both.Owner.Intersect(RelaxAll(both.Items, known, out var reach)), reach),
                _ => (expression, int.MaxValue),
            };
        }

        return result;
    }

    private static (Expression Relaxed, int Reach) RelaxRepeat(RepeatNode repeat, Dictionary<Expression, (Expression, int)> known)
    {
        var (body, reach) = Relax(repeat.Body, known);
        if (repeat.Max is > RepeatNode.MaxShort and < RepeatNode.Unbounded)
        {
            return (repeat.Owner.Repeat(body, repeat.Min, null), Math.Min(reach, repeat.Max - 1));
        }

        return (repeat.Owner.Repeat(body, repeat.Min, repeat.Max == RepeatNode.Unbounded ? null : repeat.Max), reach);
    }

    private static Expression[] RelaxAll(Expression[] items, Dictionary<Expression, (Expression, int)> known, out int reach)
    {
        reach = int.MaxValue;
        var relaxed = new Expression[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            (relaxed[i], var itemReach) = Relax(items[i], known);
            reach = Math.Min(reach, itemReach);
        }

        return relaxed;
    }

    // Along the tails without recursion: sequences can be long.
    private static (Expression Relaxed, int Reach) RelaxSequence(ConcatNode sequence, Dictionary<Expression, (Expression, int)> known)
    {
        var parts = new List<ConcatNode>();
        Expression rest = sequence;
        for (; rest is ConcatNode { HasLongCounter: true } next && !known.ContainsKey(next); rest = next.Tail)
        {
            parts.Add(next);
        }

        var (relaxed, reach) = Relax(rest, known);
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var (head, headReach) = Relax(parts[i].Head, known);
            (relaxed, reach) = (sequence.Owner.Concat(head, relaxed), Math.Min(reach, headReach));
            known[parts[i]] = (relaxed, reach);
        }

        return (relaxed, reach);
    }
}
