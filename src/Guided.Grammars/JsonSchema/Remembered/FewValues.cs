using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>How many values a formula has.</summary>
/// <param name="Listed">Their keys, where they are few; else null.</param>
/// <param name="IsMany">Whether they are known to be more than <see cref="FewValues.Max"/>.</param>
/// <param name="IsInfinite">Whether they are known to be without end.</param>
internal sealed record ValueCount(IReadOnlyList<string>? Listed, bool IsMany, bool IsInfinite);

/// <summary>Lists the values of formulas that have few.</summary>
internal sealed class FewValues(ValueLanguage values, ArrayLanguage arrays, ObjectLanguage objects)
{
    /// <summary>Up to this many values are listed.</summary>
    public const int Max = 32;

    private const int MaxDepth = 12;
    private const int MaxWork = 1000;
    private const int ShortText = 100;

    /// <summary>A character that stands in no key.</summary>
    private const char Separator = '\0';

    private int _work;
    private bool _isMany;
    private bool _isInfinite;

    /// <summary>The values of a formula.</summary>
    public ValueCount Of(Formula value)
    {
        (_work, _isMany, _isInfinite) = (0, false, false);
        var keys = Values(value, 0);
        return new ValueCount(keys, keys is null && (_isMany || _isInfinite), keys is null && _isInfinite);
    }

    /// <summary>The keys of the values; null where they are not listed. Only what can be completed is looked at, so many parts make many wholes.</summary>
    private List<string>? Values(Formula value, int depth)
    {
        if (IsTooDeep(depth))
        {
            return null;
        }

        // What is not listed in one part may still be many in another.
        var keys = new List<string>();
        var isListed = true;
        foreach (var kind in JsonKindSets.Every)
        {
            var formula = values.Reader.Of(value, kind);
            if (formula.IsFalse)
            {
                continue;
            }

            var some = kind switch
            {
                JsonKind.Null => ["null"],
                JsonKind.True => ["true"],
                JsonKind.False => ["false"],
                JsonKind.Number => Numbers(formula),
                JsonKind.String => Strings(formula),
                JsonKind.Array => arrays.HasText(arrays.FirstPlace(formula)) ? Lists(arrays.FirstPlace(formula), depth)?.ConvertAll(JsonKey.OfItems) : [],
                _ => Objects(formula, depth),
            };
            if (some is null && (_isMany || _isInfinite))
            {
                return null;
            }

            isListed &= some is not null;
            keys.AddRange(some ?? []);
        }

        return isListed ? Few(keys) : null;
    }

    private bool IsTooDeep(int depth) => depth > MaxDepth || ++_work > MaxWork;

    private List<string>? Few(IEnumerable<string> keys)
    {
        List<string> distinct = [.. keys.Distinct(StringComparer.Ordinal)];
        _isMany |= distinct.Count > Max;
        return distinct.Count <= Max ? distinct : null;
    }

    private List<string>? Numbers(Formula formula)
    {
        var keys = new List<string>();
        if (Ways.Of(formula, Max) is not { } ways)
        {
            return null;
        }

        foreach (var shape in ways.Select(NumberShape.Of).Where(s => !s.IsEmpty))
        {
            if (shape.Min is not { } min || shape.Max is not { } max)
            {
                _isInfinite |= shape.NonDivisors.IsEmpty && (shape.Divisors.IsEmpty || !shape.IsFraction);
                return null;
            }

            var isOne = min.Value.CompareTo(max.Value) == 0;
            if (!shape.Divisors.IsEmpty || !shape.NonDivisors.IsEmpty || !(shape.IsInteger || isOne))
            {
                _isInfinite |= shape.Divisors.IsEmpty && shape.NonDivisors.IsEmpty;
                return null;
            }

            var (least, most) = isOne ? (0, 0) : (NumberShape.LeastInteger(min), NumberShape.GreatestInteger(max));
            if (most - least >= Max)
            {
                _isMany = true;
                return null;
            }

            for (var number = least; number <= most; number++)
            {
                keys.Add(Key(isOne ? min.Value : new JsonDecimal(number, 0)));
            }
        }

        return keys;
    }

