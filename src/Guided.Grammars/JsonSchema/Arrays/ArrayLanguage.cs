using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Remembered;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>The texts of arrays. What the schemas still say of the items to come is a formula; every item takes a step off it.</summary>
internal sealed class ArrayLanguage
{
    /// <summary>The shortest items that differ from all that were written may be longer than the shortest by this.</summary>
    private const int Slack = 8;

    private readonly ValueLanguage _values;
    private readonly ExpressionFactory _factory;
    private readonly ItemSteps _steps;
    private readonly Dictionary<Formula, ItemDomain> _domains = new(ReferenceEqualityComparer.Instance);
    private readonly RememberedItems _items;
    private readonly Dictionary<Formula, PlainArray?> _plain = new(ReferenceEqualityComparer.Instance);

    public ArrayLanguage(ValueLanguage values)
    {
        _values = values;
        _factory = values.Factory;
        _steps = new ItemSteps(values.Table);
        _items = new RememberedItems(values, this);
    }

    public SchemaGate Gate => _values.Gate;

    /// <summary>The arrays that satisfy a formula.</summary>
    /// <param name="formula">The formula.</param>
    /// <param name="depth">How deep they stand.</param>
    public Expression Of(Formula formula, int depth)
    {
        if (formula.IsTrue && _values.Any is { } any)
        {
            return any.Array;
        }

        var open = _factory.Concat(_factory.Literal("["), _values.Layout.Gap);
        if (Plain(formula) is { } plain)
        {
            return _factory.Concat(open, plain.ToExpression(depth));
        }

        var start = FirstPlace(formula) with { Depth = depth };
        return HasText(start) ? _factory.Concat(open, _factory.Lazy(new ArrayState(this, start))) : _factory.Empty;
    }

    /// <summary>The arrays that satisfy a formula, and what follows each.</summary>
    public Expression Remembered(Formula formula, Sequel sequel)
    {
        var start = FirstPlace(formula) with { Depth = sequel.Depth, Record = new ArrayRecord(sequel, "") };
        return HasText(start) ? _factory.Concat(_factory.Literal("["), _values.Layout.Gap, _factory.Lazy(new ArrayState(this, start))) : _factory.Empty;
    }

    /// <summary>The length of an array that satisfies a formula, or <see cref="TextLength.None"/>.</summary>
    public TextLength Length(Formula formula, bool exact) => formula.IsTrue ? 2
        : Plain(formula) is { } plain ? plain.Length(exact)
        : 1 + Length(FirstPlace(formula), exact);

    /// <summary>The length of the text from a place on, or <see cref="TextLength.None"/>.</summary>
    public TextLength Length(ArrayPlace place, bool exact) => place.Rest.HoldsAtEnd
        ? _values.Layout.EndLength(place.IsStarted)
        : Search(place with { Record = null, Depth = 0 }, exact);

    /// <summary>The length in bytes of the text from a place on, with all that follows an array that is remembered.</summary>
    /// <param name="place">The place.</param>
    /// <param name="size">The length of what was written and is not in the record yet.</param>
    public int WholeLength(ArrayPlace place, int size = 0)
    {
        var length = _values.Layout.At(Length(place, exact: true), place.Depth);
        return place.Record is { } record ? Lengths.Add(length, AfterEnd(record, place.Depth, Lengths.Add(length, size))) : length;
    }

    /// <summary>The same of the text behind a comma, which goes on with an item.</summary>
    public int MoreLength(ArrayPlace place)
    {
        var bare = place with { Record = null };
        var least = Lengthened(bare, exact: true).Select(m => m.Length + Length(m.Next, exact: true)).Append(TextLength.None).Min();
        var length = _values.Layout.At(least + _values.Layout.AfterCommaLength, place.Depth);
        return place.Record is { } record ? Lengths.Add(length, AfterEnd(record, place.Depth, length)) : length;
    }

    /// <summary>The length of what follows an array that is remembered.</summary>
    /// <param name="record">The array.</param>
    /// <param name="depth">How deep it stands.</param>
    /// <param name="size">The length of what is not in the record.</param>
    private int AfterEnd(ArrayRecord record, int depth, int size) =>
        record.Sequel.LengthAfter(Lengths.Add(_values.Layout.Written(record.Items ?? "", depth), size));

    /// <summary>Whether there is a way from a place to the end of the array.</summary>
    public bool HasText(ArrayPlace place) => Length(place, exact: false).Bytes < Lengths.None;

    /// <summary>The text from a place on: the closing bracket, or an item and all that follows it.</summary>
    public Expression Unfold(ArrayPlace place)
    {
        if (place.Record is not null || (place.AreValues && place.Unique is not null))
        {
            return _items.Unfold(place);
        }

        var items = place.Unique is null
            ? Moves(place, false).Where(m => _values.HasText(m.Value) && HasText(m.Next)).Select(m => _factory.Concat(_values.Of(m.Value, _values.Layout.Inner(place.Depth)), After(m.Next)))
            : DistinctItems(place);
        var some = _factory.Choice([.. items]);
        some = _values.Layout.Next(place.IsStarted, place.Depth, some);
        return place.Rest.HoldsAtEnd ? _factory.Choice(_values.Layout.End(place.IsStarted, place.Depth, "]"), some) : some;
    }

    /// <summary>What follows an item.</summary>
    public Expression After(ArrayPlace next) => _factory.Concat(_values.Layout.Gap, _factory.Lazy(new ArrayState(this, next)));

