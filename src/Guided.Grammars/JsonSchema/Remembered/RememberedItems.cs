using Guided.Expressions;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>Arrays whose items are known when they have been read: they must differ, or two be equal, or the array itself is remembered.</summary>
/// <remarks>
/// An item that must be new satisfies its schemas and is none of the values written before: a formula like any other, so whatever it leaves is exact,
/// ways to the end included. An item that repeats another is one of these values.
/// </remarks>
internal sealed class RememberedItems(ValueLanguage values, ArrayLanguage arrays)
{
    /// <summary>The shortest new item may be longer than the shortest by this.</summary>
    private const int Slack = 8;

    private readonly ExpressionFactory _factory = values.Factory;
    private readonly FewValues _few = new(values, arrays, values.Objects);
    private readonly Dictionary<Formula, ValueCount> _counts = new(ReferenceEqualityComparer.Instance);

    /// <summary>The text from a place on.</summary>
    public Expression Unfold(ArrayPlace place)
    {
        var some = Items(place);
        if (some != _factory.Empty)
        {
            some = place.IsStarted && place.Unique is not null
                ? _factory.Capture(values.Layout.CommaMark, new NextItem(this, place))
                : values.Layout.Next(place.IsStarted, place.Depth, some);
        }

        if (!place.Rest.HoldsAtEnd)
        {
            return some;
        }

        var end = values.Layout.End(place.IsStarted, place.Depth, "]");
        return _factory.Choice(place.Record is { } record ? _factory.Concat(end, record.AfterEnd()) : end, some);
    }

    /// <summary>How deep the items of an array stand.</summary>
    public int DepthIn(ArrayPlace place) => values.Layout.Inner(place.Depth);

    /// <summary>An item, and the white space before it.</summary>
    public Expression AfterComma(ArrayPlace place)
    {
        using (values.Gate.Enter())
        {
            return _factory.Concat(values.Layout.AfterComma(place.Depth), Items(place));
        }
    }

    /// <summary>The length of what follows a comma.</summary>
    public int LengthAfterComma(ArrayPlace place)
    {
        using (values.Gate.Enter())
        {
            return arrays.MoreLength(place);
        }
    }

    /// <summary>What follows an item; ∅ where the array could not end.</summary>
    public Expression AfterItem(ArrayPlace next, string? key)
    {
        if (key is not null && next.Unique is not null)
        {
            next = next.With(key);
        }

        if (!arrays.HasText(next))
        {
            return _factory.Empty;
        }

        return arrays.After(next.Record is { } record ? next with { Record = record.With(key) } : next);
    }

    /// <summary>The length of what follows an item.</summary>
    /// <param name="next">The place after it.</param>
    /// <param name="searched">The same place, with what the item satisfies.</param>
    /// <param name="size">The length of the item.</param>
    public int LengthAfterItem(ArrayPlace next, ArrayPlace searched, int size)
    {
        size = values.Layout.IsIndented ? Lengths.Add(size, values.Layout.At(values.Layout.CommaLength, next.Depth)) : size;
        var length = arrays.WholeLength(next, size);
        return searched == next
            ? length
            : Math.Min(length, Lengths.Add(arrays.WholeLength(searched, size), Again(size).Bytes));
    }

    /// <summary>What an item may take where it is written once more, white space included.</summary>
    private static TextLength Again(TextLength size) => Slack + (2 * size);

    /// <summary>Whether what follows an item begins alike whatever the item is: up to the comma, and beyond the end of the array.</summary>
    public bool IsIndifferent(ArrayPlace next) =>
        (next.Unique is null || IsInexhaustible(next)) && (next.Record?.Sequel.IsIndifferent ?? true);

    /// <summary>The ways to the end of which each takes an item first: its length, and the place after it.</summary>
    public IEnumerable<(TextLength Length, ArrayPlace Next)> Lengthened(ArrayPlace place, bool exact)
    {
        foreach (var (value, next) in arrays.Moves(place, false))
        {
            var count = Count(value);
            if (count.Listed is { } listed)
            {
                foreach (var key in listed.Where(k => !place.Written.Contains(k)))
                {
                    yield return (values.Layout.Inside(values.Length(Is(value, key), exact)), next.With(key));
                }

                continue;
            }

            if (Needed(place.Rest) is var needed && !count.IsInfinite && needed > (count.IsMany ? FewValues.Max : 1))
            {
                throw new JsonSchemaException(
                    place.Unique?.Path ?? "", "uniqueItems", $"whether there are {needed} values that differ is not found out; ask for fewer items, or name the keyword in {nameof(JsonSchemaOptions.CheckedAfterwards)}");
            }

            var length = values.Layout.Inside(values.Length(values.Remembered.Except(value, place.Written.Texts), exact));
            var searched = Taking(next, value);
            yield return (length + (searched == next ? Slack : Again(length)), searched);
        }

        foreach (var (value, next) in arrays.Moves(place, true))
        {
            // The shortest, so that no place is farther from the end than it was before an item that may be repeated.
            var least = place.Written.Texts.Select(k => values.Length(Is(value, k), exact)).Append(TextLength.None).Min();
            if (place.Taken is { } taken)
            {
                least = TextLength.Min(least, values.Length(values.Table.And(taken, value), exact) + Slack);
            }

            yield return (values.Layout.Inside(least), next);
        }
    }

