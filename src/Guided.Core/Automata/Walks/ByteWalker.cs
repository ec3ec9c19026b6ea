using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the tokens below some trie nodes by reading them byte by byte with the states of the automaton.</summary>
/// <remarks>
/// A state stands for all ways to read the bytes before it, so the work is bounded by the trie whatever the grammar; but states are dear.
/// Used by one thread at a time.
/// </remarks>
internal sealed class ByteWalker(Vocabulary vocabulary, ByteAutomaton bytes, CaptureWalker captures)
{
    // Walks begin others where texts are read that decide what follows them, so each has a set of its own.
    private readonly Stack<Found> _spare = new();

    /// <summary>The tokens below some trie nodes that a configuration reads on from there.</summary>
    public TokenMask TokensFrom(ExitSet exits, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var found = _spare.TryPop(out var spare) ? spare : new Found(vocabulary);
        found.Begin();
        foreach (var node in exits.Members())
        {
            VisitBelow(found, node, below, ref budget, cancellationToken);
        }

        var tokens = found.Tokens.ToMask(null);
        _spare.Push(found);
        return tokens;
    }

    private void VisitBelow(Found found, int root, Configuration below, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var trie = vocabulary.Trie;
        found.Pending.Push((root, below));
        while (found.Pending.TryPop(out var place))
        {
            var at = place.At;
            if (at.HasCaptured)
            {
                VisitCaptured(found, place.Node, at, ref budget, cancellationToken);
                at = bytes.WithoutCaptured(at);
            }

            var parent = trie.Nodes[place.Node];
            budget.Spend(parent.ChildCount, cancellationToken);
            for (int child = parent.FirstChild, end = child + parent.ChildCount; child < end; child++)
            {
                ref readonly var node = ref trie.Nodes[child];
                if (!at.First.Contains(node.Label))
                {
                    continue;
                }

                var next = bytes.Step(at, node.Label);
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

            var parts = new List<TokenMask>();
            found.Tokens.AddMask(captures.Add(root, head, below, parts, ref budget, cancellationToken));
            foreach (var part in parts)
            {
                found.Tokens.AddMask(part);
            }
        }
    }

    /// <summary>What one walk has found so far.</summary>
    private sealed class Found(Vocabulary vocabulary)
    {
        public TokenSet Tokens { get; } = new(vocabulary);

        public Stack<(int Node, Configuration At)> Pending { get; } = new();

        public void Begin()
        {
            Tokens.Clear();
            Pending.Clear();
        }
    }
}
