using System.Runtime.InteropServices;
using Guided.Expressions;
using Guided.Rules;

namespace Guided.Automata;

/// <summary>Makes stack nodes, so that equal ones are the same object.</summary>
internal sealed class StackTable
{
    private readonly Grammar _grammar;
    private readonly InternTable<StackNode> _nodes = new();
    private readonly Dictionary<(StackNode, StackNode), StackNode> _unions = [];
    private readonly GrammarLimits _limits;

    public StackTable(Grammar grammar)
    {
        _grammar = grammar;
        _limits = grammar.Factory.Limits;
        Bottom = Intern([], isBottom: true);
        Bottom.Shortest = 0;
    }

    /// <summary>The empty stack.</summary>
    public StackNode Bottom { get; }

    /// <summary>Puts a continuation on top of stacks; ε adds nothing.</summary>
    public StackNode Push(Expression continuation, StackNode below)
    {
        if (continuation.Kind == ExpressionKind.Epsilon)
        {
            return below;
        }

        // Calls get frames of their own. Where they share what comes below, their ways to go on then stay as many as the calls, and a call
        // looks the same at any depth.
        if (BeginsWithCall(continuation))
        {
            if (!BeginsWithCall(((ConcatNode)continuation).Tail))
            {
                return Push(((ConcatNode)continuation).Head, Push(((ConcatNode)continuation).Tail, below));
            }

            var parts = new Stack<Expression>();
            for (; BeginsWithCall(continuation); continuation = ((ConcatNode)continuation).Tail)
            {
                parts.Push(((ConcatNode)continuation).Head);
            }

            below = Push(continuation, below);
            while (parts.TryPop(out var part))
            {
                below = Push(part, below);
            }

            return below;
        }

        // x* above x* is x*: keeps repetitions that end in themselves from deepening the stack.
        if (continuation is RepeatNode { Min: 0, Max: RepeatNode.Unbounded }
            && !below.IsBottom
            && below.Frames.Length == 1
            && (below.Frames[0].Continuation == continuation
                || (below.Frames[0].Continuation is ConcatNode next && next.Head == continuation)))
        {
            return below;
        }

        return Intern([new Frame(continuation, below)], isBottom: false);
    }