    private Expression Items(ArrayPlace place)
    {
        var items = new List<Expression>();
        foreach (var (value, next) in arrays.Moves(place, false))
        {
            if (next.Unique is null && place.Unique is null)
            {
                if (values.HasText(value) && arrays.HasText(next))
                {
                    items.Add(values.Remembered.Of(value, new ItemSequel(this, next, next)));
                }
            }
            else if (Count(value).Listed is { } listed)
            {
                items.AddRange(listed.Where(k => !place.Written.Contains(k)).Select(k => Known(Is(value, k), next, k)));
            }
            else if (values.Remembered.Except(value, [.. place.Written.Texts, .. Threatened(next)]) is var free
                && values.HasText(free) && arrays.HasText(Taking(next, value)))
            {
                items.Add(values.Remembered.Of(free, new ItemSequel(this, next, Taking(next, value))));
                items.AddRange(Threatened(next).Where(k => !place.Written.Contains(k)).Select(k => Known(Is(value, k), next, k)));
            }
        }

        foreach (var (value, next) in place.Unique is null ? [] : arrays.Moves(place, true))
        {
            items.AddRange(place.Written.Texts.Select(k => Known(Is(value, k), next, k)));
        }

        return _factory.Choice([.. items]);
    }

    /// <summary>An item of which the value is known, and what follows it; ∅ where that is nothing.</summary>
    private Expression Known(Formula value, ArrayPlace next, string key) =>
        values.HasText(value) ? _factory.Concat(values.Of(value, DepthIn(next)), AfterItem(next, key)) : _factory.Empty;

    private Formula Is(Formula value, string key) => values.Table.And(value, values.Remembered.Constant(key));

    /// <summary>The place after an item of which only a formula is known: it matters where two items must be equal.</summary>
    private ArrayPlace Taking(ArrayPlace next, Formula value) => next.Rest.Atoms().Any(a => a is UniqueAtom { Holds: false })
        ? next with { Taken = next.Taken is { } taken ? values.Table.Or(taken, value) : value }
        : next;

    /// <summary>Values that later places need, because they have few: each of them is looked at by itself.</summary>
    private IEnumerable<string> Threatened(ArrayPlace next)
    {
        var rules = next.Rest.Conjuncts.Select(c => c.Statement).OfType<ItemsAtom>().Where(i => i.All).Select(i => i.Rule).ToArray();
        return Enumerable.Range(next.Index, next.Last - next.Index + 1)
            .SelectMany(i => Count(values.Table.And([.. rules.Select(r => r.At(i))])).Listed ?? [])
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Whether one more item may follow whatever is written before it, or none whatever is.</summary>
    private bool IsInexhaustible(ArrayPlace place)
    {
        if (place.Rest.Atoms().Any(a => a is UniqueAtom { Holds: false }))
        {
            return false;
        }

        var some = false;
        foreach (var (value, next) in arrays.Moves(place, false))
        {
            if (!values.HasText(value) || !arrays.HasText(next))
            {
                continue;
            }

            var count = Count(value);
            if (count.IsInfinite || (count.IsMany && place.Written.Texts.Count + 1 < FewValues.Max))
            {
                return true;
            }

            some = true;
        }

        return !some;
    }

    /// <summary>How many items must follow.</summary>
    public static int Needed(Formula rest) => rest.Kind switch
    {
        FormulaKind.And => rest.Items.Max(Needed),
        FormulaKind.Or => rest.Items.Min(Needed),
        _ => rest.Statement switch
        {
            CountAtom { IsLeast: true } count => count.Count,
            ContainsAtom { IsLeast: true } contains => contains.Count,
            _ => 0,
        },
    };

    private ValueCount Count(Formula value)
    {
        if (!_counts.TryGetValue(value, out var count))
        {
            _counts[value] = count = _few.Of(value);
        }

        return count;
    }
}
