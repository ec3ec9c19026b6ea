using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the tokens that leave an expression and go on in what is below it.</summary>
/// <remarks>What was found is kept: all states of a string before the same comma share it. Used by one thread at a time.</remarks>
internal sealed class ExitWalker
{
    /// <summary>Laying the subtrees of so few nodes upon each other does not pay.</summary>
    private const int FewExits = 2;

    /// <summary>Nor of so many: words that may end anywhere have as many exits as there are tokens, and what follows them takes few.</summary>
    private const int ManyExits = 1000;

    private readonly Vocabulary _vocabulary;
    private readonly ByteAutomaton _bytes;
    private readonly CaptureWalker _captures;
    private readonly HeadWalker _heads;
    private readonly TokenMask _none;
    private readonly Dictionary<(ExitSet, Configuration), TokenMask> _known = [];
    private readonly Dictionary<(ExitSet, Configuration), TypicalTokens> _typical = [];

    // Walks begin others where texts are read that decide what follows them, so each has a set of its own.
    private readonly Stack<Found> _spare = new();

    public ExitWalker(Vocabulary vocabulary, ByteAutomaton bytes, HeadWalker heads)
    {
        _vocabulary = vocabulary;
        _bytes = bytes;
        _heads = heads;
        _none = new TokenMask(vocabulary.Size, null, []);
        _captures = new CaptureWalker(vocabulary, bytes, heads, this);
    }

    /// <summary>The memory of what is kept, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Finds the tokens of texts that decide what follows them.</summary>
    public CaptureWalker Captures => _captures;

    /// <summary>Drops what is kept.</summary>
    public void Forget()
    {
        _known.Clear();
        _typical.Clear();
        _captures.Forget();
        Bytes = 0;
    }

    /// <summary>The tokens below some trie nodes that a configuration reads on from there.</summary>
    public TokenMask TokensFrom(ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (below.Items.Length == 0)
        {
            return _none;
        }

        var isFew = exits.Nodes.Length <= FewExits && exits.IsWhole;
        if (!isFew && _known.TryGetValue((exits, below), out var tokens))
        {
            return tokens;
        }

        var found = Begin(isTypical: false);
        if (isFew)
        {
            foreach (var node in exits.Nodes)
            {
                VisitBelow(found, node, below, ref budget, cancellationToken);
            }

            return End(found);
        }

        if (exits.Nodes.Length > ManyExits)
        {
            foreach (var node in exits.Members())
            {
                VisitBelow(found, node, below, ref budget, cancellationToken);
            }
        }
        else
        {
            Visit(found, exits, below, ref budget, cancellationToken);
        }

        _known[(exits, below)] = tokens = End(found);
        Bytes += tokens.ByteSize;
        return tokens;
    }

    /// <summary>The tokens below some trie nodes, read on from what follows a typical text of a capture.</summary>
    public TypicalTokens TypicalTokensFrom(ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        if (!_typical.TryGetValue((exits, below), out var tokens))
        {
            var found = Begin(isTypical: true);
            Visit(found, exits, below, ref budget, cancellationToken);
            int[] doubtful = found.Doubtful.Count == 0 ? [] : [.. found.Doubtful.Distinct().Order()];
            _typical[(exits, below)] = tokens = new TypicalTokens(End(found), doubtful);
            Bytes += tokens.Sure.ByteSize + (tokens.Doubtful.Length * sizeof(int));
        }

        return tokens;
    }

    private Found Begin(bool isTypical)
    {
        var found = _spare.TryPop(out var spare) ? spare : new Found(_vocabulary);
        found.Begin(isTypical);
        return found;
    }

    private TokenMask End(Found found)
    {
        var tokens = found.Tokens.ToMask(null);
        _spare.Push(found);
        return tokens;
    }

