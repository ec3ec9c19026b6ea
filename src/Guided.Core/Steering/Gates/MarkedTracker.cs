using System.Runtime.InteropServices;
using Guided.Automata;

namespace Guided.Steering.Gates;

/// <summary>Reads text by a grammar with marks in it that the text does not have, and tells whether the next byte may be between marks.</summary>
/// <remarks>
/// Before each byte any marks that the grammar allows may stand, so what is kept is the set of all states that this leads to, each with the
/// number of marks that are open. A state of one token is a slice of one list, so going back is shortening lists.
/// </remarks>
internal sealed class MarkedTracker : GateTracker
{
    public const byte Open = 0xFE, Close = 0xFD;

    // Ambiguity and left recursion through the marked rule multiply states; both stay far below this in grammars people write.
    private const int MaxStates = 256;

    private readonly ByteAutomaton _automaton;
    private readonly List<(Configuration Configuration, int Depth)> _now = [];
    private readonly List<(Configuration Configuration, int Depth)> _saved = [];
    private readonly List<int> _ends = [];

    public MarkedTracker(ByteAutomaton automaton)
    {
        _automaton = automaton;
        _now.Add((automaton.Start, 0));
        AddMarks();
        Begin();
    }

    private MarkedTracker(MarkedTracker source)
    {
        _automaton = source._automaton;
        _now.AddRange(source._now);
        _saved.AddRange(source._saved);
        _ends.AddRange(source._ends);
    }

    protected override void Read(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            var kept = 0;
            for (var i = 0; i < _now.Count; i++)
            {
                var next = _automaton.Step(_now[i].Configuration, value);
                if (!next.IsDead)
                {
                    _now[kept++] = (next, _now[i].Depth);
                }
            }

            CollectionsMarshal.SetCount(_now, kept);
            AddMarks();
        }
    }

    protected override bool Save()
    {
        _saved.AddRange(_now);
        _ends.Add(_saved.Count);
        var inside = false;
        foreach (var (configuration, depth) in _now)
        {
            inside |= depth > 0 && GoesOn(configuration);
        }

        return inside;
    }

    protected override void Restore(int tokens)
    {
        CollectionsMarshal.SetCount(_ends, tokens + 1);
        var end = _ends[^1];
        CollectionsMarshal.SetCount(_saved, end);
        _now.Clear();
        for (var i = tokens == 0 ? 0 : _ends[^2]; i < end; i++)
        {
            _now.Add(_saved[i]);
        }
    }

    protected override GateTracker Copy() => new MarkedTracker(this);

    private void AddMarks()
    {
        for (var i = 0; i < _now.Count; i++)
        {
            Add(Open, i, 1);
            if (_now[i].Depth > 0)
            {
                Add(Close, i, -1);
            }
        }
    }

    private void Add(byte mark, int from, int change)
    {
        var (configuration, depth) = _now[from];
        if (!configuration.First.Contains(mark) || _automaton.Step(configuration, mark) is not { IsDead: false } next || _now.Contains((next, depth + change)))
        {
            return;
        }

        if (_now.Count == MaxStates)
        {
            throw new SteeringException(
                $"The marked rule of '{_automaton.Grammar.Name}' can be opened in more than {MaxStates} ways at one place: it is left-recursive or too ambiguous for a gate.");
        }

        _now.Add((next, depth + change));
    }

    private bool GoesOn(Configuration configuration)
    {
        for (var value = configuration.First.NextFrom(0); value >= 0; value = configuration.First.NextFrom(value + 1))
        {
            if (value is not (Open or Close) && !_automaton.Step(configuration, (byte)value).IsDead)
            {
                return true;
            }
        }

        return false;
    }
}
