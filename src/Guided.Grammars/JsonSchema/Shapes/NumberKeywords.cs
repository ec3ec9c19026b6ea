using System.Text.Json;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Shapes;

/// <summary>minimum, maximum, their exclusive forms, and multipleOf.</summary>
internal sealed class NumberKeywords(SchemaDraft draft, JsonReading reading)
{
    public NumberShape Read(Schema schema, bool integer)
    {
        var shape = new NumberShape
        {
            IsInteger = integer,
            IsPlain = integer && IsPlain(draft, reading),
            Min = NumberBound.MaxOf(Bound(schema, "minimum", "exclusiveMinimum"), Exclusive(schema, "exclusiveMinimum")),
            Max = NumberBound.MinOf(Bound(schema, "maximum", "exclusiveMaximum"), Exclusive(schema, "exclusiveMaximum")),
            Divisors = Divisor(schema) is { } divisor ? [divisor] : [],
            Path = schema.Path,
        };

        // JSON Schema knows no formats of numbers; to a .NET type their ranges matter.
        return reading == JsonReading.DotNet && KeywordValues.Text(schema, "format") is { } format && NumberFormats.RangeOf(format) is { } range
            ? shape with { Min = NumberBound.MaxOf(shape.Min, range.Min), Max = NumberBound.MinOf(shape.Max, range.Max) }
            : shape;
    }

    /// <summary>Whether an integer is a number without fraction and exponent. .NET reads no other integers, so there it need not be said.</summary>
    public static bool IsPlain(SchemaDraft draft, JsonReading reading) => draft == SchemaDraft.Draft4 && reading == JsonReading.JsonSchema;

    private NumberBound? Bound(Schema schema, string keyword, string exclusive)
    {
        if (schema.Keyword(keyword) is not { } value)
        {
            return null;
        }

        // In draft 4 the exclusive form is a boolean beside the bound.
        var isExclusive = draft == SchemaDraft.Draft4 && schema.Keyword(exclusive) is { ValueKind: JsonValueKind.True };
        return new NumberBound(Number(schema, keyword, value), isExclusive);
    }

    private NumberBound? Exclusive(Schema schema, string keyword)
    {
        if (schema.Keyword(keyword) is not { } value || (draft == SchemaDraft.Draft4 && value.ValueKind is JsonValueKind.True or JsonValueKind.False))
        {
            return null;
        }

        return new NumberBound(Number(schema, keyword, value), IsExclusive: true);
    }

    private static JsonDecimal? Divisor(Schema schema)
    {
        if (schema.Keyword("multipleOf") is not { } value)
        {
            return null;
        }

        var divisor = Number(schema, "multipleOf", value);
        return divisor.Sign > 0 ? divisor : throw schema.Error("multipleOf", $"{divisor} is not greater than 0");
    }

    private static JsonDecimal Number(Schema schema, string keyword, JsonElement value) => value.ValueKind == JsonValueKind.Number
        ? KeywordValues.Number(schema, keyword, value)
        : throw schema.Error(keyword, $"{value.GetRawText()} is not a number");
}