    private void Visit(Found found, ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var pending = new Stack<(ExitNode Node, Configuration At)>([(exits.Root, below)]);
        while (pending.TryPop(out var place))
        {
            var at = place.At;
            if (at.HasCaptured)
            {
                foreach (var node in place.Node.NodesIn(exits))
                {
                    VisitCaptured(found, node, at, ref budget, cancellationToken);
                }

                at = _bytes.WithoutCaptured(at);
            }

            var children = place.Node.ChildrenIn(_vocabulary.Trie);
            budget.Spend(children.Length, cancellationToken);
            foreach (var child in children)
            {
                if (!at.First.Contains(child.Label))
                {
                    continue;
                }

                var next = _bytes.Step(at, child.Label);
                if (next.IsDead)
                {
                    continue;
                }

                if (found.IsTypical && next.EndsCapture)
                {
                    foreach (var node in child.NodesIn(exits))
                    {
                        AddDoubtful(found, node);
                    }

                    continue;
                }

                for (var i = 0; i < child.Tokens.Length; i++)
                {
                    if (exits.Has(child.Origins[i]))
                    {
                        found.Tokens.Add(child.Tokens[i]);
                    }
                }

                if (next.Items.Length == 0)
                {
                    continue;
                }

                if (child.Count <= FewExits && !found.IsTypical)
                {
                    foreach (var node in child.NodesIn(exits))
                    {
                        VisitBelow(found, node, next, ref budget, cancellationToken);
                    }
                }
                else
                {
                    pending.Push((child, next));
                }
            }
        }
    }

    private void VisitBelow(Found found, int root, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var trie = _vocabulary.Trie;
        var bottom = found.Pending.Count;
        found.Pending.Push((root, below));
        while (found.Pending.Count > bottom)
        {
            var (place, at) = found.Pending.Pop();
            if (at.HasCaptured)
            {
                VisitCaptured(found, place, at, ref budget, cancellationToken);
                at = _bytes.WithoutCaptured(at);
            }

            var parent = trie.Nodes[place];
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                ref readonly var node = ref trie.Nodes[child];
                if (!at.First.Contains(node.Label))
                {
                    continue;
                }

                var next = _bytes.Step(at, node.Label);
                if (next.IsDead)
                {
                    continue;
                }

                found.Tokens.AddWithSameBytes(node.Token);
                if (node.ChildCount > 0 && next.Items.Length > 0)
                {
                    found.Pending.Push((child, next));
                }
            }
        }
    }

    /// <summary>Adds the tokens below a trie node from which a text is read that decides what follows it.</summary>
    private void VisitCaptured(Found found, int root, Configuration at, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        foreach (var (head, below) in at.Items)
        {
            if (!below.HasCaptured)
            {
                continue;
            }

            if (found.IsTypical)
            {
                // Where this text ends, what follows it may depend on the one in question.
                var walk = _heads.WalkBelow(root, head, ref budget, cancellationToken);
                var ends = _heads.EndsOf(walk, root, head, ref budget, cancellationToken);
                var known = found.Doubtful.Count;
                foreach (var exit in walk.Exits.SelectMany(e => e.Nodes).Concat(ends))
                {
                    AddDoubtful(found, exit);
                }

                int[] doubtful = [.. found.Doubtful.Skip(known).Distinct().Order()];
                found.Tokens.AddMask(walk.Tokens.Without(doubtful));

                continue;
            }

            var parts = new List<TokenMask>();
            found.Tokens.AddMask(_captures.Add(root, head, below, parts, ref budget, cancellationToken));
            foreach (var part in parts)
            {
                found.Tokens.AddMask(part);
            }
        }
    }

    private void AddDoubtful(Found found, int root)
    {
        var trie = _vocabulary.Trie;
        var pending = new Stack<int>([root]);
        while (pending.TryPop(out var node))
        {
            for (var token = trie.Nodes[node].Token; token >= 0; token = trie.NextWithSameBytes(token))
            {
                found.Doubtful.Add(token);
            }

            for (int child = trie.Nodes[node].FirstChild, end = child + trie.Nodes[node].ChildCount; child < end; child++)
            {
                pending.Push(child);
            }
        }
    }

    /// <summary>What one walk has found so far.</summary>
    private sealed class Found(Vocabulary vocabulary)
    {
        public TokenSet Tokens { get; } = new(vocabulary);

        public List<int> Doubtful { get; } = [];

        public Stack<(int Node, Configuration At)> Pending { get; } = new();

        public bool IsTypical { get; private set; }

        public void Begin(bool isTypical)
        {
            Tokens.Clear();
            Doubtful.Clear();
            Pending.Clear();
            IsTypical = isTypical;
        }
    }
}

/// <summary>What follows a typical text of a capture.</summary>
/// <param name="Sure">The tokens that every typical text allows.</param>
/// <param name="Doubtful">Tokens that reach past the end of a further capture, ascending: each text has to be asked.</param>
internal sealed record TypicalTokens(TokenMask Sure, int[] Doubtful);
