using System.Numerics;
using Guided.Expressions;

namespace Guided.Grammars.Regex;

/// <summary>Atomic groups: of all ways through the group only the first that a backtracking matcher would find counts.</summary>
/// <remarks>
/// <para>Which way is first depends on the order of alternatives and on greed. So two languages are carried from right to left: S, the rests on
/// which what is left of the group can match at all, and K ⊆ S, those on which its first match leaves a text that the pattern's rest
/// accepts. For alternatives a|b that is K = K_a | (K_b ∧ ¬S_a): b is tried only where a cannot match. A greedy loop tries another
/// iteration before it ends, a lazy one ends first.</para>
/// <para>As in .NET, an iteration that reads nothing ends its loop.</para>
/// </remarks>
internal sealed partial class RegexCompiler
{
    /// <summary>K before a node, given S and K behind it.</summary>
    private RegexRest Prefer(RegexNode node, RegexRest some, RegexRest first)
    {
        switch (node)
        {
            case SequenceNode sequence:
                foreach (var item in sequence.Items.Reverse())
                {
                    first = Prefer(item, some, first);
                    some = Prepend(item, some);
                }

                return first;
            case AlternationNode alternation:
                return alternation.Items
                    .Select(i => (Some: Prepend(i, some), First: Prefer(i, some, first)))
                    .Reverse()
                    .Aggregate((next, one) => (Either(one.Some, next.Some), InOrder(one.Some, one.First, next.First)))
                    .First;
            case LoopNode loop:
                return PreferLoop(loop, some, first);
            case AtomicNode atomic:
                return Prefer(atomic.Body, Rest(BigInteger.Zero, _ => _factory.Everything), first);
            default:
                return Prepend(node, first);
        }
    }

    private RegexRest PreferLoop(LoopNode loop, RegexRest some, RegexRest first)
    {
        var (nextSome, nextFirst) = loop.Max is null ? PreferStar(loop, some, first) : (some, first);
        for (var i = loop.Min; i < Math.Min(loop.Max ?? loop.Min, loop.Min + MaxUnrolled); i++)
        {
            var (moveSome, moveFirst) = (IfMoved(loop, nextSome, some), IfMoved(loop, nextFirst, first));
            var iterationSome = Enter(loop, Prepend(loop.Body, moveSome));
            var iterationFirst = Enter(loop, Prefer(loop.Body, moveSome, moveFirst));
            nextFirst = InOrder(loop, iterationSome, iterationFirst, some, first);
            nextSome = Either(some, iterationSome);
        }

        if (Math.Max(loop.Min, loop.Max ?? 0) > MaxUnrolled)
        {
            throw new RegexException(_pattern, loop.Position, $"a loop in an atomic group can be bounded by {MaxUnrolled} at most");
        }

        for (var i = 0; i < loop.Min; i++)
        {
            nextFirst = Prefer(loop.Body, nextSome, nextFirst);
            nextSome = Prepend(loop.Body, nextSome);
        }

        return nextFirst;
    }

    private (RegexRest Some, RegexRest First) PreferStar(LoopNode loop, RegexRest some, RegexRest first)
    {
        RegexRest? iterationSome = null;
        RegexRest? iterationFirst = null;
        var progress = loop.Body.CanBeEmpty ? BigInteger.One << ProgressOf(loop) : BigInteger.Zero;
        var needs = (some.Needs | first.Needs | NeedsOf(loop)) & ~progress;
        var allSome = Unknown(some, history => _factory.Choice(some.At(history), iterationSome!.At(history)));
        var allFirst = Unknown(first, history => InOrder(loop, iterationSome!, iterationFirst!, some, first).At(history));
        var (moveSome, moveFirst) = (IfMoved(loop, allSome, some), IfMoved(loop, allFirst, first));
        iterationSome = Enter(loop, Prepend(loop.Body, moveSome));
        iterationFirst = Enter(loop, Prefer(loop.Body, moveSome, moveFirst));
        return (allSome, allFirst);

        // On the empty text every way through the loop leads to the same rest, so the rest decides whether it is a member.
        RegexRest Unknown(RegexRest exit, Func<string, Expression> body) => Rest(needs, history =>
        {
            var variable = new RegularVariable("loop", exit.At(history).IsNullable);
            _undefined.Enqueue(() => variable.Define(body(history)));
            return _factory.Variable(variable);
        });
    }

    private RegexRest InOrder(LoopNode loop, RegexRest iterationSome, RegexRest iterationFirst, RegexRest some, RegexRest first) =>
        loop.IsLazy ? InOrder(some, first, iterationFirst) : InOrder(iterationSome, iterationFirst, first);

    /// <summary>K of two ways of which the second is gone only where the first cannot be.</summary>
    private RegexRest InOrder(RegexRest some, RegexRest first, RegexRest second) => Rest(some.Needs | first.Needs | second.Needs, history =>
        _factory.Choice(first.At(history), _factory.Intersect(second.At(history), _factory.Complement(some.At(history)))));

    private RegexRest Either(RegexRest one, RegexRest other) =>
        Rest(one.Needs | other.Needs, history => _factory.Choice(one.At(history), other.At(history)));

    private RegexRest IfMoved(LoopNode loop, RegexRest moved, RegexRest still)
    {
        if (!loop.Body.CanBeEmpty)
        {
            return moved;
        }

        var index = ProgressOf(loop);
        return Rest(moved.Needs | still.Needs | (BigInteger.One << index), history =>
            history[index] == ProgressTracker.Moved ? moved.At(history) : still.At(history));
    }

    private RegexRest Enter(LoopNode loop, RegexRest iteration)
    {
        if (!loop.Body.CanBeEmpty)
        {
            return iteration;
        }

        var index = ProgressOf(loop);
        return Rest(iteration.Needs & ~(BigInteger.One << index), history =>
            iteration.At(RegexHistories.With(history, index, ProgressTracker.Fresh)));
    }

    private int ProgressOf(LoopNode loop) => _trackers[loop];
}
