using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>The texts of arrays. What the schemas still say of the items to come is a formula; every item takes a step off it.</summary>
internal sealed class ArrayLanguage(ValueLanguage values)
{
    private readonly ExpressionFactory _factory = values.Factory;
    private readonly ItemSteps _steps = new(values.Table);
    private readonly Dictionary<Formula, PlainArray?> _plain = new(ReferenceEqualityComparer.Instance);

    public Lock Gate => values.Gate;

    /// <summary>The arrays that satisfy a formula.</summary>
    public Expression Of(Formula formula)
    {
        if (formula.IsTrue && values.Any is { } any)
        {
            return any.Array;
        }

        var open = _factory.Concat(_factory.Literal("["), values.Gap);
        if (Plain(formula) is { } plain)
        {
            return _factory.Concat(open, plain.ToExpression(), _factory.Literal("]"));
        }

        var start = Start(formula);
        return Length(start) < Lengths.None ? _factory.Concat(open, _factory.Lazy(new ArrayState(this, start))) : _factory.Empty;
    }

    /// <summary>The length in bytes of an array that satisfies a formula, or <see cref="Lengths.None"/>.</summary>
    public int Length(Formula formula) => formula.IsTrue ? 2
        : Plain(formula) is { } plain ? plain.Length()
        : Lengths.Add(1, Length(Start(formula)));

    /// <summary>The length in bytes of the text from a place on, or <see cref="Lengths.None"/>.</summary>
    public int Length(ArrayPlace place) => ItemSteps.IsDone(place.Rest) ? 1 : values.Lengths.Of(place, () => Search(place));

    /// <summary>The text from a place on: the closing bracket, or an item and all that follows it.</summary>
    public Expression Unfold(ArrayPlace place)
    {
        var items = new List<Expression>();
        foreach (var (value, next) in Moves(place))
        {
            if (values.HasText(value) && Length(next) < Lengths.None)
            {
                items.Add(_factory.Concat(values.Of(value), values.Gap, _factory.Lazy(new ArrayState(this, next))));
            }
        }

        var some = _factory.Choice([.. items]);
        some = place.IsStarted ? _factory.Concat(values.Comma, some) : some;
        return ItemSteps.IsDone(place.Rest) ? _factory.Choice(_factory.Literal("]"), some) : some;
    }

    /// <summary>Arrays of which all is said by the places of their items and their number are repetitions, which the engine counts.</summary>
    private PlainArray? Plain(Formula formula)
    {
        if (!_plain.TryGetValue(formula, out var plain))
        {
            _plain[formula] = plain = PlainArray.Of(values, formula);
        }

        return plain;
    }

    private static ArrayPlace Start(Formula formula)
    {
        var last = formula.Atoms().OfType<ItemsAtom>().Select(i => i.Rule.PrefixLength).DefaultIfEmpty(0).Max();
        return new ArrayPlace(formula, 0, last, false);
    }

    private int Search(ArrayPlace place)
    {
        // Items that change what remains lead to the end; others only if nothing else does.
        foreach (var (value, next) in Moves(place).OrderBy(m => m.Next.Rest == place.Rest ? 1 : 0))
        {
            if (next == place)
            {
                continue;
            }

            var length = values.Length(value);
            length = length < Lengths.None ? Lengths.Add(length, Length(next)) : length;
            if (length < Lengths.None)
            {
                return Lengths.Add(length, place.IsStarted ? 1 : 0);
            }
        }

        return Lengths.None;
    }

    private IEnumerable<(Formula Value, ArrayPlace Next)> Moves(ArrayPlace place) =>
        values.Steps.Of(place.Rest, atom => _steps.Of(atom, place.Index))
            .Select(s => (s.Value, new ArrayPlace(s.Next, Math.Min(place.Index + 1, place.Last), place.Last, true)));
}