    private static string Key(JsonDecimal number) => JsonKey.OfNumber(Encoding.ASCII.GetBytes(number.ToString()));

    private List<string>? Strings(Formula formula)
    {
        if (formula.IsTrue)
        {
            _isInfinite = true;
            return null;
        }

        var text = values.StringText(formula);
        if (!RegularLanguages.HasMember(text))
        {
            return [];
        }

        var ways = Ways.Of(formula, Max)?.Select(StringConjunction.Of).OfType<StringConjunction>().ToArray();
        if (ways is not null && Array.TrueForAll(ways, w => w.Shape.Literals is not null))
        {
            return Few(ways.SelectMany(w => w.Shape.Literals!.Value).Distinct(StringComparer.Ordinal).Where(l => RegularLanguages.Contains(text, Plain(l))).Select(JsonKey.Of));
        }

        // Spelled without escapes and not too long, each text is a string of its own.
        var factory = values.Factory;
        var texts = factory.Intersect(text, factory.Repeat(factory.Bytes(~ByteSet.Of((byte)'\\')), 0, ShortText));
        _isInfinite |= RegularLanguages.IsOpenEnded(text, MaxWork);
        _isMany |= RegularLanguages.Members(texts, ShortText) is not { Count: <= Max };
        return null;
    }

    private static ReadOnlySpan<byte> Plain(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;

    /// <summary>The items from a place on, with commas between them.</summary>
    private List<string>? Lists(ArrayPlace place, int depth)
    {
        if (IsTooDeep(depth) || place.Unique is not null)
        {
            return null;
        }

        var isListed = true;
        List<string> lists = place.Rest.HoldsAtEnd ? [""] : [];
        foreach (var (value, next) in arrays.Moves(place, false))
        {
            if (!values.HasText(value) || !arrays.HasText(next))
            {
                continue;
            }

            if (next with { IsStarted = place.IsStarted } == place)
            {
                _isInfinite = true;
                return null;
            }

            var (items, rest) = (Values(value, depth + 1), Lists(next, depth + 1));
            if (_isMany || _isInfinite)
            {
                return null;
            }

            isListed &= items is not null && rest is not null;
            lists.AddRange((items ?? []).SelectMany(_ => rest ?? [], (item, tail) => tail.Length == 0 ? item : $"{item},{tail}"));
        }

        return isListed ? Few(lists) : null;
    }

    private List<string>? Objects(Formula formula, int depth)
    {
        var isListed = true;
        var keys = new List<string>();
        foreach (var place in objects.FirstPlaces(formula))
        {
            var some = Members(place, depth);
            if (_isMany || _isInfinite)
            {
                return null;
            }

            isListed &= some is not null;
            keys.AddRange((some ?? []).Select(m => JsonKey.OfMembers(m.Length == 0 ? [] : m.Split(Separator))));
        }

        return isListed ? Few(keys) : null;
    }

    /// <summary>The members from a place on, with separators between them. The names are taken in one order, so that none is met in two.</summary>
    private List<string>? Members(ObjectPlace place, int depth)
    {
        if (IsTooDeep(depth))
        {
            return null;
        }

        var isListed = true;
        List<string> all = place.Rest.HoldsAtEnd ? [""] : [];
        foreach (var (name, value, next) in objects.LiveMoves(place))
        {
            if (name is null)
            {
                _isInfinite |= place.Frame.IsOpenEnded;
                return null;
            }

            var (items, rest) = (Values(value, depth + 1), Members(next, depth + 1));
            if (_isMany || _isInfinite)
            {
                return null;
            }

            isListed &= items is not null && rest is not null;
            all.AddRange((items ?? []).Select(i => JsonKey.Member(name, i)).SelectMany(_ => rest ?? [], (item, tail) => tail.Length == 0 ? item : item + Separator + tail));
        }

        return isListed ? Few(all) : null;
    }

}
