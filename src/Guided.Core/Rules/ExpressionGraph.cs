using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The expressions of all rule bodies with their users, so that what is known of a part can be passed on to the whole.</summary>
/// <remarks>
/// Shared parts are there once, and nothing recurses, so passes over it are linear in the size of the grammar, however deep it nests.
/// Regular expressions are leaves. A call is used like a part of which the body is the whole.
/// </remarks>
internal sealed class ExpressionGraph
{
    private readonly Dictionary<Expression, int> _indexes = new(ReferenceEqualityComparer.Instance);
    private readonly List<Expression> _nodes = [];
    private readonly List<List<int>> _users = [];

    public ExpressionGraph(RuleBodies bodies, CompileWork work)
    {
        foreach (var rule in bodies.Rules)
        {
            work.Rule = rule;
            IndexOf(bodies[rule]);
        }

        work.Rule = null;
        for (var index = 0; index < _nodes.Count; index++)
        {
            work.Spend();
            switch (_nodes[index])
            {
                case { IsRegular: true }:
                    break;
                case ConcatNode sequence:
                    Use(sequence.Head, index);
                    Use(sequence.Tail, index);
                    break;
                case ChoiceNode choice:
                    work.Spend(choice.Items.Length);
                    foreach (var item in choice.Items)
                    {
                        Use(item, index);
                    }

                    break;
                case RepeatNode repeat:
                    Use(repeat.Body, index);
                    break;
                case CallNode call:
                    Use(bodies[call.Rule], index);
                    break;
            }
        }
    }

    /// <summary>The expressions, each once.</summary>
    public IReadOnlyList<Expression> Nodes => _nodes;

    /// <summary>The indexes of the expressions that have one as a part: once for each time they have it.</summary>
    public IReadOnlyList<int> UsersOf(int index) => _users[index];

    /// <summary>The index of an expression that is in the graph.</summary>
    public int this[Expression expression] => _indexes[expression];

    private void Use(Expression part, int user) => _users[IndexOf(part)].Add(user);

    private int IndexOf(Expression expression)
    {
        if (!_indexes.TryGetValue(expression, out var index))
        {
            _indexes[expression] = index = _nodes.Count;
            _nodes.Add(expression);
            _users.Add([]);
        }

        return index;
    }
}
