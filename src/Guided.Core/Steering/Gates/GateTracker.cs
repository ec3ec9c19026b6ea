namespace Guided.Steering.Gates;

/// <summary>Follows one output and tells for each position whether it is inside a gate.</summary>
/// <remarks>Position 0 is the one before the first token. Going back costs nothing, and appending allocates only as lists grow.</remarks>
internal abstract class GateTracker
{
    private readonly List<bool> _inside = new(64);

    /// <summary>The number of tokens appended.</summary>
    public int Count => _inside.Count - 1;

    /// <summary>Whether the position behind the first <paramref name="tokens"/> tokens is inside.</summary>
    public bool IsInside(int tokens) => _inside[tokens];

    /// <summary>Takes a token of the output.</summary>
    /// <param name="bytes">Its text; empty for a special token.</param>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        Read(bytes);
        _inside.Add(Save());
    }

    /// <summary>Forgets all but the first tokens.</summary>
    public void Truncate(int tokens)
    {
        if (tokens < Count)
        {
            _inside.RemoveRange(tokens + 1, Count - tokens);
            Restore(tokens);
        }
    }

    /// <summary>Copies the tracker.</summary>
    public GateTracker Fork()
    {
        var copy = Copy();
        copy._inside.AddRange(_inside);
        return copy;
    }

    /// <summary>Notes the state before the first token.</summary>
    protected void Begin() => _inside.Add(Save());

    /// <summary>Reads text.</summary>
    protected abstract void Read(ReadOnlySpan<byte> bytes);

    /// <summary>Keeps the present state as that of the next count of tokens, and tells whether it is inside.</summary>
    protected abstract bool Save();

    /// <summary>Goes back to the state that was kept for a count of tokens.</summary>
    protected abstract void Restore(int tokens);

    /// <summary>Copies what the derived class holds.</summary>
    protected abstract GateTracker Copy();
}
