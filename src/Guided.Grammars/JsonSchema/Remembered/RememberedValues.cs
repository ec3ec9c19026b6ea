using System.Text.Json;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Arrays;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Objects;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>Values that are known when they have been read: every string, number and name in them is captured.</summary>
internal sealed class RememberedValues(ValueLanguage values, ArrayLanguage arrays, ObjectLanguage objects)
{
    private const int MaxStates = 2000;

    private readonly ExpressionFactory _factory = values.Factory;
    private readonly Schema _constants = SchemaLibrary.ForValues();
    private readonly Dictionary<string, Formula> _formulas = new(StringComparer.Ordinal);
    private readonly Dictionary<Formula, bool> _openEnded = new(ReferenceEqualityComparer.Instance);
    private Expression? _exponents;

    /// <summary>The formula that one value satisfies, by its key.</summary>
    public Formula Constant(string key)
    {
        if (!_formulas.TryGetValue(key, out var formula))
        {
            using var document = JsonDocument.Parse(key, new JsonDocumentOptions { MaxDepth = SchemaText.MaxDepth });
            _formulas[key] = formula = values.Reader.Links.Value(_constants, document.RootElement.Clone(), key);
        }

        return formula;
    }

    /// <summary>A formula without some values.</summary>
    public Formula Except(Formula value, IEnumerable<string> keys) => values.Table.And([value, .. keys.Select(k => values.Table.Not(Constant(k)))]);

    /// <summary>The values that satisfy a formula, and what follows each.</summary>
    public Expression Of(Formula formula, Sequel sequel) => _factory.Lazy(new RememberedValue(values, formula, sequel));

    /// <summary>The same, taken apart by kinds.</summary>
    public Expression Unfold(Formula formula, Sequel sequel)
    {
        if (Pinned(formula) is { } key)
        {
            return _factory.Concat(values.Of(formula, sequel.Depth), sequel.After(key));
        }

        var parts = new List<Expression>();
        foreach (var kind in JsonKindSets.Every)
        {
            var part = values.Reader.Of(formula, kind);
            if (!part.IsFalse)
            {
                parts.Add(kind switch
                {
                    JsonKind.Null => Constant("null", sequel),
                    JsonKind.True => Constant("true", sequel),
                    JsonKind.False => Constant("false", sequel),
                    JsonKind.Number => Number(part, sequel),
                    JsonKind.String => String(formula, part, sequel),
                    JsonKind.Array => arrays.Remembered(part, sequel),
                    _ => objects.Remembered(part, sequel),
                });
            }
        }

        return _factory.Choice([.. parts]);
    }

    /// <summary>The one value that a formula leaves, where that is plain.</summary>
    private static string? Pinned(Formula formula) =>
        formula.Conjuncts.Select(c => c.Statement).OfType<SchemaAtom>().FirstOrDefault(a => a is { Holds: true, Schema.IsValue: true }) is { } atom
            ? JsonKey.Of(atom.Schema.Element)
            : null;

    private Expression Constant(string text, Sequel sequel) => _factory.Concat(_factory.Literal(text), sequel.After(text));

    private Expression Number(Formula part, Sequel sequel)
    {
        var text = _factory.Intersect(values.RegularNumber(part), ShortExponents());
        return RegularLanguages.HasMember(text) ? _factory.Capture(text, new ScalarText(values.Gate, sequel, [], isString: false)) : _factory.Empty;
    }

    /// <summary>Strings that are left out are told at their end where they are no dead ends, so that all strings of a schema are read in the same way.</summary>
    private Expression String(Formula formula, Formula part, Sequel sequel)
    {
        var (plain, excluded) = Split(formula);
        if (excluded.Count > 0 && IsOpenEnded(plain))
        {
            part = values.Reader.Of(plain, JsonKind.String);
        }
        else
        {
            excluded = [];
        }

        var text = values.StringText(part);
        var quote = _factory.Literal("\"");
        return RegularLanguages.HasMember(text)
            ? _factory.Concat(quote, _factory.Capture(_factory.Concat(text, quote), new ScalarText(values.Gate, sequel, excluded, isString: true)))
            : _factory.Empty;
    }

    /// <summary>A formula without the values that it leaves out, and the strings among these.</summary>
    private (Formula Plain, List<string> Excluded) Split(Formula formula)
    {
        var excluded = new List<string>();
        var plain = new List<Formula>();
        foreach (var part in formula.Conjuncts)
        {
            if (part.Statement is not SchemaAtom { Holds: false, Schema.IsValue: true } atom)
            {
                plain.Add(part);
            }
            else if (atom.Schema.Element.ValueKind == JsonValueKind.String)
            {
                excluded.Add(atom.Schema.Element.GetString()!);
            }
        }

        excluded.Sort(StringComparer.Ordinal);
        return (values.Table.And([.. plain]), excluded);
    }

    private bool IsOpenEnded(Formula plain)
    {
        if (!_openEnded.TryGetValue(plain, out var isOpenEnded))
        {
            var part = values.Reader.Of(plain, JsonKind.String);
            _openEnded[plain] = isOpenEnded = part.IsTrue || (!part.IsFalse && RegularLanguages.IsOpenEnded(values.StringText(part), MaxStates));
        }

        return isOpenEnded;
    }

    /// <summary>Numbers whose exponents are small enough for their values to be compared.</summary>
    private Expression ShortExponents()
    {
        if (_exponents is null)
        {
            var digit = _factory.Bytes(ByteSet.Range((byte)'0', (byte)'9'));
            var size = _factory.Choice(
                _factory.Repeat(digit, 1, 2),
                _factory.Concat(_factory.Bytes(ByteSet.Of((byte)'1', (byte)'2')), digit, digit),
                _factory.Concat(_factory.Literal("3"), _factory.Bytes(ByteSet.Of((byte)'0', (byte)'1')), digit));
            var power = _factory.Concat(
                _factory.Bytes(ByteSet.Of((byte)'e', (byte)'E')),
                _factory.Optional(_factory.Bytes(ByteSet.Of((byte)'+', (byte)'-'))),
                _factory.Star(_factory.Literal("0")),
                size);
            _exponents = _factory.Concat(_factory.Plus(_factory.Bytes(ByteSet.Of("-.0123456789"u8))), _factory.Optional(power));
        }

        return _exponents;
    }
}
