using Guided.Expressions;

namespace Guided.Rules;

/// <summary>Expressions without the empty string, and the rules for that: r⁺ has the members of r that are not empty.</summary>
internal sealed class NonEmptyParts(ExpressionFactory factory, RuleBodies bodies, Nullability nullable, CompileWork work)
{
    private readonly Dictionary<Rule, Rule> _rules = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Rule> _made = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Rule> _pending = new();

    /// <summary>The non-empty members of an expression.</summary>
    public Expression Of(Expression expression)
    {
        var result = Make(expression);
        while (_pending.TryPop(out var rule))
        {
            if (_made.Add(rule))
            {
                work.Rule = rule;
                bodies[_rules[rule]] = Make(bodies[rule]);
            }
        }

        return result;
    }

    /// <summary>The non-empty members of a call.</summary>
    public Expression OfCall(CallNode call)
    {
        if (!nullable.Of(call))
        {
            return call;
        }

        if (!_rules.TryGetValue(call.Rule, out var plus))
        {
            // The body is made later: rules may call each other in long chains and in circles.
            _rules[call.Rule] = plus = ExpressionFactory.DeclareRule(call.Rule.Name);
            bodies[plus] = factory.Empty;
            _pending.Push(call.Rule);
        }

        return factory.Call(plus);
    }

    /// <summary>Gives r⁺ its body, and a call of it.</summary>
    public Expression Define(Rule rule, Expression body)
    {
        var call = (CallNode)OfCall((CallNode)factory.Call(rule));
        _made.Add(rule);
        bodies[call.Rule] = body;
        return call;
    }

    private Expression Make(Expression expression)
    {
        work.Spend();
        if (!nullable.Of(expression))
        {
            return expression;
        }

        if (DeepStack.IsLow)
        {
            return DeepStack.Run(Make, expression);
        }

        return expression switch
        {
            { IsRegular: true } => OfRegular(expression),
            CallNode call => OfCall(call),
            ChoiceNode choice => factory.Choice(Array.ConvertAll(choice.Items, Make)),
            ConcatNode sequence => OfSequence(sequence),
            RepeatNode repeat => factory.Concat(
                Make(repeat.Body),
                factory.Repeat(
                    repeat.Body,
                    nullable.Of(repeat.Body) ? 0 : Math.Max(repeat.Min - 1, 0),
                    repeat.Max == RepeatNode.Unbounded ? null : repeat.Max - 1)),
            _ => throw new GrammarException("A left-recursive rule begins with a lazy expression that may be empty; write it with rules."),
        };
    }

    /// <summary>Of x y z, all of which may be empty: x⁺ y z | y⁺ z | z⁺.</summary>
    private Expression OfSequence(Expression expression)
    {
        var options = new List<Expression>();
        for (; expression is ConcatNode sequence; expression = sequence.Tail)
        {
            work.Spend();
            options.Add(factory.Concat(Make(sequence.Head), sequence.Tail));
        }

        options.Add(Make(expression));
        return factory.Choice([.. options]);
    }

    private Expression OfRegular(Expression expression) => !expression.IsNullable
        ? expression
        : expression switch
        {
            EpsilonNode => factory.Empty,
            ChoiceNode choice => factory.Choice(Array.ConvertAll(choice.Items, OfRegular)),
            RepeatNode { Max: RepeatNode.Unbounded } repeat => factory.Concat(OfRegular(repeat.Body), repeat),
            _ => factory.Intersect(expression, factory.Complement(factory.Epsilon)),
        };
}
