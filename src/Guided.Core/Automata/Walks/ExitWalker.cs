using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the tokens that leave an expression and go on in what is below it.</summary>
/// <remarks>What was found is kept: all states of a string before the same comma share it. Used by one thread at a time.</remarks>
internal sealed class ExitWalker(Vocabulary vocabulary, ByteAutomaton bytes)
{
    /// <summary>Laying the subtrees of so few nodes upon each other does not pay.</summary>
    private const int FewExits = 2;

    private readonly Stack<(int Node, Configuration At)> _pendingNodes = new();
    private readonly Dictionary<(ExitSet, Configuration), int[]> _known = [];
    private readonly Dictionary<(ExitSet, Configuration), TypicalTokens> _typical = [];
    private readonly List<int> _doubtful = [];
    private readonly Stack<(ExitNode Node, Configuration At)> _pending = new();
    private readonly TokenSet _tokens = new(vocabulary);

    /// <summary>The memory of what is kept, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Drops what is kept.</summary>
    public void Forget()
    {
        _known.Clear();
        _typical.Clear();
        Bytes = 0;
    }

    /// <summary>The tokens below some trie nodes that a configuration reads on from there, in ascending order.</summary>
    public int[] TokensFrom(ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (below.Items.Length == 0)
        {
            return [];
        }

        if (exits.Nodes.Length <= FewExits && exits.IsWhole)
        {
            _tokens.Clear();
            foreach (var node in exits.Nodes)
            {
                VisitBelow(node, below, ref budget, cancellationToken);
            }

            return _tokens.ToSorted();
        }

        if (!_known.TryGetValue((exits, below), out var tokens))
        {
            _tokens.Clear();
            Visit(exits, below, isTypical: false, ref budget, cancellationToken);
            _known[(exits, below)] = tokens = _tokens.ToSorted();
            Bytes += tokens.Length * sizeof(int);
        }

        return tokens;
    }

    /// <summary>The tokens below some trie nodes, read on from what follows a typical text of a capture.</summary>
    public TypicalTokens TypicalTokensFrom(ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (!_typical.TryGetValue((exits, below), out var tokens))
        {
            _tokens.Clear();
            _doubtful.Clear();
            Visit(exits, below, isTypical: true, ref budget, cancellationToken);
            _typical[(exits, below)] = tokens = new TypicalTokens(_tokens.ToSorted(), [.. _doubtful.Distinct().Order()]);
            Bytes += (tokens.Sure.Length + tokens.Doubtful.Length) * sizeof(int);
        }

        return tokens;
    }

    private void Visit(ExitSet exits, Configuration below, bool isTypical, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        _pending.Push((exits.Root, below));
        while (_pending.TryPop(out var place))
        {
            var children = place.Node.ChildrenIn(vocabulary.Trie);
            var first = place.At.First;
            budget.Spend(children.Length, cancellationToken);
            foreach (var child in children)
            {
                if (!first.Contains(child.Label))
                {
                    continue;
                }

                var next = bytes.Step(place.At, child.Label);
                if (next.IsDead)
                {
                    continue;
                }

                if (isTypical && next.EndsCapture)
                {
                    AddDoubtful(exits, child);
                    continue;
                }

                for (var i = 0; i < child.Tokens.Length; i++)
                {
                    if (exits.Has(child.Origins[i]))
                    {
                        _tokens.Add(child.Tokens[i]);
                    }
                }

                if (next.Items.Length > 0)
                {
                    _pending.Push((child, next));
                }
            }
        }
    }

    private void VisitBelow(int root, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var trie = vocabulary.Trie;
        _pendingNodes.Push((root, below));
        while (_pendingNodes.TryPop(out var place))
        {
            var parent = trie.Nodes[place.Node];
            var first = place.At.First;
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                ref readonly var node = ref trie.Nodes[child];
                if (!first.Contains(node.Label))
                {
                    continue;
                }

                var next = bytes.Step(place.At, node.Label);
                if (next.IsDead)
                {
                    continue;
                }

                if (node.Token >= 0)
                {
                    _tokens.AddWithSameBytes(node.Token);
                }

                if (node.ChildCount > 0 && next.Items.Length > 0)
                {
                    _pendingNodes.Push((child, next));
                }
            }
        }
    }

    // A further capture ends here, and what follows it may depend on the text in question.
    private void AddDoubtful(ExitSet exits, ExitNode root)
    {
        var pending = new Stack<ExitNode>([root]);
        while (pending.TryPop(out var node))
        {
            for (var i = 0; i < node.Tokens.Length; i++)
            {
                if (exits.Has(node.Origins[i]))
                {
                    _doubtful.Add(node.Tokens[i]);
                }
            }

            foreach (var child in node.ChildrenIn(vocabulary.Trie))
            {
                pending.Push(child);
            }
        }
    }
}

/// <summary>What follows a typical text of a capture.</summary>
/// <param name="Sure">The tokens that every typical text allows, ascending.</param>
/// <param name="Doubtful">Tokens that reach past the end of a further capture, ascending: each text has to be asked.</param>
internal sealed record TypicalTokens(int[] Sure, int[] Doubtful);
