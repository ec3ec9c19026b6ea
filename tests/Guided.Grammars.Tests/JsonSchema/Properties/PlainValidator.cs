using System.Numerics;
using System.Text.Json;
using Pattern = System.Text.RegularExpressions.Regex;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>JSON Schema word for word, over parsed values: written for the tests, and sharing nothing with the code under test.</summary>
/// <param name="root">The schema.</param>
/// <param name="draft">The edition: 4, 6, 7, 2019 or 2020.</param>
internal sealed class PlainValidator(JsonElement root, int draft = 2020)
{
    /// <summary>Whether a text is JSON without repeated names that satisfies the schema.</summary>
    public bool IsValid(string text)
    {
        using var document = JsonDocument.Parse(text);
        return HasDistinctNames(document.RootElement) && Evaluate(root, document.RootElement, new Evaluated());
    }

    /// <summary>What schemas that hold have spoken of.</summary>
    private sealed class Evaluated
    {
        public HashSet<string> Members { get; } = [];

        public HashSet<int> Items { get; } = [];

        public void Add(Evaluated other)
        {
            Members.UnionWith(other.Members);
            Items.UnionWith(other.Items);
        }
    }

    private static bool HasDistinctNames(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(m => m.Name).Distinct().Count() == value.EnumerateObject().Count()
            && value.EnumerateObject().All(m => HasDistinctNames(m.Value)),
        JsonValueKind.Array => value.EnumerateArray().All(HasDistinctNames),
        _ => true,
    };

