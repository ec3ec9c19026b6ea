using System.Collections.Immutable;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Strings.Formats;

namespace Guided.Grammars.JsonSchema.Shapes;

/// <summary>minLength, maxLength, pattern, format, and contentEncoding where it is asserted.</summary>
internal sealed class StringKeywords(JsonSchemaOptions options)
{
    public StringShape? Read(Schema schema)
    {
        var conditions = ImmutableArray.CreateBuilder<StringCondition>();
        if (KeywordValues.Text(schema, "pattern") is { } pattern)
        {
            conditions.Add(new StringCondition(schema, "pattern", pattern));
        }

        if (Format(schema) is { } format)
        {
            conditions.Add(new StringCondition(schema, StringCondition.Format, format));
        }

        if (options.AssertContentEncoding && schema.Keyword("contentMediaType") is not null)
        {
            throw schema.Error("contentMediaType", $"what the text contains is not enforced; leave it out, or {nameof(JsonSchemaOptions.AssertContentEncoding)}");
        }

        if (options.AssertContentEncoding && KeywordValues.Text(schema, "contentEncoding") is { } encoding)
        {
            conditions.Add(new StringCondition(schema, StringCondition.Format, Encoding(schema, encoding)));
        }

        var shape = new StringShape
        {
            MinLength = KeywordValues.Count(schema, "minLength") ?? 0,
            MaxLength = KeywordValues.Count(schema, "maxLength"),
            Conditions = conditions.ToImmutable(),
        };
        return shape.MaxLength < shape.MinLength ? null : shape;
    }

    /// <summary>Whether the format of a schema bears on validity.</summary>
    public static bool Asserts(Schema schema, JsonSchemaOptions options) => options.Formats != JsonFormats.Annotate
        && KeywordValues.Text(schema, "format") is { } format
        && (NumberFormats.IsKnown(format) ? options.Reading == JsonReading.DotNet : FormatCatalog.IsKnown(format, options.Reading));

    /// <summary>The format, where it is asserted.</summary>
    private string? Format(Schema schema)
    {
        if (options.Formats == JsonFormats.Annotate || KeywordValues.Text(schema, "format") is not { } format || NumberFormats.IsKnown(format))
        {
            return null;
        }

        if (FormatCatalog.IsKnown(format, options.Reading))
        {
            return format;
        }

        return options.Formats == JsonFormats.Assert
            ? null
            : throw schema.Error("format", $"the format '{format}' is not known; use one of {FormatCatalog.Names}, or a pattern, or {nameof(JsonFormats)}.{nameof(JsonFormats.Assert)}");
    }

    private static string Encoding(Schema schema, string encoding) => string.Equals(encoding, ContentFormats.Base64, StringComparison.OrdinalIgnoreCase)
        ? ContentFormats.Base64
        : throw schema.Error("contentEncoding", $"the encoding '{encoding}' is not enforced; {ContentFormats.Base64} is");
}
