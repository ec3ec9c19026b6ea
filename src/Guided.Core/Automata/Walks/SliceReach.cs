using Guided.Expressions;

namespace Guided.Automata.Walks;

/// <summary>How many characters of a slice an expression can read whatever they are.</summary>
/// <remarks>
/// A token of that many characters or fewer is allowed without a walk. Inside a string without constraints any number of characters can be
/// read; so they can before and between the matches of an unanchored pattern, and in a text of at most fifty words at least a hundred. What
/// was found for an expression holds for all derivatives that were met on the way, so that the next state seldom needs a search of its own.
/// </remarks>
/// <param name="slice">The slice.</param>
/// <param name="mayEnd">Whether the expression may end anywhere, since nothing follows it.</param>
internal sealed class SliceReach(TokenSlice slice, bool mayEnd)
{
    /// <summary>A search stops after so many derivatives, with what it has found by then.</summary>
    private const int MaxStates = 200;

    /// <summary>Few tokens have more characters; what is beyond is not searched.</summary>
    private const int Enough = 40;

    private readonly Dictionary<Expression, Reach> _known = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Expression, int> _levels = new(ReferenceEqualityComparer.Instance);
    private readonly List<Expression> _level = [];
    private readonly List<Expression> _next = [];

    /// <summary>The slice.</summary>
    public TokenSlice Slice => slice;

    /// <summary>How many derivatives were searched.</summary>
    public int Work { get; private set; }

    /// <summary>Whether each character of the slice may follow, as far as its first byte tells.</summary>
    public bool MayRead(Expression head) => IsSound(head) && MayReadAll(head);

    /// <summary>The number of characters of the slice that can be read, whatever they are: a lower bound when it is below <see cref="int.MaxValue"/>.</summary>
    public Reach Of(Expression head)
    {
        if (_known.TryGetValue(head, out var known) && (known.IsFinal || known.Characters >= Enough / 2))
        {
            return known;
        }

        if (!IsSound(head) || !MayReadAll(head))
        {
            return _known[head] = new Reach(0, 0, IsFinal: true);
        }

        var found = Search(head);
        foreach (var (state, level) in _levels)
        {
            var reach = found.Characters == int.MaxValue ? found : new Reach(found.Characters - level, found.Within, IsFinal: state == head && found.IsFinal);
            if (!_known.TryGetValue(state, out known) || (!known.IsFinal && known.Characters < reach.Characters))
            {
                _known[state] = reach;
            }
        }

        return found;
    }

    /// <summary>Drops what is kept.</summary>
    public void Forget() => _known.Clear();

    private Reach Search(Expression head)
    {
        _levels.Clear();
        _level.Clear();
        _level.Add(head);
        _levels[head] = 0;
        var least = int.MaxValue;
        var within = Liveness.WithinOf(head);
        for (var characters = 0; _level.Count > 0; characters++)
        {
            if (characters >= least)
            {
                return new Reach(least, within, IsFinal: false);
            }

            if (characters == Enough)
            {
                return new Reach(Enough, within, IsFinal: false);
            }

            _next.Clear();
            foreach (var state in _level)
            {
                if (state != head && _known.TryGetValue(state, out var known) && (known.IsFinal || known.Characters >= Enough / 2))
                {
                    within = Math.Max(within, known.Within);
                    least = known.Characters == int.MaxValue ? least : Math.Min(least, characters + known.Characters);
                    continue;
                }

                if (!MayReadAll(state) || !Expand(state))
                {
                    return new Reach(Math.Min(least, characters), within, IsFinal: characters <= least);
                }

                if (_levels.Count + _next.Count > MaxStates)
                {
                    return new Reach(Math.Min(least, characters), within, IsFinal: false);
                }
            }

            _level.Clear();
            foreach (var state in _next)
            {
                if (_levels.TryAdd(state, characters + 1))
                {
                    _level.Add(state);
                    within = Math.Max(within, Liveness.WithinOf(state));
                }
            }
        }

        return new Reach(least, within, IsFinal: least == int.MaxValue);
    }

    /// <summary>Whether an expression can be read on, and must be.</summary>
    private bool IsSound(Expression at) => at.Kind != ExpressionKind.Empty && (mayEnd || !at.IsNullable);

    /// <summary>Whether no first byte of the slice is out of the question.</summary>
    private bool MayReadAll(Expression at) => (slice.FirstBytes & ~FirstBytes.Of(at).Set).IsEmpty;

    /// <summary>Finds what one character of the slice leads to; false when one leads nowhere, or may be the last.</summary>
    private bool Expand(Expression at)
    {
        Work++;
        var classes = Derivatives.ClassesOf(at);
        Span<bool> seen = stackalloc bool[256];
        var ascii = slice.Ascii;
        for (var value = ascii.NextFrom(0); value >= 0; value = ascii.NextFrom(value + 1))
        {
            ref var isSeen = ref seen[classes.Map[value]];
            if (!isSeen)
            {
                isSeen = true;
                var next = Derivatives.Step(at, (byte)value);
                if (!IsSound(next))
                {
                    return false;
                }

                _next.Add(next);
            }
        }

        return !slice.HasUnicode || ExpandUnicode(at, classes);
    }

    private bool ExpandUnicode(Expression at, ByteClasses classes)
    {
        var (lastClass, lastKind) = (-1, default(LeadByte));
        for (var lead = LeadByte.First; lead <= LeadByte.Last; lead++)
        {
            // Leads of one class have one derivative; it need be followed once.
            var kind = LeadByte.Of(lead);
            if (classes.Map[lead] == lastClass && kind == lastKind)
            {
                continue;
            }

            (lastClass, lastKind) = (classes.Map[lead], kind);
            if (!Continue(Derivatives.Step(at, (byte)lead), kind.Low, kind.High, kind.More))
            {
                return false;
            }
        }

        return true;
    }

    private bool Continue(Expression at, int low, int high, int more)
    {
        if (!IsSound(at))
        {
            return false;
        }

        var classes = Derivatives.ClassesOf(at);
        Span<bool> seen = stackalloc bool[256];
        for (var value = low; value <= high; value++)
        {
            ref var isSeen = ref seen[classes.Map[value]];
            if (isSeen)
            {
                continue;
            }

            isSeen = true;
            var next = Derivatives.Step(at, (byte)value);
            if (more > 0)
            {
                if (!Continue(next, 0x80, 0xBF, more - 1))
                {
                    return false;
                }
            }
            else if (!IsSound(next))
            {
                return false;
            }
            else
            {
                _next.Add(next);
            }
        }

        return true;
    }
}

/// <summary>How far an expression reads a slice.</summary>
/// <param name="Characters">Texts of at most so many characters of the slice can be read; <see cref="int.MaxValue"/> for any.</param>
/// <param name="Within">The greatest <see cref="Expression.LiveWithin"/> on the way.</param>
/// <param name="IsFinal">Whether searching longer finds no more.</param>
internal readonly record struct Reach(int Characters, int Within, bool IsFinal);