    private IEnumerable<Expression> DistinctItems(ArrayPlace place)
    {
        foreach (var (value, next) in Moves(place, false))
        {
            var domain = Domain(value);
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
    }

    private ItemDomain Domain(Formula value)
    {
        if (!_domains.TryGetValue(value, out var domain))
        {
            _domains[value] = domain = new ItemDomain(_values, value);
        }

        return domain;
    }

    /// <summary>Arrays of which all is said by the places of their items and their number are repetitions, which the engine counts.</summary>
    private PlainArray? Plain(Formula formula)
    {
        if (!_plain.TryGetValue(formula, out var plain))
        {
            _plain[formula] = plain = PlainArray.Of(_values, formula);
        }

        return plain;
    }

    /// <summary>The place before the first item.</summary>
    public ArrayPlace FirstPlace(Formula formula)
    {
        var atoms = formula.Atoms().ToArray();
        var last = atoms.OfType<ItemsAtom>().Select(i => i.Rule.PrefixLength).DefaultIfEmpty(0).Max();
        return new ArrayPlace(formula, 0, last, TextSet.Empty, false, AreValues: Array.Exists(atoms, a => a is UniqueAtom) && !AreDistinctScalars(formula, last));
    }

    /// <summary>Whether it is said that items differ, and all of them are scalars.</summary>
    private bool AreDistinctScalars(Formula formula, int last)
    {
        var atoms = formula.Conjuncts.Select(c => c.Statement).ToArray();
        if (!Array.TrueForAll(atoms, a => a is ItemsAtom { All: true } or CountAtom or UniqueAtom { Holds: true }))
        {
            return false;
        }

        var rules = atoms.OfType<ItemsAtom>().Select(i => i.Rule).ToArray();
        return Enumerable.Range(0, last + 1).All(i => _values.Table.And([.. rules.Select(r => r.At(i))]) is var item
            && _values.Reader.Of(item, JsonKind.Array).IsFalse && _values.Reader.Of(item, JsonKind.Object).IsFalse);
    }

    private TextLength Search(ArrayPlace place, bool exact) => _values.LengthsOf(exact).Of(place, () => FirstWay(place, exact));

    private TextLength FirstWay(ArrayPlace place, bool exact)
    {
        if (place is { AreValues: false, Unique: not null } && HasTooFew(place))
        {
            return TextLength.None;
        }

        if (exact && place is { AreValues: true, Unique: not null })
        {
            // An item that is written once more may be long, and others shorter.
            return Lengthened(place, exact).Where(m => m.Next != place)
                .Select(m => m.Length + Length(m.Next, exact)).Append(TextLength.None).Min() + _values.Layout.NextLength(place.IsStarted);
        }

        // Items that change what remains lead to the end; others only if nothing else does.
        foreach (var (length, next) in Lengthened(place, exact).OrderBy(m => m.Next.Rest == place.Rest ? 1 : 0))
        {
            if (next == place || length.Bytes >= Lengths.None)
            {
                continue;
            }

            var whole = length + Length(next, exact);
            if (whole.Bytes < Lengths.None)
            {
                return whole + _values.Layout.NextLength(place.IsStarted);
            }
        }

        return TextLength.None;
    }

    /// <summary>Whether more items must follow than there are values left, where all values are listed.</summary>
    private bool HasTooFew(ArrayPlace place)
    {
        var needed = RememberedItems.Needed(place.Rest);
        if (needed < 2)
        {
            return false;
        }

        var rules = place.Rest.Conjuncts.Select(c => c.Statement).OfType<ItemsAtom>().Where(i => i.All).Select(i => i.Rule).ToArray();
        var left = new HashSet<string>(StringComparer.Ordinal);
        for (var i = place.Index; i <= place.Last; i++)
        {
            if (Domain(_values.Table.And([.. rules.Select(r => r.At(i))])).Listed is not { } listed)
            {
                return false;
            }

            left.UnionWith(listed.Where(k => !place.Written.Contains(k)));
        }

        return left.Count < needed;
    }

    private IEnumerable<(TextLength Length, ArrayPlace Next)> Lengthened(ArrayPlace place, bool exact)
    {
        if (place.Unique is null)
        {
            return Moves(place, false).Select(m => (_values.Layout.Inside(_values.Length(m.Value, exact)), m.Next));
        }

        if (place.AreValues)
        {
            return _items.Lengthened(place, exact);
        }

        return Moves(place, false).SelectMany(m => Domain(m.Value) is { Listed: { } listed } domain
            ? listed.Where(k => !place.Written.Contains(k)).Select(k => ((TextLength)(Probe.ShortestLength(_factory, domain.TextOf(k)) ?? Lengths.None), m.Next.With(k)))
            : [(_values.Length(m.Value, exact) + Slack, m.Next)]);
    }

    /// <summary>The ways to write an item: what it satisfies, and the place after it.</summary>
    /// <param name="place">The place before it.</param>
    /// <param name="isRepeat">Whether it equals an item before it, where that matters.</param>
    public IEnumerable<(Formula Value, ArrayPlace Next)> Moves(ArrayPlace place, bool isRepeat)
    {
        foreach (var step in _values.Steps.Of(place.Rest, (place.Index, isRepeat), atom => _steps.Of(atom, place.Index, isRepeat)))
        {
            var next = place with { Rest = step.Next, Index = Math.Min(place.Index + 1, place.Last), IsStarted = true };
            next = next.Unique is null ? next with { Written = TextSet.Empty, Taken = null } : next;
            yield return (step.Value, next);
        }
    }
}
