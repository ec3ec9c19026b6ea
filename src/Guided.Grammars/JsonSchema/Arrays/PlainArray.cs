using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>Arrays of which only the number of items is said, and what each of them satisfies by its place.</summary>
internal sealed class PlainArray
{
    private readonly ValueLanguage _values;
    private readonly ItemRule[] _rules;
    private readonly int _prefix;
    private readonly int _min;
    private readonly int? _max;

    private PlainArray(ValueLanguage values, ItemRule[] rules, int min, int? max)
    {
        (_values, _rules, _min, _max) = (values, rules, min, max);
        _prefix = rules.Length == 0 ? 0 : rules.Max(r => r.PrefixLength);
    }

    /// <summary>The arrays of a formula, or null when it says more.</summary>
    public static PlainArray? Of(ValueLanguage values, Formula formula)
    {
        var rules = new List<ItemRule>();
        var (min, max) = (0, (int?)null);
        foreach (var part in formula.IsTrue ? [] : formula.Conjuncts)
        {
            switch (part.Statement)
            {
                case ItemsAtom { All: true } items:
                    rules.Add(items.Rule);
                    break;
                case CountAtom { IsLeast: true } count:
                    min = Math.Max(min, count.Count);
                    break;
                case CountAtom count:
                    max = Math.Min(max ?? int.MaxValue, count.Count);
                    break;
                default:
                    return null;
            }
        }

        return new PlainArray(values, [.. rules], min, max);
    }

    /// <summary>The length of one such array, or <see cref="TextLength.None"/>.</summary>
    /// <param name="exact">Whether the length matters; else any stands for it.</param>
    public TextLength Length(bool exact)
    {
        if (_max < _min)
        {
            return TextLength.None;
        }

        var layout = _values.Layout;
        var length = 1 + layout.EndLength(_min > 0);
        if (_min > 0)
        {
            length += layout.NextLength(false) + ((_min - 1) * layout.NextLength(true));
        }

        for (var i = 0; i < Math.Min(_min, _prefix) && length.Bytes < Lengths.None; i++)
        {
            length += layout.Inside(_values.Length(At(i), exact));
        }

        return _min > _prefix ? length + ((_min - _prefix) * layout.Inside(_values.Length(At(_prefix), exact))) : length;
    }

    /// <summary>What stands between the brackets, and the closing one.</summary>
    /// <param name="depth">How deep the array stands.</param>
    public Expression ToExpression(int depth)
    {
        var layout = _values.Layout;
        if (!layout.IsIndented)
        {
            return _values.Factory.Concat(Items(depth, _min), layout.End(true, depth, "]"));
        }

        var some = _values.Factory.Concat(layout.First(depth), Items(depth, Math.Max(1, _min)), layout.End(true, depth, "]"));
        return _min == 0 ? _values.Factory.Choice(layout.End(false, depth, "]"), some) : some;
    }

    private Expression Items(int depth, int min)
    {
        var factory = _values.Factory;
        var comma = _values.Layout.Comma(depth);

        // The array ends before the first item that cannot be.
        var prefix = Math.Min(_prefix, _max ?? int.MaxValue);
        for (var i = 0; i < prefix; i++)
        {
            prefix = _values.HasText(At(i)) ? prefix : i;
        }

        var max = prefix < _prefix || !(_max == prefix || _values.HasText(At(_prefix))) ? Math.Min(prefix, _max ?? prefix) : _max;
        if (max < min)
        {
            return factory.Empty;
        }

        var item = max == prefix ? factory.Empty : Item(_prefix, depth);
        if (prefix == 0)
        {
            return factory.Separated(item, comma, min, max);
        }

        // From the end: what may follow when i items are written.
        var after = factory.Repeat(factory.Concat(comma, item), Math.Max(0, min - prefix), max - prefix);
        for (var i = prefix - 1; i >= min; i--)
        {
            after = factory.Optional(factory.Concat(i == 0 ? factory.Epsilon : comma, Item(i, depth), after));
        }

        var needed = new List<Expression>();
        for (var i = 0; i < Math.Min(prefix, min); i++)
        {
            needed.Add(i == 0 ? factory.Epsilon : comma);
            needed.Add(Item(i, depth));
        }

        return factory.Concat([.. needed, after]);
    }

    private Formula At(int index) => _values.Table.And([.. _rules.Select(r => r.At(index))]);

    private Expression Item(int index, int depth) => _values.Factory.Concat(_values.Of(At(index), _values.Layout.Inner(depth)), _values.Layout.Gap);
}
