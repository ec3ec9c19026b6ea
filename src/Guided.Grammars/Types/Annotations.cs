using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Guided.Grammars.Types;

/// <summary>Data annotations of members, as keywords of their schemas. What cannot be enforced is refused.</summary>
internal static class Annotations
{
    /// <summary>The member's schema with its annotations.</summary>
    /// <exception cref="TypeException">An annotation cannot be enforced.</exception>
    public static JsonObject Apply(ICustomAttributeProvider? member, TypePlace place, JsonObject schema, ref bool isRequired)
    {
        var all = (member?.GetCustomAttributes(inherit: true) ?? []).OfType<ValidationAttribute>().ToArray();
        if (all.Length == 0)
        {
            return schema;
        }

        // Keywords beside a reference count for nothing, so it moves inside.
        if (schema.ContainsKey("$ref") || schema.ContainsKey("anyOf"))
        {
            schema = new JsonObject { ["allOf"] = new JsonArray(schema) };
        }

        foreach (var annotation in all)
        {
            switch (annotation)
            {
                case RequiredAttribute required:
                    isRequired = true;
                    NotNull(required, place, schema);
                    break;
                case RangeAttribute range:
                    Range(range, place, schema);
                    break;
                case StringLengthAttribute length:
                    Length(place, schema, length.MinimumLength, length.MaximumLength);
                    break;
                case LengthAttribute length:
                    Length(place, schema, length.MinimumLength, length.MaximumLength);
                    break;
                case MinLengthAttribute length:
                    Length(place, schema, length.Length, null);
                    break;
                case MaxLengthAttribute length:
                    Length(place, schema, null, length.Length < 0 ? null : length.Length);
                    break;
                case RegularExpressionAttribute pattern when place.Type == typeof(string):
                    And(schema, new JsonObject { ["pattern"] = pattern.Pattern });
                    break;
                case AllowedValuesAttribute values:
                    Among(place, schema, values.Values);
                    break;
                case EnumDataTypeAttribute when place.Type.IsEnum:
                case DataTypeAttribute { DataType: not (DataType.Custom or DataType.EmailAddress or DataType.Url or DataType.PhoneNumber or DataType.CreditCard) }:
                    break; // what the type says already, or nothing on validity
                default:
                    throw place.Error($"the annotation {annotation.GetType().Name} is not enforced; remove it, or state it with RegularExpression or Range");
            }
        }

        return schema;
    }

    /// <summary>A required member is not null, and a string not blank: see RequiredAttribute.AllowEmptyStrings.</summary>
    private static void NotNull(RequiredAttribute required, TypePlace place, JsonObject schema)
    {
        And(schema, new JsonObject { ["not"] = new JsonObject { ["type"] = "null" } });
        if (place.Type == typeof(string) && !required.AllowEmptyStrings)
        {
            And(schema, new JsonObject { ["pattern"] = @"[\s\S]*\S[\s\S]*" });
        }
    }

    private static void Length(TypePlace place, JsonObject schema, int? min, int? max)
    {
        var isText = place.Type == typeof(string);
        if (!isText && (schema["type"]?.ToString().Contains("array", StringComparison.Ordinal) != true || !typeof(System.Collections.ICollection).IsAssignableFrom(place.Type) && place.Type.GetProperty("Count") is null && !place.Type.IsInterface))
        {
            throw place.Error("a length is enforced on strings and collections only");
        }

        if (min > 0)
        {
            schema[isText ? "minLength" : "minItems"] = min;
        }

        if (max is { } most)
        {
            schema[isText ? "maxLength" : "maxItems"] = most;
        }
    }

    private static void Among(TypePlace place, JsonObject schema, object?[] values)
    {
        if (!Array.TrueForAll(values, v => v is null or string or bool or sbyte or byte or short or ushort or int or uint or long or ulong or float or double))
        {
            throw place.Error("AllowedValues is enforced on strings, numbers and booleans only");
        }

        And(schema, new JsonObject { ["enum"] = new JsonArray([.. values.Select(v => v is null ? null : JsonValue.Create(v))]) });
    }

    private static void Range(RangeAttribute range, TypePlace place, JsonObject schema)
    {
        if (!ScalarTypes.IsNumber(Nullable.GetUnderlyingType(place.Type) ?? place.Type))
        {
            throw place.Error("a Range is enforced on numbers only");
        }

        if (Limit(range.Minimum) is { } least)
        {
            schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = least;
        }

        if (Limit(range.Maximum) is { } greatest)
        {
            schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = greatest;
        }

        // As text, so that no digit is lost; limits that are infinite bound nothing.
        JsonNode? Limit(object value)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? double.IsInfinity(number) ? null : JsonNode.Parse(Number(text))
                : throw place.Error($"the limit {value} of its Range is no number");
        }
    }

    /// <summary>A number as JSON writes it: no plus sign before it, a digit on both sides of a point.</summary>
    private static string Number(string text)
    {
        text = text.Trim().TrimStart('+');
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !text.Contains('E', StringComparison.OrdinalIgnoreCase)
            ? value.ToString(CultureInfo.InvariantCulture)
            : double.Parse(text, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);
    }

    private static void And(JsonObject schema, JsonObject condition)
    {
        var all = schema["allOf"] as JsonArray;
        if (all is null)
        {
            schema["allOf"] = all = [];
        }

        all.Add(condition);
    }
}
