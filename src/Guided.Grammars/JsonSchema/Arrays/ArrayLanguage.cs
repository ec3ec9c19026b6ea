using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Keywords;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>The texts of arrays. What the schemas still say of the items to come is a formula; every item takes a step off it.</summary>
internal sealed class ArrayLanguage(ValueLanguage values)
{
    /// <summary>The shortest items that differ from all that were written may be longer than the shortest by this.</summary>
    private const int Slack = 8;

    private readonly ExpressionFactory _factory = values.Factory;
    private readonly ItemSteps _steps = new(values.Table);
    private readonly Dictionary<Formula, ItemDomain> _domains = new(ReferenceEqualityComparer.Instance);
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
        return HasText(start) ? _factory.Concat(open, _factory.Lazy(new ArrayState(this, start))) : _factory.Empty;
    }

    /// <summary>The length in bytes of an array that satisfies a formula, or <see cref="Lengths.None"/>.</summary>
    public int Length(Formula formula, bool exact) => formula.IsTrue ? 2
        : Plain(formula) is { } plain ? plain.Length(exact)
        : Lengths.Add(1, Length(Start(formula), exact));

    /// <summary>The length in bytes of the text from a place on, or <see cref="Lengths.None"/>.</summary>
    public int Length(ArrayPlace place, bool exact) => ItemSteps.IsDone(place.Rest) ? 1 : values.LengthsOf(exact).Of(place, () => Search(place, exact));

    private bool HasText(ArrayPlace place) => Length(place, exact: false) < Lengths.None;

    /// <summary>The text from a place on: the closing bracket, or an item and all that follows it.</summary>
    public Expression Unfold(ArrayPlace place)
    {
        values.Steps.Begin();
        var items = place.Unique is null
            ? Moves(place, false).Where(m => values.HasText(m.Value) && HasText(m.Next)).Select(m => _factory.Concat(values.Of(m.Value), After(m.Next)))
            : DistinctItems(place);
        var some = _factory.Choice([.. items]);
        some = place.IsStarted ? _factory.Concat(values.Comma, some) : some;
        return ItemSteps.IsDone(place.Rest) ? _factory.Choice(_factory.Literal("]"), some) : some;
    }

    /// <summary>What follows an item.</summary>
    public Expression After(ArrayPlace next) => _factory.Concat(values.Gap, _factory.Lazy(new ArrayState(this, next)));

    private IEnumerable<Expression> DistinctItems(ArrayPlace place)
    {
        foreach (var (value, next) in Moves(place, false))
        {
            var domain = Domain(place, value);
            if (domain.Listed is { } listed)
            {
                foreach (var key in listed.Where(k => !place.Written.Contains(k)))
                {
                    if (HasText(next.With(key)))
                    {
                        yield return _factory.Concat(domain.TextOf(key), After(next.With(key)));
                    }
                }
            }
            else if (domain.Without(place.Written.Texts) is var text && RegularLanguages.HasMember(text) && HasText(next))
            {
                yield return _factory.Capture(text, new DistinctItem(this, next, domain));
            }
        }

        foreach (var (value, next) in Moves(place, true))
        {
            var listed = Domain(place, value).Listed ?? throw Refusal(place, DistinctItemsCheck.NegatedReason);
            foreach (var key in listed.Where(k => place.Written.Contains(k) && HasText(next)))
            {
                yield return _factory.Concat(Domain(place, value).TextOf(key), After(next));
            }
        }
    }

    private ItemDomain Domain(ArrayPlace place, Formula value)
    {
        if (!_domains.TryGetValue(value, out var domain))
        {
            var isScalar = values.Reader.Of(value, JsonKind.Array).IsFalse && values.Reader.Of(value, JsonKind.Object).IsFalse;
            _domains[value] = domain = isScalar
                ? new ItemDomain(values, value)
                : throw Refusal(place, DistinctItemsCheck.Reason);
        }

        return domain;
    }

    private static JsonSchemaException Refusal(ArrayPlace place, string reason) => new(place.Unique!.Path, "uniqueItems", reason);

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
        return new ArrayPlace(formula, 0, last, TextSet.Empty, false);
    }

    private int Search(ArrayPlace place, bool exact)
    {
        // Items that change what remains lead to the end; others only if nothing else does.
        foreach (var (length, next) in Lengthened(place, exact).OrderBy(m => m.Next.Rest == place.Rest ? 1 : 0))
        {
            if (next == place || length >= Lengths.None)
            {
                continue;
            }

            var whole = Lengths.Add(length, Length(next, exact));
            if (whole < Lengths.None)
            {
                return Lengths.Add(whole, place.IsStarted ? 2 : 0);
            }
        }

        return Lengths.None;
    }

    private IEnumerable<(int Length, ArrayPlace Next)> Lengthened(ArrayPlace place, bool exact)
    {
        if (place.Unique is null)
        {
            return Moves(place, false).Select(m => (values.Length(m.Value, exact), m.Next));
        }

        return Moves(place, false).SelectMany(m => Domain(place, m.Value) is { Listed: { } listed } domain
                ? listed.Where(k => !place.Written.Contains(k)).Select(k => (Probe.ShortestLength(_factory, domain.TextOf(k)) ?? Lengths.None, m.Next.With(k)))
                : [(Lengths.Add(values.Length(m.Value, exact), Slack), m.Next)])
            .Concat(Moves(place, true).SelectMany(m => (Domain(place, m.Value).Listed ?? [])
                .Where(place.Written.Contains)
                .Select(k => (Probe.ShortestLength(_factory, Domain(place, m.Value).TextOf(k)) ?? Lengths.None, m.Next))));
    }

    private IEnumerable<(Formula Value, ArrayPlace Next)> Moves(ArrayPlace place, bool isRepeat)
    {
        foreach (var step in values.Steps.Of(place.Rest, (place.Index, isRepeat), atom => _steps.Of(atom, place.Index, isRepeat)))
        {
            var next = new ArrayPlace(step.Next, Math.Min(place.Index + 1, place.Last), place.Last, place.Written, true);
            next = next.Unique is null ? next with { Written = TextSet.Empty } : next;
            yield return (step.Value, next);
        }
    }
}
