using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.Characters;

namespace Guided.Grammars.Regex;

/// <summary>Loops: in front of a rest that depends on what was read, and with assertions inside.</summary>
internal sealed partial class RegexCompiler
{
    /// <summary>A bounded loop with assertions is written out this often at most.</summary>
    private const int MaxUnrolled = 2_000;

    /// <summary>Beyond this, the copies of a bounded loop are made from the last to the first rather than by recursion.</summary>
    private const int ManyCopies = 20;

    private readonly Dictionary<(BigInteger Needs, string Targets), Dictionary<string, RegularVariable>> _ways = [];

    /// <summary>A loop without assertions and then the rest, which may depend on the text of the loop.</summary>
    private Expression Many(LoopNode loop, RegexRest rest, string history)
    {
        var options = new List<Expression>();
        if (loop.CanBeEmpty)
        {
            options.Add(rest.At(history));
        }

        if (_histories.LongMemory(rest.Needs).IsZero)
        {
            options.AddRange(NextCharacters(history, rest, _alphabet).Select(last => _factory.Concat(EndingIn(loop, last.Set), last.Follow)));
            options.AddRange(SupplementaryEnds(loop, rest, history));
            return _factory.Choice([.. options]);
        }

        var plain = Plain(loop);
        var groups = _histories.Reachable(history, rest.Needs)
            .GroupBy(rest.At, ReferenceEqualityComparer.Instance)
            .Select(g => (Follow: (Expression)g.Key!, Histories: g.Order(StringComparer.Ordinal).ToArray()))
            .Where(g => g.Follow != _factory.Empty)
            .ToArray();
        var all = groups.Length == 1 && groups[0].Histories.Length == _histories.Reachable(history, rest.Needs).Length;
        options.AddRange(groups.Select(group => _factory.Concat(
            all ? NotEmpty(plain) : _factory.Intersect(plain, Way(history, group.Histories, rest.Needs)),
            group.Follow)));
        return _factory.Choice([.. options]);
    }

    /// <summary>The texts of a loop that end in a character of a set.</summary>
    private Expression EndingIn(LoopNode loop, RuneSet last)
    {
        if (loop.Body is not SetNode { Set: var set, Position: var position })
        {
            return last.Equals(_alphabet)
                ? NotEmpty(Plain(loop))
                : _factory.Intersect(Plain(loop), _factory.Concat(_any, Set(last, loop.Position)));
        }

        if (loop.Max == 0)
        {
            return _factory.Empty;
        }

        return set.Except(last).IsEmpty
            ? _factory.Repeat(Set(set, position), Math.Max(loop.Min, 1), loop.Max)
            : _factory.Concat(
                _factory.Repeat(Set(set, position), Math.Max(loop.Min - 1, 0), loop.Max - 1),
                Set(set.Intersect(last), position));
    }

    /// <summary>Where characters are UTF-16 units, some classes hold supplementary characters whole: a loop over one may end in these.</summary>
    private IEnumerable<Expression> SupplementaryEnds(LoopNode loop, RegexRest rest, string history)
    {
        if (loop.Body is not SetNode { Set: var set } || loop.Max == 0 || set.Except(_alphabet).IsEmpty)
        {
            return [];
        }

        return NextCharacters(history, rest, set.Except(_alphabet)).Select(last => _factory.Concat(EndingIn(loop, last.Set), last.Follow));
    }

    private Expression NotEmpty(Expression language) =>
        language.IsNullable ? _factory.Intersect(language, _factory.Plus(_factory.AnyByte)) : language;

    /// <summary>The texts that are not empty and lead from one history to one of some others.</summary>
    private Expression Way(string from, string[] targets, BigInteger needs)
    {
        var key = (needs, string.Join('|', targets));
        if (!_ways.TryGetValue(key, out var variables))
        {
            _ways[key] = variables = new Dictionary<string, RegularVariable>(StringComparer.Ordinal);
        }

        var ends = targets.ToHashSet(StringComparer.Ordinal);
        return _factory.Choice([.. StepsFrom(from)]);

        IEnumerable<Expression> StepsFrom(string history) => _histories.Classes(needs)
            .Select(c => (Character: c, Next: _histories.Step(history, c, needs)))
            .GroupBy(s => s.Next, s => s.Character.Set, StringComparer.Ordinal)
            .ToArray()
            .Select(g => _factory.Concat(Set(g.Aggregate((x, y) => x.Union(y)), 0), _factory.Variable(At(g.Key))));

        RegularVariable At(string history)
        {
            if (!variables.TryGetValue(history, out var variable))
            {
                variables[history] = variable = new RegularVariable("way", ends.Contains(history));
                _undefined.Enqueue(() => variable.Define(_factory.Choice([variable.IsNullable ? _factory.Epsilon : _factory.Empty, .. StepsFrom(history)])));
            }

            return variable;
        }
    }

    /// <summary>A loop with assertions inside and then the rest.</summary>
    private RegexRest Loop(LoopNode loop, RegexRest rest)
    {
        var copies = Math.Max(loop.Min, loop.Max ?? 0);
        if (copies > MaxUnrolled)
        {
            throw new RegexException(_pattern, loop.Position, $"a part with assertions can be repeated at most {MaxUnrolled} times, or without bound");
        }

        var result = loop.Max is null ? Star(loop, rest) : rest;
        for (var i = loop.Min; i < loop.Max; i++)
        {
            var one = Prepend(loop.Body, result);
            result = Rest(rest.Needs | one.Needs, history => _factory.Choice(rest.At(history), one.At(history)));
            Settle(result, copies);
        }

        for (var i = 0; i < loop.Min; i++)
        {
            result = Prepend(loop.Body, result);
            Settle(result, copies);
        }

        return result;
    }

    /// <summary>An unbounded loop as a system of equations, one unknown per history: X = rest | body X.</summary>
    private RegexRest Star(LoopNode loop, RegexRest rest)
    {
        var inside = NeedsOf(loop);
        var progress = loop.Body.CanBeEmpty ? _trackers[loop] : -1;
        var bit = progress < 0 ? BigInteger.Zero : BigInteger.One << progress;
        RegexRest? iteration = null;
        var star = Rest((rest.Needs | inside) & ~bit, history =>
        {
            var variable = new RegularVariable("loop", rest.At(history).IsNullable);
            _undefined.Enqueue(() => variable.Define(_factory.Choice(rest.At(history), iteration!.At(Enter(history)))));
            return _factory.Variable(variable);
        });

        // Iterations that consume nothing are left out: they add no text, and would be endless.
        var again = progress < 0
            ? star
            : Rest(star.Needs | bit, history => history[progress] == ProgressTracker.Moved ? star.At(history) : _factory.Empty);
        iteration = Prepend(loop.Body, again);
        return star;

        string Enter(string history) => progress < 0 ? history : RegexHistories.With(history, progress, ProgressTracker.Fresh);
    }

    private void Settle(RegexRest rest, int copies)
    {
        if (copies <= ManyCopies)
        {
            return;
        }

        foreach (var history in _histories.Reachable(_histories.Start, rest.Needs))
        {
            rest.At(history);
        }
    }
}
