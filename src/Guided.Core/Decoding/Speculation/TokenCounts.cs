namespace Guided.Decoding.Speculation;

/// <summary>How often which token followed, by grammar state and by the tokens before: what <see cref="CountProposer"/> guesses from.</summary>
/// <remarks>
/// <para>
/// Learned while generations run, and shared by any number of them on any number of threads. States are known by their fingerprints, so what
/// was learned serves later processes too (<see cref="Save"/>), and grammars that resemble each other learn from each other.
/// </para>
/// <para>
/// The memory is bounded: each of <see cref="Capacity"/> contexts takes 40 bytes, 2.6 MB for the default. Each token teaches up to
/// <see cref="CountContext.Kinds"/> contexts; when there is no room the least seen one goes, after a while.
/// </para>
/// <para>Counts per automaton state: Beurer-Kellner et al. 2024, "Guiding LLMs The Right Way", section 3.5.</para>
/// </remarks>
public sealed partial class TokenCounts
{
    /// <summary>The contexts that are kept unless told otherwise.</summary>
    public const int DefaultCapacity = 1 << 16;

    private const int LeastCapacity = 1 << 8, GreatestCapacity = 1 << 24;
    private const int Ways = 4;

    private readonly Lock _gate = new();
    private readonly CountEntry[] _entries;

    /// <summary>Makes an empty table.</summary>
    /// <param name="capacity">The contexts that are kept: a power of two from 256 to 16,777,216.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is not such a number.</exception>
    public TokenCounts(int capacity = DefaultCapacity)
    {
        if (capacity is < LeastCapacity or > GreatestCapacity || !int.IsPow2(capacity))
        {
            throw new ArgumentOutOfRangeException(
                nameof(capacity), capacity, $"The capacity must be a power of two from {LeastCapacity} to {GreatestCapacity}.");
        }

        _entries = new CountEntry[capacity];
    }

    /// <summary>The contexts there is room for.</summary>
    public int Capacity => _entries.Length;

    /// <summary>The contexts in use.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count(e => e.Total > 0);
            }
        }
    }

    /// <summary>How often guesses of each kind came true; it goes with the counts, whose worth it measures.</summary>
    internal RateTable Rates { get; } = new(CountContext.RateKinds, 0.5f);

    /// <summary>Copies what is known of some contexts; an empty entry where nothing is.</summary>
    internal void Find(ReadOnlySpan<ulong> keys, Span<CountEntry> found)
    {
        lock (_gate)
        {
            for (var i = 0; i < keys.Length; i++)
            {
                var slot = Slot(keys[i]);
                found[i] = slot < 0 ? default : _entries[slot];
            }
        }
    }

    /// <summary>Counts a token in some contexts.</summary>
    internal void Learn(ReadOnlySpan<ulong> keys, int token)
    {
        lock (_gate)
        {
            foreach (var key in keys)
            {
                if (key != 0 && (Slot(key) is >= 0 and var slot || (slot = Admit(key)) >= 0))
                {
                    _entries[slot].Add(token);
                }
            }
        }
    }

    private int First(ulong key) => (int)(key >> 20) & (_entries.Length - 1) & -Ways;

    private int Slot(ulong key)
    {
        var first = First(key);
        for (var slot = first; slot < first + Ways; slot++)
        {
            if (_entries[slot].Key == key && _entries[slot].Total > 0)
            {
                return slot;
            }
        }

        return -1;
    }

    // A new context takes an empty place, or wears down the least seen one of its set, and takes its place when nothing of it is left.
    private int Admit(ulong key)
    {
        var first = First(key);
        var least = first;
        for (var slot = first + 1; slot < first + Ways; slot++)
        {
            if (_entries[slot].Total < _entries[least].Total)
            {
                least = slot;
            }
        }

        if (_entries[least].Total > 1)
        {
            _entries[least].Wear();
            return -1;
        }

        _entries[least] = new CountEntry { Key = key };
        return least;
    }
}
