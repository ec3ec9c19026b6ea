using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The length in bytes of the shortest member of expressions and rules.</summary>
/// <remarks>
/// The rules are solved in the order of their lengths, as Dijkstra's algorithm goes through a graph (D. Knuth, "A generalization of Dijkstra's
/// algorithm", Information Processing Letters 1977), so each use of a part is looked at once.
/// </remarks>
internal sealed class ShortestLengths
{
    /// <summary>Stands for "none", and for lengths that are larger; sums of two stay below <see cref="int.MaxValue"/>.</summary>
    public const int Infinite = int.MaxValue / 4;

    private readonly RuleBodies _bodies;
    private readonly Dictionary<Rule, int> _rules = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, int> _known = new(ReferenceEqualityComparer.Instance);

    public ShortestLengths(RuleBodies bodies, CompileWork work)
    {
        _bodies = bodies;
        var graph = bodies.Graph(work);
        var lengths = Solve(graph, work);
        foreach (var rule in bodies.Rules)
        {
            _rules[rule] = lengths[graph[bodies[rule]]];
        }

        for (var index = 0; index < lengths.Length; index++)
        {
            _known[graph.Nodes[index]] = lengths[index];
        }
    }

    /// <summary>The shortest length of an expression, kept for the next time.</summary>
    public int Of(Expression expression)
    {
        if (!_known.TryGetValue(expression, out var length))
        {
            _known[expression] = length = DeepStack.IsLow ? DeepStack.Run(Compute, expression) : Compute(expression);
        }

        return length;
    }

    private int[] Solve(ExpressionGraph graph, CompileWork work)
    {
        var lengths = new int[graph.Nodes.Count];
        var sums = new int[lengths.Length];
        var missing = new byte[lengths.Length];
        var queue = new PriorityQueue<int, int>();
        Array.Fill(lengths, -1);
        for (var index = 0; index < lengths.Length; index++)
        {
            work.Spend();
            missing[index] = graph.Nodes[index] is ConcatNode { IsRegular: false } ? (byte)2 : (byte)1;
            switch (graph.Nodes[index])
            {
                case { IsRegular: true } regular:
                    queue.Enqueue(index, Of(regular));
                    break;
                case LazyNode lazy:
                    queue.Enqueue(index, Math.Min(Infinite, lazy.Definition.ShortestLength));
                    break;
                case CaptureNode capture:
                    queue.Enqueue(index, Compute(capture));
                    break;
                case RepeatNode { Min: 0 }:
                    queue.Enqueue(index, 0);
                    break;
            }
        }

        while (queue.TryDequeue(out var index, out var length))
        {
            if (lengths[index] >= 0)
            {
                continue;
            }

            lengths[index] = length;
            foreach (var user in graph.UsersOf(index))
            {
                work.Spend();
                sums[user] = missing[user] == 2 ? length : Add(sums[user], length);
                if (lengths[user] >= 0)
                {
                    continue;
                }

                // Of a choice the first part to be settled is the shortest; of a sequence both are needed.
                if (missing[user] == 1)
                {
                    queue.Enqueue(user, graph.Nodes[user] switch
                    {
                        RepeatNode repeat => Times(length, repeat.Min),
                        ConcatNode => sums[user],
                        _ => length,
                    });
                }
                else
                {
                    missing[user] = 1;
                }
            }
        }

        for (var index = 0; index < lengths.Length; index++)
        {
            lengths[index] = lengths[index] < 0 ? Infinite : lengths[index];
        }

        return lengths;
    }

    /// <summary>
    /// Sequences and choices are kept: parts shared by many branches would else be visited once a path.
    /// </summary>
    private int Compute(Expression expression)
    {
        var length = 0;
        while (expression is ConcatNode sequence)
        {
            length = Add(length, Of(sequence.Head));
            expression = sequence.Tail;
            if (_known.TryGetValue(expression, out var known))
            {
                return Add(length, known);
            }
        }

        return Add(length, expression switch
        {
            EpsilonNode => 0,
            EmptyNode => Infinite,
            BytesNode => 1,
            ChoiceNode choice => choice.Items.Min(Of),
            RepeatNode repeat => repeat.Min == 0 ? 0 : Times(Of(repeat.Body), repeat.Min),
            CallNode call => OfRule(call.Rule),
            LazyNode lazy => lazy.Definition.ShortestLength,
            MachineNode { State.ShortestLength: >= 0 and var known } => known,
            CaptureNode capture => ShortestCapture.Of(this, capture.Text, [], capture.Definition),
            _ => Search(expression),
        });
    }

    private int OfRule(Rule rule)
    {
        if (_bodies.Knows(rule))
        {
            return _rules.GetValueOrDefault(rule, Infinite);
        }

        if (!_rules.TryGetValue(rule, out var length))
        {
            // Called from a lazy expression only: its front end keeps such rules free of endless recursion on the shortest way.
            _rules[rule] = Infinite;
            _rules[rule] = length = Of(rule.Body);
        }

        return length;
    }

    /// <summary>Breadth-first search over the derivatives of an intersection or complement.</summary>
    private static int Search(Expression expression)
    {
        if (expression.ShortestCache >= 0)
        {
            return expression.ShortestCache;
        }

        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance) { expression };
        var level = new List<Expression> { expression };
        for (var length = 0; level.Count > 0; length++)
        {
            if (level.Exists(e => e.IsNullable))
            {
                return expression.ShortestCache = length;
            }

            var next = new List<Expression>();
            foreach (var current in level)
            {
                Exploration.ThrowIfCancelled();
                foreach (var value in Derivatives.ClassesOf(current).Representatives)
                {
                    var derivative = Derivatives.Step(current, value);
                    if (derivative.Kind == ExpressionKind.Empty || !seen.Add(derivative))
                    {
                        continue;
                    }

                    next.Add(derivative);
                    if (seen.Count > expression.Owner.Limits.MaxLivenessStates)
                    {
                        throw new GrammarLimitException(
                            nameof(GrammarLimits.MaxLivenessStates), expression.Owner.Limits.MaxLivenessStates, expression.ToString());
                    }
                }
            }

            level = next;
        }

        return expression.ShortestCache = Infinite;
    }

    private static int Add(int x, int y) => Math.Min(Infinite, x + y);

    private static int Times(int length, int count) => (int)Math.Min(Infinite, (long)length * count);
}