    /// <summary>The union of two sets of stacks.</summary>
    public StackNode Unite(StackNode x, StackNode y)
    {
        if (x == y)
        {
            return x;
        }

        if (x.Id > y.Id)
        {
            (x, y) = (y, x);
        }

        if (_unions.TryGetValue((x, y), out var known))
        {
            return known;
        }

        if (_unions.Count >= _limits.MaxStates)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxStates), _limits.MaxStates);
        }

        if (DeepStack.IsLow)
        {
            return DeepStack.Run(p => Unite(p.x, p.y), (x, y));
        }

        var frames = new List<Frame>(x.Frames.Length + y.Frames.Length);
        int i = 0, j = 0;
        while (i < x.Frames.Length || j < y.Frames.Length)
        {
            if (j == y.Frames.Length || (i < x.Frames.Length && x.Frames[i].Continuation.Id < y.Frames[j].Continuation.Id))
            {
                frames.Add(x.Frames[i++]);
            }
            else if (i == x.Frames.Length || x.Frames[i].Continuation.Id > y.Frames[j].Continuation.Id)
            {
                frames.Add(y.Frames[j++]);
            }
            else
            {
                frames.Add(new Frame(x.Frames[i].Continuation, Unite(x.Frames[i].Below, y.Frames[j].Below)));
                i++;
                j++;
            }
        }

        return _unions[(x, y)] = Intern(CollectionsMarshal.AsSpan(frames), x.IsBottom || y.IsBottom);
    }

    /// <summary>The stacks after one more byte of the texts that captures in them depend on.</summary>
    public StackNode Extend(StackNode node, byte value)
    {
        if (!node.HasCaptured)
        {
            return node;
        }

        if (node.Frames is [{ Captured: { } only } single])
        {
            return Intern([new Frame(Replace(single.Continuation, _grammar.Factory.Extend(only, value)), single.Below)], node.IsBottom);
        }

        var frames = new Frame[node.Frames.Length];
        for (var i = 0; i < frames.Length; i++)
        {
            var frame = node.Frames[i];
            frames[i] = frame.Captured is { } captured
                ? new Frame(Replace(frame.Continuation, _grammar.Factory.Extend(captured, value)), frame.Below)
                : frame;
        }

        return Intern(Sorted(frames), node.IsBottom);
    }

    /// <summary>The stacks of a set in which nothing depends on the text above.</summary>
    public StackNode WithoutCaptured(StackNode node) =>
        node.HasCaptured ? Intern(Array.FindAll(node.Frames, f => f.Captured is null), node.IsBottom) : node;

    /// <summary>The stack of a frame with something in place of its capture.</summary>
    public StackNode Resolve(Frame frame, Expression after) => Push(Replace(frame.Continuation, after), frame.Below);

    /// <summary>The length in bytes of the shortest text that empties one of the stacks.</summary>
    /// <remarks>Goes down the stacks with a list of its own: they may be deeper than the thread's stack.</remarks>
    public int ShortestOf(StackNode node)
    {
        if (node.Shortest >= 0)
        {
            return node.Shortest;
        }

        var pending = new Stack<StackNode>([node]);
        while (pending.TryPeek(out var next))
        {
            var known = pending.Count;
            foreach (var frame in next.Frames)
            {
                if (frame.Below.Shortest < 0)
                {
                    pending.Push(frame.Below);
                }
            }

            if (pending.Count > known)
            {
                continue;
            }

            pending.Pop();
            var shortest = next.IsBottom ? 0 : ShortestLengths.Infinite;
            foreach (var frame in next.Frames)
            {
                shortest = Math.Min(shortest, _grammar.ShortestOf(frame.Continuation) + frame.Below.Shortest);
            }

            next.Shortest = shortest < ShortestLengths.Infinite
                ? shortest
                : throw new GrammarLimitException(nameof(GrammarLimits.MaxShortestText), _limits.MaxShortestText);
        }

        return node.Shortest;
    }

    private Expression Replace(Expression continuation, Expression first) =>
        continuation is ConcatNode sequence ? _grammar.Factory.Concat(first, sequence.Tail) : first;

    // What depends on the text above stays one frame with what follows it.
    private static bool BeginsWithCall(Expression continuation) =>
        continuation is ConcatNode { Head: { IsRegular: false } and not CapturedNode };

    private static Frame[] Sorted(Frame[] frames)
    {
        if (frames.Length > 1)
        {
            Array.Sort(frames, static (x, y) => x.Continuation.Id.CompareTo(y.Continuation.Id));
        }

        return frames;
    }

    /// <summary>The union of several sets of stacks; the list is used up.</summary>
    public StackNode Unite(List<StackNode> nodes)
    {
        // Neighbours first, then their unions, and so on: adding one after the other would copy the large ones over and over.
        while (nodes.Count > 1)
        {
            var half = 0;
            for (var i = 0; i < nodes.Count; i += 2)
            {
                nodes[half++] = i + 1 < nodes.Count ? Unite(nodes[i], nodes[i + 1]) : nodes[i];
            }

            nodes.RemoveRange(half, nodes.Count - half);
        }

        return nodes[0];
    }

    private StackNode Intern(ReadOnlySpan<Frame> frames, bool isBottom)
    {
        var hash = isBottom ? 1 : 0;
        foreach (var frame in frames)
        {
            hash = (((hash * 31) + frame.Continuation.Id) * 31) + frame.Below.Id;
        }

        for (var slot = _nodes.FirstSlot(hash); _nodes.At(slot) is { } known; slot = _nodes.NextSlot(slot))
        {
            if (known.Hash == hash && known.IsBottom == isBottom && known.Frames.AsSpan().SequenceEqual(frames))
            {
                return known;
            }
        }

        if (_nodes.Count >= _limits.MaxStates)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxStates), _limits.MaxStates);
        }

        var depth = 0;
        foreach (var frame in frames)
        {
            depth = Math.Max(depth, frame.Below.Depth + 1);
        }

        if (depth > _limits.MaxDepth)
        {
            throw new GrammarLimitException(nameof(GrammarLimits.MaxDepth), _limits.MaxDepth);
        }

        var node = new StackNode(_nodes.Count, hash, frames.ToArray(), isBottom, depth);
        _nodes.Add(node);
        return node;
    }
}
