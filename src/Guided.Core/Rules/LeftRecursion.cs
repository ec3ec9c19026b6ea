using Guided.Expressions;

namespace Guided.Rules;

/// <summary>Rewrites left-recursive rules so that every recursion reads at least one byte first.</summary>
/// <remarks>
/// <para>Rules that reach each other at their left ends satisfy a linear system: with the empty string set aside, X_i = ⋃_j X_j·A_ij ∪ B_i.
/// Its least solution is X_i = ⋃_m B_m·N_mi, where N_mi is what may follow on the way from m up to i: N_mi = [m = i] ∪ ⋃_j A_jm·N_ji.
/// That is the left-corner view of D. Rosenkrantz, "Matrix equations and normal forms for context-free grammars", JACM 1967.
/// For a single rule, <c>E = E "+" T | T</c>, it gives <c>E = T ("+" T)*</c>.</para>
/// <para>The N rules call each other last, so they never deepen the stack. They hold what is not empty; that nothing may follow is written
/// where they are called.</para>
/// </remarks>
internal sealed class LeftRecursion
{
    private readonly ExpressionFactory _factory;
    private readonly RuleBodies _bodies;
    private readonly CompileWork _work;
    private readonly Nullability _nullable;
    private readonly NonEmptyParts _parts;

    public LeftRecursion(ExpressionFactory factory, RuleBodies bodies, CompileWork work)
    {
        _factory = factory;
        _bodies = bodies;
        _work = work;
        _nullable = bodies.Nullable(work);
        _parts = new NonEmptyParts(factory, bodies, _nullable, work);
    }

    public void Eliminate()
    {
        var graph = new Dictionary<Rule, HashSet<Rule>>(ReferenceEqualityComparer.Instance);
        foreach (var rule in _bodies.Rules)
        {
            _work.Rule = rule;
            graph[rule] = LeftCalls(_bodies[rule]);
        }

        // Components come callees first, so whatever a component calls at its left is already free of left recursion.
        foreach (var component in Components.Of(graph))
        {
            _work.Spend();
            if (component.Count > 1 || graph[component[0]].Contains(component[0]))
            {
                _work.Rule = component[0];
                Solve(component);
            }
        }
    }

    /// <summary>The rules that a text of an expression may begin with.</summary>
    private HashSet<Rule> LeftCalls(Expression root)
    {
        var calls = new HashSet<Rule>(ReferenceEqualityComparer.Instance);
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<Expression>([root]);
        while (pending.TryPop(out var expression))
        {
            _work.Spend();
            if (expression.IsRegular || !seen.Add(expression))
            {
                continue;
            }

            switch (expression)
            {
                case CallNode call:
                    calls.Add(call.Rule);
                    break;
                case ChoiceNode choice:
                    Array.ForEach(choice.Items, pending.Push);
                    break;
                case RepeatNode repeat:
                    pending.Push(repeat.Body);
                    break;
                case ConcatNode sequence:
                    pending.Push(sequence.Head);
                    if (_nullable.Of(sequence.Head))
                    {
                        pending.Push(sequence.Tail);
                    }

                    break;
            }
        }

        return calls;
    }

    private void Solve(List<Rule> rules)
    {
        var indexes = new Dictionary<Rule, int>(ReferenceEqualityComparer.Instance);
        foreach (var rule in rules)
        {
            indexes.Add(rule, indexes.Count);
        }

        var system = new LinearSystem(rules.ConvertAll(r => Extract(_bodies[r], indexes)), _factory, _nullable, _parts.Of);
        var ends = new Dictionary<(int, int), Rule>();
        var pending = new Stack<(int From, int To)>();
        var bodies = new Expression[rules.Count];
        for (var i = 0; i < rules.Count; i++)
        {
            var options = new List<Expression>();
            for (var m = 0; m < rules.Count; m++)
            {
                _work.Spend();
                if (system.Bases[m] != _factory.Empty)
                {
                    options.Add(_factory.Concat(system.Bases[m], End(m, i)));
                }
            }

            bodies[i] = _factory.Choice([.. options]);
        }

        while (pending.TryPop(out var end))
        {
            _bodies[ends[end]] = EndBody(end.From, end.To);
        }

        for (var i = 0; i < rules.Count; i++)
        {
            if (_nullable.Of(_bodies[rules[i]]))
            {
                // Only rules with lazy parts are still nullable here. Their non-empty part may be called already.
                bodies[i] = _factory.Optional(_parts.Define(rules[i], bodies[i]));
            }

            _bodies[rules[i]] = bodies[i];
        }

        Expression End(int from, int to)
        {
            if (rules.Count == 1)
            {
                return _factory.Star(_factory.Choice([.. system.StepsFrom(0).Select(s => s.Step)]));
            }

            if (!ends.TryGetValue((from, to), out var rule))
            {
                ends[(from, to)] = rule = ExpressionFactory.DeclareRule($"{rules[to].Name} after {rules[from].Name}");
                _bodies[rule] = _factory.Empty;
                pending.Push((from, to));
            }

            return system.WithoutReading(from).Contains(to) ? _factory.Optional(_factory.Call(rule)) : _factory.Call(rule);
        }

        Expression EndBody(int from, int to)
        {
            var options = new List<Expression>();
            foreach (var at in system.WithoutReading(from))
            {
                foreach (var (next, step) in system.StepsFrom(at))
                {
                    _work.Spend();
                    options.Add(_factory.Concat(step, End(next, to)));
                }
            }

            return _factory.Choice([.. options]);
        }
    }

    /// <summary>The non-empty members of an expression, as B ∪ ⋃_j X_j·A_j over the non-empty members X_j of some rules.</summary>
    private LinearRow Extract(Expression expression, Dictionary<Rule, int> rules)
    {
        var row = new LinearRow();
        var pending = new Stack<(Expression Part, Expression Then)>([(expression, _factory.Epsilon)]);
        while (pending.TryPop(out var place))
        {
            var (part, rest) = place;
            _work.Spend();
            switch (part)
            {
                case { IsRegular: true }:
                    AddBase(_parts.Of(part), rest);
                    break;
                case CallNode call when rules.TryGetValue(call.Rule, out var index):
                    row.AddCoefficient(index, rest);
                    break;
                case ChoiceNode choice:
                    for (var i = choice.Items.Length - 1; i >= 0; i--)
                    {
                        pending.Push((choice.Items[i], rest));
                    }

                    break;
                case ConcatNode sequence:
                    if (_nullable.Of(sequence.Head))
                    {
                        pending.Push((sequence.Tail, rest));
                    }

                    pending.Push((sequence.Head, _factory.Concat(sequence.Tail, rest)));
                    break;
                case RepeatNode repeat:
                    var min = _nullable.Of(repeat.Body) ? 0 : Math.Max(repeat.Min - 1, 0);
                    var again = _factory.Repeat(repeat.Body, min, repeat.Max == RepeatNode.Unbounded ? null : repeat.Max - 1);
                    pending.Push((repeat.Body, _factory.Concat(again, rest)));
                    break;
                default:
                    AddBase(_parts.Of(part), rest);
                    break;
            }
        }

        return row;

        void AddBase(Expression head, Expression rest)
        {
            if (head != _factory.Empty)
            {
                row.Base.Add(_factory.Concat(head, rest));
            }
        }
    }
}
