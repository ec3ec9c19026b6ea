using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The bodies of a grammar's rules, as the passes have left them.</summary>
/// <remarks>The passes never change a <see cref="Rule"/> itself: rules are shared between grammars.</remarks>
internal sealed class RuleBodies(ExpressionFactory factory)
{
    private readonly Dictionary<Rule, Expression> _bodies = new(ReferenceEqualityComparer.Instance);
    private readonly List<Rule> _order = [];
    private ExpressionGraph? _graph;
    private Nullability? _nullable;

    /// <summary>The rules in the order in which they were met.</summary>
    public IReadOnlyList<Rule> Rules => _order;

    /// <summary>The body of a rule; one that only lazy expressions call is taken as it stands.</summary>
    public Expression this[Rule rule]
    {
        get => _bodies.TryGetValue(rule, out var body) ? body : BodyOf(rule);
        set
        {
            if (!_bodies.TryGetValue(rule, out var body))
            {
                _order.Add(rule);
            }

            if (body != value)
            {
                _bodies[rule] = value;
                Change();
            }
        }
    }

    /// <summary>Grows with every change.</summary>
    public int Version { get; private set; }

    /// <summary>The expressions of all bodies as they now are.</summary>
    public ExpressionGraph Graph(CompileWork work) => _graph ??= new ExpressionGraph(this, work);

    /// <summary>Which expressions may be empty, by the bodies as they now are.</summary>
    public Nullability Nullable(CompileWork work) => _nullable ??= new Nullability(this, work);

    public bool Knows(Rule rule) => _bodies.ContainsKey(rule);

    /// <summary>Adds all rules that an expression reaches.</summary>
    /// <exception cref="GrammarException">A rule is called but not defined.</exception>
    public void Collect(Expression root, CompileWork work)
    {
        var pending = new Stack<Rule>();
        Visit(root, pending, work);
        while (pending.TryPop(out var rule))
        {
            if (!Knows(rule))
            {
                this[rule] = BodyOf(rule);
                work.Rule = rule;
                Visit(this[rule], pending, work);
            }
        }
    }

    /// <summary>
    /// Puts ∅ in place of all calls of some rules and of regular parts without members, in every body and in an expression, which is returned.
    /// </summary>
    public Expression Remove(IReadOnlySet<Rule> rules, Expression root, CompileWork work)
    {
        Change();
        _order.RemoveAll(rules.Contains);
        foreach (var rule in rules)
        {
            _bodies.Remove(rule);
        }

        return Rewrite(root, call => rules.Contains(call.Rule) ? factory.Empty : call, work);
    }

    /// <summary>Puts something else in place of calls, in every body and in an expression, which is returned.</summary>
    public Expression Rewrite(Expression root, Func<CallNode, Expression> replace, CompileWork work)
    {
        var memo = new Dictionary<Expression, Expression>(ReferenceEqualityComparer.Instance);
        foreach (var rule in _order)
        {
            work.Rule = rule;
            this[rule] = OfPart(_bodies[rule]);
        }

        work.Rule = null;
        return OfPart(root);

        Expression OfPart(Expression expression)
        {
            if (expression.IsRegular)
            {
                return Derivatives.IsLive(expression) ? expression : factory.Empty;
            }

            if (!memo.TryGetValue(expression, out var result))
            {
                work.Spend();
                memo[expression] = result = DeepStack.IsLow ? DeepStack.Run(Make, expression) : Make(expression);
            }

            return result;
        }

        Expression Make(Expression expression) => expression switch
        {
            CallNode call => replace(call),
            ConcatNode => OfSequence(expression),
            ChoiceNode choice => factory.Choice(Array.ConvertAll(choice.Items, OfPart)),
            RepeatNode repeat => factory.Repeat(OfPart(repeat.Body), repeat.Min, repeat.Max == RepeatNode.Unbounded ? null : repeat.Max),
            _ => expression,
        };

        Expression OfSequence(Expression expression)
        {
            var parts = new List<Expression>();
            while (expression is ConcatNode sequence)
            {
                work.Spend();
                parts.Add(OfPart(sequence.Head));
                expression = sequence.Tail;
            }

            parts.Add(OfPart(expression));
            return factory.Concat([.. parts]);
        }
    }

    private void Change()
    {
        Version++;
        _graph = null;
        _nullable = null;
    }

    private static Expression BodyOf(Rule rule) =>
        rule.IsDefined ? rule.Body : throw new GrammarException($"Rule '{rule.Name}' is called but never defined.");

    private static void Visit(Expression root, Stack<Rule> calls, CompileWork work)
    {
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Expression>([root]);
        while (pending.TryPop(out var expression))
        {
            work.Spend();
            if (expression.IsRegular || !seen.Add(expression))
            {
                continue;
            }

            switch (expression)
            {
                case CallNode call:
                    calls.Push(call.Rule);
                    break;
                case ConcatNode sequence:
                    pending.Push(sequence.Head);
                    pending.Push(sequence.Tail);
                    break;
                case ChoiceNode choice:
                    Array.ForEach(choice.Items, pending.Push);
                    break;
                case RepeatNode repeat:
                    pending.Push(repeat.Body);
                    break;
            }
        }
    }
}
