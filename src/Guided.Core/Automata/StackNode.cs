using Guided.Expressions;

namespace Guided.Automata;

/// <summary>One entry of a <see cref="StackNode"/>: what is to be read next, and the stack below it.</summary>
internal readonly record struct Frame(Expression Continuation, StackNode Below)
{
    public bool Equals(Frame other) => Continuation == other.Continuation && Below == other.Below;

    public override int GetHashCode() => HashCode.Combine(Continuation.Id, Below.Id);

    /// <summary>The capture whose text the expression above is reading, or null.</summary>
    public CapturedNode? Captured => (Continuation is ConcatNode sequence ? sequence.Head : Continuation) as CapturedNode;
}

/// <summary>A set of parse stacks, as one immutable node: equal sets are the same object.</summary>
/// <remarks>
/// The bottom stands for "the text may end here". A node with several frames is the union of the stacks they begin; the frames differ in
/// their continuation, since stacks with equal continuations share a frame whose lower parts are united. This is the graph-structured stack
/// of generalised parsing (M. Tomita 1985) with local ambiguity packed, and keeps ambiguous grammars from multiplying stacks.
/// </remarks>
internal sealed class StackNode(int id, int hash, Frame[] frames, bool isBottom, int depth) : IInterned
{
    /// <summary>The order of making within the automaton.</summary>
    public int Id { get; } = id;

    /// <inheritdoc/>
    public int Hash { get; } = hash;

    /// <summary>The frames, sorted by the id of their continuation.</summary>
    public Frame[] Frames { get; } = frames;

    /// <summary>Whether the text may end when this set of stacks is reached.</summary>
    public bool IsBottom { get; } = isBottom;

    /// <summary>The length in bytes of the shortest text that empties one of the stacks; −1 until it is asked for.</summary>
    public int Shortest { get; set; } = -1;

    /// <summary>Whether what follows depends, for some of the stacks, on the text that is being read above.</summary>
    public bool HasCaptured { get; } = AnyCaptured(frames);

    /// <summary>The number of frames on the longest stack.</summary>
    public int Depth { get; } = depth;

    /// <summary>What can be read once this set of stacks is reached; made on first use.</summary>
    public Configuration? Expanded { get; set; }

    private static bool AnyCaptured(Frame[] frames)
    {
        foreach (var frame in frames)
        {
            if (frame.Captured is not null)
            {
                return true;
            }
        }

        return false;
    }
}