    private bool Evaluate(JsonElement schema, JsonElement value, Evaluated evaluated)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return schema.ValueKind == JsonValueKind.True;
        }

        // Up to draft 7 what stands beside a reference is ignored.
        if (draft <= 7 && schema.TryGetProperty("$ref", out var only))
        {
            return Evaluate(Find(only.GetString()!), value, evaluated);
        }

        var mine = new Evaluated();
        var holds = Assertions(schema, value)
            && Combinations(schema, value, mine)
            && (value.ValueKind != JsonValueKind.Array || Items(schema, value, mine))
            && (value.ValueKind != JsonValueKind.Object || Members(schema, value, mine));
        if (holds)
        {
            evaluated.Add(mine);
        }

        return holds;
    }

    private bool Holds(JsonElement schema, JsonElement value) => Evaluate(schema, value, new Evaluated());

    private bool Combinations(JsonElement schema, JsonElement value, Evaluated mine)
    {
        if (schema.TryGetProperty("$ref", out var reference) && !Evaluate(Find(reference.GetString()!), value, mine))
        {
            return false;
        }

        if (schema.TryGetProperty("allOf", out var all) && !all.EnumerateArray().ToArray().All(s => Evaluate(s, value, mine)))
        {
            return false;
        }

        // All branches are evaluated, for what they speak of.
        if (schema.TryGetProperty("anyOf", out var any) && Array.FindAll([.. any.EnumerateArray()], s => Evaluate(s, value, mine)) is [])
        {
            return false;
        }

        if (schema.TryGetProperty("oneOf", out var one) && one.EnumerateArray().ToArray().Count(s => Evaluate(s, value, mine)) != 1)
        {
            return false;
        }

        if (schema.TryGetProperty("not", out var not) && Holds(not, value))
        {
            return false;
        }

        if (draft >= 7 && schema.TryGetProperty("if", out var condition))
        {
            var branch = Evaluate(condition, value, mine) ? "then" : "else";
            return !schema.TryGetProperty(branch, out var then) || Evaluate(then, value, mine);
        }

        return true;
    }

    private JsonElement Find(string reference) => reference.TrimStart('#').Split('/').Skip(1).Aggregate(root, (at, step) => at.GetProperty(step));

    private bool Items(JsonElement schema, JsonElement value, Evaluated mine)
    {
        var items = value.EnumerateArray().ToArray();
        var isList = draft < 2020 && schema.TryGetProperty("items", out var first) && first.ValueKind == JsonValueKind.Array;
        var prefix = schema.TryGetProperty(isList ? "items" : "prefixItems", out var list) && (isList || draft >= 2020) ? list.EnumerateArray().ToArray() : [];
        for (var i = 0; i < Math.Min(prefix.Length, items.Length); i++)
        {
            mine.Items.Add(i);
            if (!Holds(prefix[i], items[i]))
            {
                return false;
            }
        }

        if (schema.TryGetProperty(isList ? "additionalItems" : "items", out var rest))
        {
            for (var i = prefix.Length; i < items.Length; i++)
            {
                mine.Items.Add(i);
                if (!Holds(rest, items[i]))
                {
                    return false;
                }
            }
        }

        if (draft >= 6 && schema.TryGetProperty("contains", out var contains))
        {
            var matching = Enumerable.Range(0, items.Length).Where(i => Holds(contains, items[i])).ToArray();
            mine.Items.UnionWith(draft >= 2020 ? matching : []);
            var (least, most) = draft >= 2019 ? (Count(schema, "minContains", 1), Count(schema, "maxContains", int.MaxValue)) : (1, int.MaxValue);
            if (matching.Length < least || matching.Length > most)
            {
                return false;
            }
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.GetBoolean()
            && Enumerable.Range(0, items.Length).Any(i => Enumerable.Range(0, i).Any(j => AreEqual(items[i], items[j]))))
        {
            return false;
        }

        return draft < 2019 || !schema.TryGetProperty("unevaluatedItems", out var others)
            || Enumerable.Range(0, items.Length).Where(i => mine.Items.Add(i)).ToArray().All(i => Holds(others, items[i]));
    }

    private bool Members(JsonElement schema, JsonElement value, Evaluated mine)
    {
        var members = value.EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        foreach (var (name, member) in members)
        {
            var found = false;
            if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var declared))
            {
                found = true;
                if (!Holds(declared, member))
                {
                    return false;
                }
            }

            if (schema.TryGetProperty("patternProperties", out var patterns))
            {
                foreach (var pattern in patterns.EnumerateObject().Where(p => Pattern.IsMatch(name, p.Name)))
                {
                    found = true;
                    if (!Holds(pattern.Value, member))
                    {
                        return false;
                    }
                }
            }

            if (!found && schema.TryGetProperty("additionalProperties", out var additional))
            {
                found = true;
                if (!Holds(additional, member))
                {
                    return false;
                }
            }

            if (found)
            {
                mine.Members.Add(name);
            }

            if (draft >= 6 && schema.TryGetProperty("propertyNames", out var names) && !Holds(names, JsonSerializer.SerializeToElement(name)))
            {
                return false;
            }
        }

        if (schema.TryGetProperty("dependencies", out var either) && !either.EnumerateObject().ToArray().All(d => !members.ContainsKey(d.Name)
            || (d.Value.ValueKind == JsonValueKind.Array ? d.Value.EnumerateArray().All(n => members.ContainsKey(n.GetString()!)) : Evaluate(d.Value, value, mine))))
        {
            return false;
        }

        if (draft >= 2019 && schema.TryGetProperty("dependentRequired", out var required)
            && required.EnumerateObject().Any(d => members.ContainsKey(d.Name) && !d.Value.EnumerateArray().All(n => members.ContainsKey(n.GetString()!))))
        {
            return false;
        }

        if (draft >= 2019 && schema.TryGetProperty("dependentSchemas", out var schemas)
            && !schemas.EnumerateObject().ToArray().All(d => !members.ContainsKey(d.Name) || Evaluate(d.Value, value, mine)))
        {
            return false;
        }

        return draft < 2019 || !schema.TryGetProperty("unevaluatedProperties", out var others)
            || members.Where(m => mine.Members.Add(m.Key)).ToArray().All(m => Holds(others, m.Value));
    }

    private bool Assertions(JsonElement schema, JsonElement value)
    {
        if (schema.TryGetProperty("type", out var type)
            && !(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().ToArray() : [type]).Any(t => IsOfType(value, t.GetString()!)))
        {
            return false;
        }

        if ((schema.TryGetProperty("const", out var constant) && !AreEqual(constant, value))
            || (schema.TryGetProperty("enum", out var list) && !list.EnumerateArray().Any(v => AreEqual(v, value))))
        {
            return false;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                var number = Number.Of(value);
                if (draft == 4)
                {
                    var (isAbove, isBelow) = (IsTrue(schema, "exclusiveMinimum"), IsTrue(schema, "exclusiveMaximum"));
                    return (!schema.TryGetProperty("minimum", out var low) || number.CompareTo(Number.Of(low)) >= (isAbove ? 1 : 0))
                        && (!schema.TryGetProperty("maximum", out var high) || number.CompareTo(Number.Of(high)) <= (isBelow ? -1 : 0))
                        && (!schema.TryGetProperty("multipleOf", out var part) || number.IsMultipleOf(Number.Of(part)));
                }

                return (!schema.TryGetProperty("minimum", out var min) || number.CompareTo(Number.Of(min)) >= 0)
                    && (!schema.TryGetProperty("maximum", out var max) || number.CompareTo(Number.Of(max)) <= 0)
                    && (!schema.TryGetProperty("exclusiveMinimum", out var above) || number.CompareTo(Number.Of(above)) > 0)
                    && (!schema.TryGetProperty("exclusiveMaximum", out var below) || number.CompareTo(Number.Of(below)) < 0)
                    && (!schema.TryGetProperty("multipleOf", out var divisor) || number.IsMultipleOf(Number.Of(divisor)));
            case JsonValueKind.String:
                var text = value.GetString()!;
                var length = text.EnumerateRunes().Count();
                return length >= Count(schema, "minLength", 0) && length <= Count(schema, "maxLength", int.MaxValue)
                    && (!schema.TryGetProperty("pattern", out var pattern) || Pattern.IsMatch(text, pattern.GetString()!))
                    && (!schema.TryGetProperty("format", out var format) || HasFormat(text, format.GetString()!));
            case JsonValueKind.Array:
                return value.GetArrayLength() >= Count(schema, "minItems", 0) && value.GetArrayLength() <= Count(schema, "maxItems", int.MaxValue);
            case JsonValueKind.Object:
                var names = value.EnumerateObject().Select(m => m.Name).ToHashSet();
                return names.Count >= Count(schema, "minProperties", 0) && names.Count <= Count(schema, "maxProperties", int.MaxValue)
                    && (!schema.TryGetProperty("required", out var required) || required.EnumerateArray().All(n => names.Contains(n.GetString()!)));
            default:
                return true;
        }
    }

    /// <summary>The formats of the tests; those of more than one rule have tests of their own.</summary>
    private static bool HasFormat(string text, string format) => format switch
    {
        "ipv4" => Pattern.IsMatch(text, @"^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.(?!\z)|\z)){4}\z"),
        "uuid" => Pattern.IsMatch(text, @"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\z"),
        "json-pointer" => Pattern.IsMatch(text, @"^(/([^~/]|~[01])*)*\z"),
        _ => true,
    };

    private static bool IsTrue(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.True;

    private static int Count(JsonElement schema, string keyword, int otherwise) => schema.TryGetProperty(keyword, out var count) ? count.GetInt32() : otherwise;

    private bool IsOfType(JsonElement value, string type) => type switch
    {
        "null" => value.ValueKind == JsonValueKind.Null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number
            && (draft == 4 ? value.GetRawText().IndexOfAny(['.', 'e', 'E']) < 0 : Number.Of(value).IsMultipleOf(new Number(1, 0))),
        "array" => value.ValueKind == JsonValueKind.Array,
        _ => value.ValueKind == JsonValueKind.Object,
    };

    private static bool AreEqual(JsonElement x, JsonElement y)
    {
        if (x.ValueKind != y.ValueKind)
        {
            return false;
        }

        return x.ValueKind switch
        {
            JsonValueKind.Number => Number.Of(x).CompareTo(Number.Of(y)) == 0,
            JsonValueKind.String => x.GetString() == y.GetString(),
            JsonValueKind.Array => x.GetArrayLength() == y.GetArrayLength() && x.EnumerateArray().Zip(y.EnumerateArray()).All(p => AreEqual(p.First, p.Second)),
            JsonValueKind.Object => x.EnumerateObject().Count() == y.EnumerateObject().Count()
                && x.EnumerateObject().All(m => y.TryGetProperty(m.Name, out var other) && AreEqual(m.Value, other)),
            _ => true,
        };
    }

    /// <summary>Coefficient × 10^Exponent.</summary>
    private readonly record struct Number(BigInteger Coefficient, int Exponent)
    {
        public static Number Of(JsonElement value)
        {
            var text = value.GetRawText();
            var mark = text.IndexOfAny(['e', 'E']);
            var mantissa = mark < 0 ? text : text[..mark];
            var point = mantissa.IndexOf('.', StringComparison.Ordinal);
            var coefficient = BigInteger.Parse(mantissa.Replace(".", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture);

            // Exponents beyond this differ from no bound of the tests by less than all the digits there are.
            var power = mark < 0 ? 0 : (int)BigInteger.Clamp(BigInteger.Parse(text[(mark + 1)..], System.Globalization.CultureInfo.InvariantCulture), -2000, 2000);
            return new Number(coefficient, power - (point < 0 ? 0 : mantissa.Length - point - 1));
        }

        public int CompareTo(Number other)
        {
            var exponent = Math.Min(Exponent, other.Exponent);
            return (Coefficient * BigInteger.Pow(10, Exponent - exponent)).CompareTo(other.Coefficient * BigInteger.Pow(10, other.Exponent - exponent));
        }

        public bool IsMultipleOf(Number divisor)
        {
            var exponent = Math.Min(Exponent, divisor.Exponent);
            return (Coefficient * BigInteger.Pow(10, Exponent - exponent) % (divisor.Coefficient * BigInteger.Pow(10, divisor.Exponent - exponent))).IsZero;
        }
    }
}
