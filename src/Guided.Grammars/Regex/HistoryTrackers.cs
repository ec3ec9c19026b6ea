using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>Characters that no tracker of some set of trackers tells apart.</summary>
/// <param name="set">The characters.</param>
/// <param name="unit">One of them; for supplementary characters read as two UTF-16 units, the second unit.</param>
internal sealed class RuneClass(RuneSet set, int unit)
{
    public RuneSet Set { get; } = set;

    public int Unit { get; } = unit;
}

/// <summary>Remembers, as one of finitely many states, what matters of the text before a place.</summary>
internal abstract class HistoryTracker
{
    /// <summary>The state at the start of the text.</summary>
    public abstract char Start { get; }

    /// <summary>Whether the last character alone decides the state.</summary>
    public abstract bool IsMemoryless { get; }

    /// <summary>The sets of characters that the tracker tells apart.</summary>
    public abstract IEnumerable<RuneSet> Sets { get; }

    /// <summary>The state after one more character.</summary>
    public abstract char Step(char state, RuneClass character);
}

/// <summary>Whether there is a character before the place, and whether it is in a set.</summary>
internal sealed class LastCharacterTracker(RuneSet set) : HistoryTracker
{
    public const char None = '\0';
    public const char Inside = '\u0001';
    public const char Outside = '\u0002';

    public override char Start => None;

    public override bool IsMemoryless => true;

    public override IEnumerable<RuneSet> Sets => [set];

    public override char Step(char state, RuneClass character) => set.Contains(character.Unit) ? Inside : Outside;
}

/// <summary>Whether anything was read since an iteration of a loop began, so that loops do not run in place.</summary>
internal sealed class ProgressTracker : HistoryTracker
{
    public const char Fresh = '\0';
    public const char Moved = '\u0001';

    public override char Start => Fresh;

    public override bool IsMemoryless => true;

    public override IEnumerable<RuneSet> Sets => [];

    public override char Step(char state, RuneClass character) => Moved;
}

/// <summary>How far the text before the place is through a lookbehind: a state of the lookbehind's automaton.</summary>
/// <param name="language">The texts before which the lookbehind holds; or, with a marker, those texts, the marker, and what may follow then.</param>
/// <param name="marker">The byte that stands for the place, or null when what follows does not matter.</param>
/// <param name="sets">The sets of characters in the lookbehind.</param>
/// <param name="spell">Bytes of any character of a set.</param>
/// <param name="tooMany">Makes the exception for a lookbehind with too many states.</param>
internal sealed class LookbehindTracker(
    Expression language, byte? marker, IReadOnlyList<RuneSet> sets, Func<RuneSet, byte[]> spell, Func<Exception> tooMany) : HistoryTracker
{
    private const int MaxStates = 5_000;

    private readonly List<Expression> _states = [language];
    private readonly Dictionary<Expression, char> _numbers = new(ReferenceEqualityComparer.Instance) { [language] = '\0' };
    private readonly Dictionary<(char State, RuneClass Character), char> _steps = [];

    public override char Start => '\0';

    public override bool IsMemoryless => false;

    public override IEnumerable<RuneSet> Sets => sets;

    /// <summary>Where the lookbehind holds: the texts that may follow.</summary>
    public Expression Future(char state, ExpressionFactory factory) => marker is { } mark
        ? _states[state].After(mark)
        : _states[state].IsNullable ? factory.Everything : factory.Empty;

    public override char Step(char state, RuneClass character)
    {
        if (_steps.TryGetValue((state, character), out var known))
        {
            return known;
        }

        var next = spell(character.Set).Aggregate(_states[state], static (language, value) => language.After(value));
        if (!_numbers.TryGetValue(next, out var number))
        {
            if (_states.Count == MaxStates)
            {
                throw tooMany();
            }

            _numbers[next] = number = (char)_states.Count;
            _states.Add(next);
        }

        return _steps[(state, character)] = number;
    }
}
