namespace Guided.Expressions;

/// <summary>Decides whether intersections and complements have a member, by looking for a nullable derivative.</summary>
/// <remarks>
/// The derivatives that may be nearest to their end are looked at first. What is noted is how many bytes suffice, which tells of the next expression that it has a member too when it differs in a counter alone
/// (see <see cref="Relaxation"/>): all the states of "a pattern, and at most 255 characters" are decided by one search.
/// </remarks>
internal static class Liveness
{
    /// <summary>The <see cref="Expression.LiveWithin"/> of what has no member.</summary>
    public const int Dead = int.MaxValue;

    /// <summary>How much more a byte that is surely left to read counts than one that was read: many ways are equally short, one will do.</summary>
    private const long Directness = 4;

    /// <summary>Decides and notes the answer on every derivative it is known of by then.</summary>
    /// <exception cref="GrammarLimitException">The search went past <see cref="GrammarLimits.MaxLivenessStates"/>.</exception>
    public static bool Decide(Expression expression) => DecideRelaxed(expression) ?? Search(expression);

    /// <summary>The answer when the counters do not matter to it; null when they may.</summary>
    private static bool? DecideRelaxed(Expression expression)
    {
        if (!expression.HasLongCounter || Relaxation.Of(expression, out var reach) is var relaxed && relaxed == expression)
        {
            return null;
        }

        if (!Derivatives.IsLive(relaxed))
        {
            expression.LiveWithin = Dead;
            return false;
        }

        var within = WithinOf(relaxed);
        if (within > reach)
        {
            return null;
        }

        expression.LiveWithin = within;
        return true;
    }

    private static bool Search(Expression expression)
    {
        var parents = new Dictionary<Expression, (Expression? Parent, int Depth)>(ReferenceEqualityComparer.Instance) { [expression] = (null, 0) };
        var queue = new PriorityQueue<Expression, long>([(expression, 0)]);
        while (queue.TryDequeue(out var current, out _))
        {
            Exploration.ThrowIfCancelled();
            var depth = parents[current].Depth + 1;
            var classes = Derivatives.ClassesOf(current);
            foreach (var value in classes.Representatives)
            {
                var next = Derivatives.StepRaw(current, value);
                if (next.Kind == ExpressionKind.Empty || next.LiveWithin == Dead || parents.ContainsKey(next))
                {
                    continue;
                }

                if (next.IsNullable || !next.HasBoolean || next.LiveWithin >= 0)
                {
                    NoteLive(current, WithinOf(next) + 1, parents);
                    return true;
                }

                if (parents.Count >= expression.Owner.Limits.MaxLivenessStates)
                {
                    throw new GrammarLimitException(
                        nameof(GrammarLimits.MaxLivenessStates), expression.Owner.Limits.MaxLivenessStates, expression.ToString());
                }

                parents.Add(next, (current, depth));
                queue.Enqueue(next, depth + (Directness * next.LeastLength));
            }
        }

        foreach (var visited in parents.Keys)
        {
            visited.LiveWithin = Dead;
        }

        return false;
    }

    /// <summary>How many bytes suffice for an expression that has a member (see <see cref="Expression.LiveWithin"/>).</summary>
    public static int WithinOf(Expression live)
    {
        if (live.IsNullable || !live.HasBoolean)
        {
            return 0;
        }

        if (live.LiveWithin < 0)
        {
            live.LiveWithin = live is ChoiceNode choice ? choice.Items.Min(WithinOfAny) : Search(live) ? live.LiveWithin : Dead;
        }

        return live.LiveWithin;
    }

    private static int WithinOfAny(Expression expression) => Derivatives.IsLive(expression) ? WithinOf(expression) : Dead;

    private static void NoteLive(Expression? expression, int within, Dictionary<Expression, (Expression? Parent, int Depth)> parents)
    {
        for (; expression is not null; expression = parents[expression].Parent, within++)
        {
            expression.LiveWithin = within;
        }
    }
}
