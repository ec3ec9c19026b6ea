using Guided.Expressions;

namespace Guided.Automata.Walks;

/// <summary>Replaces the large counters of an expression.</summary>
/// <remarks>
/// On texts of at most n bytes, "x up to 5,000 times" and "x any number of times" agree when n is below 5,000. All the states of a long
/// bounded repetition thus share one walk of the trie, and near its end only the longest tokens need another look. Likewise no token can
/// tell "at least 4,000 times" from "at least 129 times" when tokens have at most 128 bytes.
/// </remarks>
internal sealed class Clipping(ExpressionFactory factory, int longestToken)
{
    private readonly Dictionary<Expression, (Expression Clipped, int Reach)> _clipped = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, Expression> _lowered = new(ReferenceEqualityComparer.Instance);

    /// <summary>The expression without its long upper bounds, and without lower bounds that the longest token cannot reach.</summary>
    /// <remarks>
    /// With intersections inside, the two agree on a text when the text and what completes it have no more bytes than the reach (see
    /// <see cref="Expression.LiveWithin"/>), and lower bounds are left alone.
    /// </remarks>
    /// <param name="expression">A regular expression.</param>
    /// <param name="reach">The length in bytes up to which the two agree; <see cref="int.MaxValue"/> without upper bounds.</param>
    public Expression Clip(Expression expression, out int reach)
    {
        if (!_clipped.TryGetValue(expression, out var result))
        {
            var relaxed = Relaxation.Of(expression, out reach);
            _clipped[expression] = result = (relaxed.HasBoolean ? relaxed : Lower(relaxed), reach);
        }

        reach = result.Reach;
        return result.Clipped;
    }

    private Expression Lower(Expression expression)
    {
        if (!expression.HasLargeCounter)
        {
            return expression;
        }

        if (!_lowered.TryGetValue(expression, out var result))
        {
            _lowered[expression] = result = expression switch
            {
                RepeatNode repeat => factory.Repeat(
                    Lower(repeat.Body), Math.Min(repeat.Min, longestToken + 1), repeat.Max == RepeatNode.Unbounded ? null : repeat.Max),
                ConcatNode sequence => LowerSequence(sequence),
                ChoiceNode choice => factory.Choice(Array.ConvertAll(choice.Items, Lower)),
                _ => expression,
            };
        }

        return result;
    }

    // Along the tails without recursion: sequences can be long.
    private Expression LowerSequence(ConcatNode sequence)
    {
        var parts = new List<ConcatNode>();
        Expression rest = sequence;
        for (; rest is ConcatNode { HasLargeCounter: true } next && !_lowered.ContainsKey(next); rest = next.Tail)
        {
            parts.Add(next);
        }

        var result = Lower(rest);
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            _lowered[parts[i]] = result = factory.Concat(Lower(parts[i].Head), result);
        }

        return result;
    }
}
