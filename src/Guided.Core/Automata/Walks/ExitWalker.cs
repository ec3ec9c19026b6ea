using Guided.Expressions;
using Guided.Vocabularies;

namespace Guided.Automata.Walks;

/// <summary>Finds the tokens that leave an expression and go on in what is below it.</summary>
/// <remarks>What was found is kept: all states of a string before the same comma share it. Used by one thread at a time.</remarks>
internal sealed class ExitWalker(Vocabulary vocabulary, ByteAutomaton bytes, HeadWalker headWalker)
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
                VisitBelow(node, below, isTypical: false, ref budget, cancellationToken);
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
        if (below.HasCaptured)
        {
            foreach (var node in exits.Members())
            {
                VisitCaptured(node, below, isTypical, ref budget, cancellationToken);
            }

            below = bytes.WithoutCaptured(below);
        }

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
                    foreach (var node in child.NodesIn(exits))
                    {
                        AddDoubtful(node);
                    }

                    continue;
                }

                for (var i = 0; i < child.Tokens.Length; i++)
                {
                    if (exits.Has(child.Origins[i]))
                    {
                        _tokens.Add(child.Tokens[i]);
                    }
                }

                if (next.HasCaptured)
                {
                    foreach (var node in child.NodesIn(exits))
                    {
                        VisitCaptured(node, next, isTypical, ref budget, cancellationToken);
                    }

                    next = bytes.WithoutCaptured(next);
                }

                if (next.Items.Length > 0)
                {
                    _pending.Push((child, next));
                }
            }
        }
    }

    private void VisitBelow(int root, Configuration below, bool isTypical, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var trie = vocabulary.Trie;
        var bottom = _pendingNodes.Count;
        _pendingNodes.Push((root, below));
        while (_pendingNodes.Count > bottom)
        {
            var place = _pendingNodes.Pop();
            if (place.At.HasCaptured)
            {
                VisitCaptured(place.Node, place.At, isTypical, ref budget, cancellationToken);
                place.At = bytes.WithoutCaptured(place.At);
            }

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

                if (isTypical && next.EndsCapture)
                {
                    AddDoubtful(child);
                    continue;
                }

                _tokens.AddWithSameBytes(node.Token);
                if (node.ChildCount > 0 && next.Items.Length > 0)
                {
                    _pendingNodes.Push((child, next));
                }
            }
        }
    }

    /// <summary>Adds the tokens below a trie node from which a text is read that decides what follows it.</summary>
    private void VisitCaptured(int root, Configuration at, bool isTypical, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        foreach (var (head, below) in at.Items)
        {
            if (!below.HasCaptured)
            {
                continue;
            }

            var walk = headWalker.WalkBelow(root, head, ref budget, cancellationToken);
            foreach (var token in walk.Tokens)
            {
                _tokens.Add(token);
            }

            foreach (var (exit, isEnd) in walk.Exits)
            {
                if (isTypical)
                {
                    // Here a further capture ends, and what follows it may depend on the text in question.
                    AddDoubtful(exit);
                }
                else
                {
                    VisitExit(root, below, exit, isEnd, ref budget, cancellationToken);
                }
            }
        }
    }

    /// <summary>Adds the tokens at and below a trie node at which a text may end that began at another node.</summary>
    private void VisitExit(int root, StackNode below, int exit, bool isEnd, ref WalkBudget budget, CancellationToken cancellationToken)
    {
        var path = vocabulary.Trie.PathTo(exit);
        var start = vocabulary.Trie.PathTo(root).Length;
        var node = vocabulary.Trie.Nodes[exit];
        Continue(bytes.ExpandPlain(below), null, default, ref budget);
        foreach (var frame in below.Frames)
        {
            if (frame.Captured is not { } captured)
            {
                continue;
            }

            byte[] text = [.. captured.Text(), .. path.AsSpan(start)];
            var isException = captured.Definition.IsException(text);
            var after = isException ? captured.Definition.After(bytes.Grammar.Factory, text) : captured.Typical();
            Continue(bytes.ExpandResolved(frame, after), isException ? null : captured, frame, ref budget);
        }

        void Continue(Configuration next, CapturedNode? typical, Frame frame, ref WalkBudget left)
        {
            if (next.IsDead)
            {
                return;
            }

            if (isEnd)
            {
                _tokens.AddWithSameBytes(node.Token);
            }

            if (node.ChildCount == 0)
            {
                return;
            }

            var known = _doubtful.Count;
            VisitBelow(exit, next, typical is not null, ref left, cancellationToken);
            for (; _doubtful.Count > known; _doubtful.RemoveAt(_doubtful.Count - 1))
            {
                if (Reads(frame, typical!, typical!.Text(), start, exit, _doubtful[^1]))
                {
                    _tokens.Add(_doubtful[^1]);
                }
            }
        }
    }

    /// <summary>Whether a token can be read to its end when a text ends at a trie node above it.</summary>
    /// <param name="frame">The frame with the capture.</param>
    /// <param name="captured">The capture.</param>
    /// <param name="text">What had been read of the text before the token.</param>
    /// <param name="start">How many bytes of the token come before the text.</param>
    /// <param name="exit">The trie node.</param>
    /// <param name="token">The token.</param>
    public bool Reads(Frame frame, CapturedNode captured, byte[] text, int start, int exit, int token)
    {
        ReadOnlySpan<byte> path = vocabulary.Trie.PathTo(exit);
        var read = vocabulary.ReadableBytesOf(token);
        if (!read.StartsWith(path))
        {
            return false;
        }

        var at = bytes.ExpandResolved(frame, captured.Definition.After(bytes.Grammar.Factory, [.. text, .. path[start..]]));
        foreach (var value in read[path.Length..])
        {
            at = bytes.Step(at, value);
        }

        return !at.IsDead;
    }

    private void AddDoubtful(int root)
    {
        var trie = vocabulary.Trie;
        var pending = new Stack<int>([root]);
        while (pending.TryPop(out var node))
        {
            for (var token = trie.Nodes[node].Token; token >= 0; token = trie.NextWithSameBytes(token))
            {
                _doubtful.Add(token);
            }

            for (int child = trie.Nodes[node].FirstChild, end = child + trie.Nodes[node].ChildCount; child < end; child++)
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
