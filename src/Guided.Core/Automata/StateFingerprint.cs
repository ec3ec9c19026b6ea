namespace Guided.Automata;

/// <summary>Numbers that stand for states beyond the process that made them.</summary>
/// <remarks>
/// What is learned about a state is worth keeping, but a state is an object of one process. Its fingerprint is a hash (64-bit FNV-1a) of what
/// can be seen from outside: whether the text may end, which bytes may come next, and the shortest way to the end, its length and first bytes. In nested structures that
/// way spells out what is still open, so it tells most places of a grammar apart, and like places of like grammars have the same. States may
/// share a fingerprint; what hangs on it must stay right when they do.
/// </remarks>
internal static class StateFingerprint
{
    private const ulong Basis = 14695981039346656037, Prime = 1099511628211;

    // Of the shortest way to the end only so many bytes are read; its length tells most of the rest.
    private const int BytesRead = 24;

    /// <summary>The fingerprint of a configuration.</summary>
    public static long Of(ByteAutomaton bytes, Configuration configuration)
    {
        var hash = Add(Basis, configuration.IsAccepting ? 1UL : 0UL);
        for (var value = configuration.First.NextFrom(0); value >= 0; value = configuration.First.NextFrom(value + 1))
        {
            hash = Add(hash, (ulong)value);
        }

        hash = Add(hash, (ulong)bytes.ShortestOf(configuration));
        return (long)Add(hash, bytes.ShortestCompletion(configuration, BytesRead));
    }

    /// <summary>The fingerprint of any state.</summary>
    public static long Of(ITokenState state)
    {
        Span<byte> forced = stackalloc byte[64];
        var hash = Add(Basis, state.IsAccepting ? 3UL : 2UL);
        hash = Add(hash, (ulong)state.TokensToEnd);
        return (long)Add(hash, forced[..state.CopyForcedBytes(forced)]);
    }

    private static ulong Add(ulong hash, ulong value) => unchecked((hash ^ value) * Prime);

    private static ulong Add(ulong hash, ReadOnlySpan<byte> values)
    {
        foreach (var value in values)
        {
            hash = Add(hash, value);
        }

        return hash;
    }
}
