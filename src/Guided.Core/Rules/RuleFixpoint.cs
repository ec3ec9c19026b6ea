using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The rules for which a property holds that is built up from their bodies: a sequence has it if both parts do, a choice if one does.</summary>
/// <remarks>Solved as Horn clauses are (W. Dowling and J. Gallier, J. Logic Programming 1984): each use of a part is looked at once.</remarks>
internal abstract class RuleFixpoint
{
    private readonly RuleBodies _bodies;
    private readonly HashSet<Rule> _holds = new(ReferenceEqualityComparer.Instance);

    /// <summary>Answers for choices and sequences: parts shared by many branches would else be visited once a path.</summary>
    private readonly Dictionary<Expression, bool> _known = new(ReferenceEqualityComparer.Instance);

    protected RuleFixpoint(RuleBodies bodies, CompileWork work)
    {
        _bodies = bodies;
        var graph = bodies.Graph(work);
        var holds = Solve(graph, work);
        foreach (var rule in bodies.Rules)
        {
            if (holds[graph[bodies[rule]]])
            {
                _holds.Add(rule);
            }
        }

        for (var index = 0; index < holds.Length; index++)
        {
            _known[graph.Nodes[index]] = holds[index];
        }
    }

    /// <summary>Whether the property holds of an expression.</summary>
    public bool Of(Expression expression)
    {
        if (expression.IsRegular)
        {
            return OfRegular(expression);
        }

        if (!_known.TryGetValue(expression, out var holds))
        {
            _known[expression] = holds = DeepStack.IsLow ? DeepStack.Run(Compute, expression) : Compute(expression);
        }

        return holds;
    }

    /// <summary>The rules for which it does not hold.</summary>
    protected IReadOnlySet<Rule> Missing()
    {
        var missing = new HashSet<Rule>(_bodies.Rules, ReferenceEqualityComparer.Instance);
        missing.ExceptWith(_holds);
        return missing;
    }

    protected abstract bool OfRegular(Expression expression);

    protected abstract bool OfLazy(LazyExpression definition);

    private bool[] Solve(ExpressionGraph graph, CompileWork work)
    {
        var holds = new bool[graph.Nodes.Count];
        var missing = new int[holds.Length];
        var pending = new Stack<int>();
        for (var index = 0; index < holds.Length; index++)
        {
            work.Spend();
            missing[index] = graph.Nodes[index] switch
            {
                { IsRegular: true } regular => OfRegular(regular) ? 0 : int.MaxValue,
                LazyNode lazy => OfLazy(lazy.Definition) ? 0 : int.MaxValue,
                CaptureNode capture => OfRegular(capture.Text) ? 0 : int.MaxValue,
                RepeatNode { Min: 0 } => 0,
                ConcatNode => 2,
                _ => 1,
            };
            if (missing[index] == 0)
            {
                holds[index] = true;
                pending.Push(index);
            }
        }

        while (pending.TryPop(out var index))
        {
            foreach (var user in graph.UsersOf(index))
            {
                work.Spend();
                if (!holds[user] && --missing[user] == 0)
                {
                    holds[user] = true;
                    pending.Push(user);
                }
            }
        }

        return holds;
    }

    private bool Compute(Expression expression)
    {
        while (expression is ConcatNode sequence && !expression.IsRegular)
        {
            if (!Of(sequence.Head))
            {
                return false;
            }

            expression = sequence.Tail;
        }

        return expression switch
        {
            { IsRegular: true } => OfRegular(expression),
            CallNode call => Holds(call.Rule),
            ChoiceNode choice => Array.Exists(choice.Items, Of),
            RepeatNode repeat => repeat.Min == 0 || Of(repeat.Body),
            LazyNode lazy => OfLazy(lazy.Definition),
            CaptureNode capture => OfRegular(capture.Text),
            _ => throw new InvalidOperationException($"Unexpected expression {expression.Kind}."),
        };
    }

    /// <summary>A rule that only lazy expressions call is not among the bodies; its front end answers for it.</summary>
    private bool Holds(Rule rule) => _bodies.Knows(rule) ? _holds.Contains(rule) : Of(rule.Body);
}

/// <summary>Which expressions have a member at all.</summary>
internal sealed class Productivity(RuleBodies bodies, CompileWork work) : RuleFixpoint(bodies, work)
{
    /// <summary>The rules that no text matches.</summary>
    public IReadOnlySet<Rule> Unproductive => Missing();

    /// <summary>Whether some regular expression without members, other than ∅ itself, is part of a body.</summary>
    public bool HasDeadParts { get; private set; }

    protected override bool OfRegular(Expression expression)
    {
        var isLive = Derivatives.IsLive(expression);
        HasDeadParts |= !isLive && expression.Kind != ExpressionKind.Empty;
        return isLive;
    }

    protected override bool OfLazy(LazyExpression definition) => true;
}

/// <summary>Which expressions contain the empty string.</summary>
internal sealed class Nullability(RuleBodies bodies, CompileWork work) : RuleFixpoint(bodies, work)
{
    protected override bool OfRegular(Expression expression) => expression.IsNullable;

    protected override bool OfLazy(LazyExpression definition) => definition.IsNullable;
}
