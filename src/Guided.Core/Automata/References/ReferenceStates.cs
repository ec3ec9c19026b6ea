using System.Numerics;

namespace Guided.Automata.References;

/// <summary>The states of an automaton whose grammar asks for tokens: a token may be read as text and as itself, so a state is a set of states.</summary>
internal sealed class ReferenceStates(TokenView view, long maxMaskBytes)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReferenceState> _states = new(StringComparer.Ordinal);
    private readonly List<ReferenceState> _withMask = [];

    /// <summary>The memory of the masks that are kept, in bytes.</summary>
    public long MaskBytes { get; private set; }

    public TokenView View => view;

    /// <summary>The state in which some states are followed at once.</summary>
    public ReferenceState Of(params IEnumerable<TokenState> parts)
    {
        TokenState[] sorted = [.. parts.Distinct().OrderBy(p => p.Configuration.Id)];
        var key = string.Join(',', sorted.Select(p => p.Configuration.Id));
        lock (_gate)
        {
            if (!_states.TryGetValue(key, out var state))
            {
                _states[key] = state = new ReferenceState(this, sorted);
            }

            return state;
        }
    }

    /// <summary>Counts a new mask, and drops all others when there is no room for it.</summary>
    public void Keep(ReferenceState state, TokenMask mask)
    {
        lock (_gate)
        {
            if (MaskBytes + mask.ByteSize > maxMaskBytes)
            {
                _withMask.ForEach(s => s.DropMask());
                _withMask.Clear();
                MaskBytes = 0;
            }

            MaskBytes += mask.ByteSize;
            _withMask.Add(state);
        }
    }

    /// <summary>The union of masks over first and second ids, as one over first ids.</summary>
    public TokenMask Unite(TokenMask[] masks)
    {
        if (Array.TrueForAll(masks, m => m.IsSparse))
        {
            return TokenMask.Of(view.Size, masks.SelectMany(m => m.Listed.ToArray()).Select(view.FirstOf));
        }

        var all = new ulong[masks[0].WordCount];
        var part = new ulong[all.Length];
        foreach (var mask in masks)
        {
            mask.CopyTo(part);
            for (var i = 0; i < all.Length; i++)
            {
                all[i] |= part[i];
            }
        }

        var words = all.AsSpan(0, (view.Size + 63) >> 6).ToArray();
        if ((view.Size & 63) != 0)
        {
            words[^1] &= (1UL << (view.Size & 63)) - 1;
        }

        for (var word = view.Size >> 6; word < all.Length; word++)
        {
            for (var bits = all[word]; bits != 0; bits &= bits - 1)
            {
                var token = view.FirstOf((word << 6) + BitOperations.TrailingZeroCount(bits));
                words[token >> 6] |= 1UL << (token & 63);
            }
        }

        return new TokenMask(view.Size, words, [], ownsShared: true);
    }
}
