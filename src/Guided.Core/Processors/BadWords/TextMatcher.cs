namespace Guided.Processors;

/// <summary>Finds the ends of several texts in bytes that are read one by one.</summary>
/// <remarks>
/// The automaton of Aho and Corasick 1975, "Efficient String Matching". A state stands for the longest end of what was read that one of the texts
/// begins with. Immutable and safe for concurrent use.
/// </remarks>
internal sealed class TextMatcher
{
    private readonly List<Node> _nodes = [new Node()];

    /// <summary>Builds the automaton.</summary>
    /// <param name="texts">The texts, none empty.</param>
    public TextMatcher(IReadOnlyList<byte[]> texts)
    {
        for (var index = 0; index < texts.Count; index++)
        {
            Add(texts[index], index);
        }

        Link();
    }

    /// <summary>The state before anything is read.</summary>
    public const int Start = 0;

    /// <summary>The state after one more byte.</summary>
    public int Step(int state, byte value)
    {
        while (true)
        {
            if (_nodes[state].Next.TryGetValue(value, out var next))
            {
                return next;
            }

            if (state == Start)
            {
                return Start;
            }

            state = _nodes[state].Fail;
        }
    }

    /// <summary>The state after some bytes.</summary>
    public int Step(int state, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            state = Step(state, value);
        }

        return state;
    }

    /// <summary>The index of the longest text that ends at a state, or −1.</summary>
    public int MatchAt(int state) => _nodes[state].Match;

    /// <summary>The index of the longest text that ends at a state, or −1; the state becomes one at which the next shorter text may end.</summary>
    public int NextMatch(ref int state)
    {
        while (state != Start)
        {
            var own = _nodes[state].Own;
            state = _nodes[state].Fail;
            if (own >= 0)
            {
                return own;
            }
        }

        return -1;
    }

    /// <summary>How many of the bytes read last a text begins with.</summary>
    public int DepthOf(int state) => _nodes[state].Depth;

    private void Add(ReadOnlySpan<byte> text, int index)
    {
        var at = Start;
        foreach (var value in text)
        {
            if (!_nodes[at].Next.TryGetValue(value, out var next))
            {
                next = _nodes.Count;
                _nodes.Add(new Node { Depth = _nodes[at].Depth + 1 });
                _nodes[at].Next[value] = next;
            }

            at = next;
        }

        _nodes[at].Own = index;
    }

    // In the order of depth, so that the shorter ends are linked first.
    private void Link()
    {
        var queue = new Queue<int>([Start]);
        while (queue.TryDequeue(out var at))
        {
            foreach (var (value, next) in _nodes[at].Next)
            {
                var fail = at == Start ? Start : Step(_nodes[at].Fail, value);
                _nodes[next].Fail = fail;
                _nodes[next].Match = _nodes[next].Own >= 0 ? _nodes[next].Own : _nodes[fail].Match;

                queue.Enqueue(next);
            }
        }
    }

    private sealed class Node
    {
        public Dictionary<byte, int> Next { get; } = [];

        public int Fail { get; set; }

        public int Depth { get; init; }

        public int Own { get; set; } = -1;

        public int Match { get; set; } = -1;
    }
}
