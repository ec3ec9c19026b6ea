using Guided.Expressions;

namespace Guided.Rules;

/// <summary>Takes the empty text out of the rules: r that may be empty becomes r⁺, which may not, and each call of it becomes r⁺ or nothing.</summary>
/// <remarks>
/// What a rule can begin with then follows from its first part alone. Else, in <c>r = s s</c>, <c>s = t t</c>, … with a last rule that may be
/// empty, every level would double the ways to begin.
/// Rules that reach a lazy expression that may be empty keep their form: what such an expression begins with is not known yet.
/// </remarks>
internal sealed class EmptyTexts
{
    private readonly ExpressionFactory _factory;
    private readonly RuleBodies _bodies;
    private readonly CompileWork _work;
    private readonly Nullability _nullable;
    private readonly NonEmptyParts _parts;

    public EmptyTexts(ExpressionFactory factory, RuleBodies bodies, CompileWork work)
    {
        _factory = factory;
        _bodies = bodies;
        _work = work;
        _nullable = bodies.Nullable(work);
        _parts = new NonEmptyParts(factory, bodies, _nullable, work);
    }

    /// <summary>Rewrites all rules, and an expression, which is returned.</summary>
    public Expression Remove(Expression root)
    {
        var replaced = new HashSet<Rule>(ReferenceEqualityComparer.Instance);
        foreach (var rule in _bodies.Rules)
        {
            if (!_bodies[rule].IsRegular && _nullable.Of(_bodies[rule]))
            {
                replaced.Add(rule);
            }
        }

        if (replaced.Count == 0)
        {
            return root;
        }

        replaced.ExceptWith(ReachingLazy());
        foreach (var rule in replaced)
        {
            // Registers r⁺ and all that it needs; the bodies are still the old ones.
            _parts.Of(_factory.Call(rule));
        }

        foreach (var rule in replaced)
        {
            _bodies[rule] = _factory.Call(rule);
        }

        return _bodies.Rewrite(
            root,
            call => replaced.Contains(call.Rule) ? _factory.Optional(_parts.OfCall(call)) : call,
            _work);
    }

    /// <summary>The rules from which a lazy expression that may be empty is reached.</summary>
    private HashSet<Rule> ReachingLazy()
    {
        var graph = _bodies.Graph(_work);
        var reaching = new bool[graph.Nodes.Count];
        var pending = new Stack<int>();
        for (var index = 0; index < reaching.Length; index++)
        {
            if (graph.Nodes[index] is LazyNode { Definition.IsNullable: true })
            {
                reaching[index] = true;
                pending.Push(index);
            }
        }

        while (pending.TryPop(out var index))
        {
            foreach (var user in graph.UsersOf(index))
            {
                _work.Spend();
                if (!reaching[user])
                {
                    reaching[user] = true;
                    pending.Push(user);
                }
            }
        }

        var rules = new HashSet<Rule>(ReferenceEqualityComparer.Instance);
        rules.UnionWith(_bodies.Rules.Where(r => reaching[graph[_bodies[r]]]));
        return rules;
    }
}
