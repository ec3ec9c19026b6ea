using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>The values that an item may have in an array whose items must differ. All of them are scalars.</summary>
internal sealed class ItemDomain
{
    /// <summary>Up to this many values are listed, each with a state of its own behind it.</summary>
    private const int MaxListed = 32;

    private const int MaxStates = 2000;

    private readonly ValueLanguage _values;
    private readonly Formula _value;
    private readonly Lazy<bool> _isOpenEnded;

    public ItemDomain(ValueLanguage values, Formula value)
    {
        (_values, _value) = (values, value);
        Listed = List();
        _isOpenEnded = new Lazy<bool>(FindOpenEnded, LazyThreadSafetyMode.PublicationOnly);
        HasStrings = !Of(JsonKind.String).IsFalse;
        HasNumbers = !Of(JsonKind.Number).IsFalse;
    }

    /// <summary>The keys of all values, where they are few; else null.</summary>
    public IReadOnlyList<string>? Listed { get; }

    public bool HasStrings { get; }

    public bool HasNumbers { get; }

    /// <summary>Whether whatever begins a string or number can be completed in unboundedly many ways, so that no set of values is a dead end.</summary>
    public bool IsOpenEnded => _isOpenEnded.Value;

    /// <summary>The texts of the values without some of them.</summary>
    public Expression Without(IReadOnlyList<string> keys)
    {
        var factory = _values.Factory;
        var parts = new List<Expression>();
        foreach (var (kind, text) in new[] { (JsonKind.Null, "null"), (JsonKind.True, "true"), (JsonKind.False, "false") })
        {
            parts.Add(Of(kind).IsTrue && !keys.Contains(text) ? factory.Literal(text) : factory.Empty);
        }

        var strings = _values.RegularString(Of(JsonKind.String));
        var numbers = _values.RegularNumber(Of(JsonKind.Number));
        if (!IsOpenEnded)
        {
            var texts = keys.Select(ScalarKey.StringOf).OfType<string>().ToArray();
            strings = factory.Intersect(strings, factory.Complement(JsonCommon.Quoted(factory, JsonTexts.Build(factory, texts, JsonTexts.All))));
            foreach (var key in keys.Where(k => k[0] is '-' or (>= '0' and <= '9') && !k.Contains('e', StringComparison.Ordinal)))
            {
                numbers = factory.Intersect(
                    numbers,
                    factory.Complement(NumberLanguage.Build(factory, NumberShape.Of(JsonDecimal.Parse(key)), _values.Options.Reading)));
            }
        }

        return factory.Choice([.. parts, strings, numbers]);
    }

    private Formula Of(JsonKind kind) => _values.Reader.Of(_value, kind);

    private bool FindOpenEnded()
    {
        var (text, number) = (Of(JsonKind.String), Of(JsonKind.Number));
        return (text.IsFalse || text.IsTrue || RegularLanguages.IsOpenEnded(_values.StringText(text), MaxStates))
            && (number.IsFalse || number.IsTrue || _values.IsOpenEndedNumber(number, MaxStates));
    }

    private List<string>? List()
    {
        var keys = new List<string>();
        foreach (var (kind, text) in new[] { (JsonKind.Null, "null"), (JsonKind.True, "true"), (JsonKind.False, "false") })
        {
            if (Of(kind).IsTrue)
            {
                keys.Add(text);
            }
        }

        if (Ways.Of(Of(JsonKind.String), MaxListed) is not { } strings || Ways.Of(Of(JsonKind.Number), MaxListed) is not { } numbers)
        {
            return null;
        }

        foreach (var way in strings.Select(StringConjunction.Of).OfType<StringConjunction>())
        {
            if (way.Shape.Literals is not { } literals)
            {
                return null;
            }

            keys.AddRange(literals.Where(l => RegularLanguages.Contains(_values.StringText(Of(JsonKind.String)), System.Text.Json.JsonEncodedText.Encode(l).EncodedUtf8Bytes)).Select(ScalarKey.Of));
        }

        foreach (var shape in numbers.Select(NumberShape.Of).Where(s => !s.IsEmpty))
        {
            if (!Add(keys, shape))
            {
                return null;
            }
        }

        return keys.Count <= MaxListed ? [.. keys.Distinct(StringComparer.Ordinal)] : null;
    }

    private static bool Add(List<string> keys, NumberShape shape)
    {
        if (shape.Min is not { } min || shape.Max is not { } max || !shape.Divisors.IsEmpty || !shape.NonDivisors.IsEmpty)
        {
            return false;
        }

        if (min.Value.CompareTo(max.Value) == 0)
        {
            keys.Add(ScalarKey.Of(System.Text.Encoding.ASCII.GetBytes(min.Value.ToString())));
            return true;
        }

        var (least, most) = (NumberShape.LeastInteger(min), NumberShape.GreatestInteger(max));
        if (!shape.IsInteger || most - least >= MaxListed)
        {
            return false;
        }

        for (var value = least; value <= most; value++)
        {
            keys.Add(ScalarKey.Of(System.Text.Encoding.ASCII.GetBytes(new JsonDecimal(value, 0).ToString())));
        }

        return true;
    }

    /// <summary>The texts of one of the listed values.</summary>
    public Expression TextOf(string key)
    {
        var factory = _values.Factory;
        return ScalarKey.StringOf(key) is { } text
            ? JsonCommon.Quoted(factory, JsonTexts.Encoding(_values.Options.Escapes).Text(factory, text))
            : key[0] is 'n' or 't' or 'f'
            ? factory.Literal(key)
            : factory.Intersect(
                _values.RegularNumber(Of(JsonKind.Number)),
                NumberLanguage.Build(factory, NumberShape.Of(JsonDecimal.Parse(key)), _values.Options.Reading));
    }
}
