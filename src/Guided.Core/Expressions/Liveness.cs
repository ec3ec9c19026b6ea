namespace Guided.Expressions;

/// <summary>Decides whether intersections and complements have a member, by looking for a nullable derivative.</summary>
internal static class Liveness
{
    /// <summary>Decides and notes the answer on every derivative it is known of by then.</summary>
    /// <exception cref="GrammarLimitException">The search went past <see cref="GrammarLimits.MaxLivenessStates"/>.</exception>
    public static bool Decide(Expression expression)
    {
        var parents = new Dictionary<Expression, Expression?>(ReferenceEqualityComparer.Instance) { [expression] = null };
        var queue = new Queue<Expression>([expression]);
        while (queue.TryDequeue(out var current))
        {
            Exploration.ThrowIfCancelled();
            var classes = Derivatives.ClassesOf(current);
            foreach (var value in classes.Representatives)
            {
                var next = Derivatives.StepRaw(current, value);
                if (next.Live == false || next.Kind == ExpressionKind.Empty || parents.ContainsKey(next))
                {
                    continue;
                }

                if (next.IsNullable || !next.HasBoolean || next.Live == true)
                {
                    MarkLive(current, parents);
                    return true;
                }

                if (parents.Count >= expression.Owner.Limits.MaxLivenessStates)
                {
                    throw new GrammarLimitException(
                        nameof(GrammarLimits.MaxLivenessStates), expression.Owner.Limits.MaxLivenessStates, expression.ToString());
                }

                parents.Add(next, current);
                queue.Enqueue(next);
            }
        }

        foreach (var visited in parents.Keys)
        {
            visited.Live = false;
        }

        return false;
    }

    private static void MarkLive(Expression? expression, Dictionary<Expression, Expression?> parents)
    {
        for (; expression is not null; expression = parents[expression])
        {
            expression.Live = true;
        }
    }
}
