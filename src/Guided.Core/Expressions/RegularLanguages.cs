namespace Guided.Expressions;

/// <summary>Questions about regular expressions that front ends ask while they build with them.</summary>
public static class RegularLanguages
{
    /// <summary>Whether the language has a member.</summary>
    /// <param name="expression">A regular expression.</param>
    /// <exception cref="ArgumentException">The expression is not regular.</exception>
    /// <exception cref="GrammarLimitException">A budget was used up.</exception>
    public static bool HasMember(Expression expression) => Derivatives.IsLive(Regular(expression));

    /// <summary>Whether a text is a member.</summary>
    /// <param name="expression">A regular expression.</param>
    /// <param name="text">The text.</param>
    /// <exception cref="ArgumentException">The expression is not regular.</exception>
    public static bool Contains(Expression expression, ReadOnlySpan<byte> text)
    {
        expression = Regular(expression);
        foreach (var value in text)
        {
            expression = Derivatives.StepRaw(expression, value);
        }

        return expression.IsNullable;
    }

    /// <summary>Whether everything that begins a member can be completed in unboundedly many ways: the text of any JSON string can, that of a date cannot.</summary>
    /// <param name="expression">A regular expression with a member.</param>
    /// <param name="maxStates">How many derivatives to look at; past them the answer is no.</param>
    /// <exception cref="ArgumentException">The expression is not regular.</exception>
    public static bool IsOpenEnded(Expression expression, int maxStates)
    {
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance) { Regular(expression) };
        var pending = new Stack<Expression>(seen);
        while (pending.TryPop(out var current))
        {
            var goesOn = false;
            foreach (var value in Derivatives.ClassesOf(current).Representatives)
            {
                var next = Derivatives.Step(current, value);
                if (next.Kind == ExpressionKind.Empty)
                {
                    continue;
                }

                goesOn = true;
                if (seen.Add(next))
                {
                    pending.Push(next);
                }
            }

            if (!goesOn || seen.Count > maxStates)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>All members, or null when there are more than a bound.</summary>
    /// <param name="expression">A regular expression.</param>
    /// <param name="max">The greatest number of members, and of bytes in one.</param>
    /// <exception cref="ArgumentException">The expression is not regular.</exception>
    public static IReadOnlyList<byte[]>? Members(Expression expression, int max)
    {
        var found = new List<byte[]>();
        return Add(Regular(expression), []) ? found : null;

        bool Add(Expression rest, byte[] text)
        {
            if (rest.IsNullable)
            {
                found.Add(text);
            }

            if (found.Count > max || text.Length > max)
            {
                return false;
            }

            var first = FirstBytes.Of(rest).Set;
            for (var value = first.NextFrom(0); value >= 0; value = first.NextFrom(value + 1))
            {
                var next = Derivatives.Step(rest, (byte)value);
                if (next.Kind != ExpressionKind.Empty && !Add(next, [.. text, (byte)value]))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static Expression Regular(Expression expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression.IsRegular ? expression : throw new ArgumentException($"A regular expression is needed; this one calls rules: {expression}", nameof(expression));
    }
}
