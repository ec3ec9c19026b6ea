using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>What stands before a place in the text, as far as a pattern looks back: the states of some trackers, one character each.</summary>
/// <remarks>
/// Most of a pattern looks back at nothing, or only at whether there is a text, so a history is cut down (<see cref="Project"/>) to the
/// trackers that are asked for before it is used as a key.
/// </remarks>
internal sealed class RegexHistories(RuneSet alphabet, Func<Exception> tooMany)
{
    private const int MaxReachable = 5_000;

    private readonly List<HistoryTracker> _trackers = [];
    private readonly Dictionary<BigInteger, RuneClass[]> _classes = [];
    private readonly Dictionary<(string History, BigInteger Needs), string[]> _reachable = [];
    private BigInteger _memoryless = BigInteger.Zero;

    public HistoryTracker this[int index] => _trackers[index];

    /// <summary>The history of an empty text.</summary>
    public string Start => string.Concat(_trackers.Select(t => t.Start));

    public int Add(HistoryTracker tracker)
    {
        _trackers.Add(tracker);
        _memoryless |= tracker.IsMemoryless ? BigInteger.One << (_trackers.Count - 1) : BigInteger.Zero;
        return _trackers.Count - 1;
    }

    /// <summary>Those trackers whose states outlast a character.</summary>
    public BigInteger LongMemory(BigInteger needs) => needs & ~_memoryless;

    /// <summary>A history in which all trackers but those needed are at state 0.</summary>
    public static string Project(string history, BigInteger needs)
    {
        for (var i = 0; i < history.Length; i++)
        {
            if (history[i] != '\0' && !Has(needs, i))
            {
                return string.Create(history.Length, (history, needs), static (states, from) =>
                {
                    for (var i = 0; i < states.Length; i++)
                    {
                        states[i] = Has(from.needs, i) ? from.history[i] : '\0';
                    }
                });
            }
        }

        return history;
    }

    /// <summary>A history with one tracker in another state.</summary>
    public static string With(string history, int index, char state) => history[index] == state
        ? history
        : string.Concat(history.AsSpan(0, index), [state], history.AsSpan(index + 1));

    /// <summary>The history after one more character, as far as it is needed.</summary>
    public string Step(string history, RuneClass character, BigInteger needs)
    {
        Span<char> next = history.Length <= 256 ? stackalloc char[history.Length] : new char[history.Length];
        for (var i = 0; i < next.Length; i++)
        {
            next[i] = Has(needs, i) ? _trackers[i].Step(history[i], character) : '\0';
        }

        return next.ToString();
    }

    /// <summary>The coarsest partition of all characters that the needed trackers can work with.</summary>
    public RuneClass[] Classes(BigInteger needs)
    {
        if (_classes.TryGetValue(needs, out var known))
        {
            return known;
        }

        var inUnits = alphabet.Equals(RuneSet.Units);
        List<RuneSet> parts = inUnits ? [alphabet, RuneSet.Supplementary] : [alphabet];
        foreach (var set in _trackers.Where((_, i) => Has(needs, i)).SelectMany(t => t.Sets).Distinct())
        {
            var split = new List<RuneSet>(parts.Count * 2);
            foreach (var part in parts)
            {
                split.Add(part.Intersect(set));
                split.Add(part.Except(set));
            }

            parts = split.FindAll(p => !p.IsEmpty);
        }

        return _classes[needs] = [.. parts.Select(p => new RuneClass(p, UnitOf(p.Ranges[0].First)))];

        int UnitOf(int rune) => inUnits && rune > 0xFFFF ? 0xDC00 : rune;
    }

    /// <summary>Every history after one or more characters.</summary>
    public string[] Reachable(string history, BigInteger needs)
    {
        history = Project(history, needs);
        if (_reachable.TryGetValue((history, needs), out var known))
        {
            return known;
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([history]);
        while (pending.TryPop(out var current))
        {
            Exploration.ThrowIfCancelled();
            foreach (var character in Classes(needs))
            {
                var next = Step(current, character, needs);
                if (found.Add(next))
                {
                    pending.Push(found.Count <= MaxReachable ? next : throw tooMany());
                }
            }
        }

        return _reachable[(history, needs)] = [.. found];
    }

    private static bool Has(BigInteger needs, int index) => !((needs >> index) & BigInteger.One).IsZero;
}
