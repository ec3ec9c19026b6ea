using Guided.Automata.Walks;
using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata;

/// <summary>Computes masks in which a token crosses a limited number of borders between units. For comparison; nothing is kept.</summary>
internal sealed class BoundedLookahead(Vocabulary vocabulary, ByteAutomaton bytes, int limit)
{
    private readonly TokenSet _tokens = new(vocabulary);

    public TokenMask Build(Configuration configuration, CancellationToken cancellationToken)
    {
        var budget = new WalkBudget(bytes.Grammar.Factory.Limits.MaxWalk);
        _tokens.Clear();
        Visit(configuration, [0], limit, ref budget, cancellationToken);
        if (configuration.IsAccepting)
        {
            foreach (var token in vocabulary.EndTokens)
            {
                _tokens.Add(token);
            }
        }

        return _tokens.ToMask(null);
    }

    private void Visit(Configuration configuration, IReadOnlyCollection<int> from, int left, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        foreach (var (head, below) in configuration.Items)
        {
            var exits = new HashSet<int>();
            foreach (var node in from)
            {
                Walk(node, head, exits, ref budget, cancellationToken);
                if (below.HasCaptured && left > 0)
                {
                    // What follows depends on the bytes between here and each exit.
                    foreach (var exit in exits)
                    {
                        var read = vocabulary.Trie.PathTo(exit).AsSpan(vocabulary.Trie.PathTo(node).Length);
                        Visit(bytes.ExpandShared(bytes.Extend(below, read)), [exit], left - 1, ref budget, cancellationToken);
                    }

                    exits.Clear();
                }
            }

            if (left > 0 && exits.Count > 0)
            {
                Visit(bytes.ExpandShared(below), exits, left - 1, ref budget, cancellationToken);
            }
        }
    }

    private void Walk(int start, Expression head, HashSet<int> exits, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var nodes = vocabulary.Trie.Nodes;
        var pending = new Stack<(int Node, Expression At)>([(start, head)]);
        while (pending.TryPop(out var place))
        {
            var parent = nodes[place.Node];
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                var rest = Derivatives.Step(place.At, nodes[child].Label);
                if (rest.Kind == ExpressionKind.Empty)
                {
                    continue;
                }

                if (nodes[child].Token >= 0)
                {
                    _tokens.AddWithSameBytes(nodes[child].Token);
                }

                if (nodes[child].ChildCount > 0)
                {
                    if (rest.IsNullable)
                    {
                        exits.Add(child);
                    }

                    pending.Push((child, rest));
                }
            }
        }
    }
}
