using System.Text.Json.Nodes;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>Random schemas over all keywords, and random values from the same small stock of names and scalars, so that they often meet.</summary>
internal sealed class AnySchema(Random random)
{
    private static readonly string[] Names = ["a", "b", "c", "x1", "x2"];
    private static readonly string[] Patterns = ["^x", "1$", "^[ab]$"];

    /// <summary>A schema; "#/$defs/d" leads to another.</summary>
    public JsonObject Next()
    {
        var schema = Object(3);
        schema["$defs"] = new JsonObject { ["d"] = Object(1) };
        return schema;
    }

    /// <summary>A value.</summary>
    public JsonNode? Value(int depth) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-2, 8),
        3 => random.Next(4) == 0 ? 1.5m : random.Next(3),
        4 => Text(),
        5 or 6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => new JsonObject(Names.Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next()).Select(n => KeyValuePair.Create(n, Value(depth - 1)))),
    };

    private string Text() => random.Next(3) switch { 0 => Names[random.Next(Names.Length)], 1 => "", _ => new string('x', random.Next(4)) };

    private JsonNode Schema(int depth) => random.Next(12) == 0 ? JsonValue.Create(random.Next(3) > 0) : Object(depth);

    private JsonObject Object(int depth)
    {
        var schema = new JsonObject();
        var count = random.Next(1, 4);
        for (var i = 0; i < count; i++)
        {
            var (keyword, value) = random.Next(depth > 0 ? 34 : 14) switch
            {
                0 or 1 => ("type", Type()),
                2 => ("enum", new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value(1))])),
                3 => ("const", Value(1)),
                4 => ("minimum", (JsonNode)random.Next(-2, 4)),
                5 => ("maximum", random.Next(6)),
                6 => ("multipleOf", random.Next(1, 4)),
                7 => ("minLength", random.Next(3)),
                8 => ("maxLength", random.Next(4)),
                9 => ("pattern", Patterns[random.Next(Patterns.Length)]),
                10 => ("required", new JsonArray([.. Names.Where(_ => random.Next(4) == 0).Select(n => JsonValue.Create(n))])),
                11 => ("minItems", random.Next(3)),
                12 => ("maxProperties", random.Next(4)),
                13 => ("exclusiveMinimum", random.Next(-2, 3)),
                14 or 15 => ("properties", Map(depth)),
                16 => ("patternProperties", new JsonObject { [Patterns[random.Next(Patterns.Length)]] = Schema(depth - 1) }),
                17 => ("additionalProperties", Schema(depth - 1)),
                18 => ("propertyNames", Schema(depth - 1)),
                19 => ("items", Schema(depth - 1)),
                20 => ("prefixItems", List(depth)),
                21 => ("contains", Schema(depth - 1)),
                22 => ("maxItems", random.Next(4)),
                23 or 24 => ("allOf", List(depth)),
                25 => ("anyOf", List(depth)),
                26 or 27 => ("oneOf", List(depth)),
                28 => ("not", Schema(depth - 1)),
                29 => ("dependentSchemas", Map(depth)),
                30 => ("unevaluatedProperties", Schema(depth - 1)),
                31 => ("unevaluatedItems", Schema(depth - 1)),
                32 => ("$ref", "#/$defs/d"),
                _ => ("if", Schema(depth - 1)),
            };
            schema[keyword] = value;
        }

        if (schema.ContainsKey("if"))
        {
            schema["then"] = Schema(depth - 1);
            schema["else"] = Schema(depth - 1);
        }

        if (schema.ContainsKey("contains") && random.Next(2) == 0)
        {
            schema["maxContains"] = random.Next(1, 3);
            schema["minContains"] = random.Next(2);
        }

        if ((schema.ContainsKey("items") || schema.ContainsKey("prefixItems") || schema.ContainsKey("minItems")) && random.Next(3) == 0)
        {
            schema["uniqueItems"] = true;
        }

        // Inside the definition itself a reference to it would have no end.
        if (depth <= 1)
        {
            schema.Remove("$ref");
        }

        return schema;
    }

    private JsonNode Type()
    {
        string[] types = ["null", "boolean", "integer", "number", "string", "array", "object"];
        return random.Next(3) == 0 ? types[random.Next(types.Length)] : new JsonArray([.. types.Where(_ => random.Next(2) == 0).DefaultIfEmpty("object").Select(t => JsonValue.Create(t))]);
    }

    private JsonObject Map(int depth) =>
        new(Names.Where(_ => random.Next(3) == 0).Select(n => KeyValuePair.Create(n, (JsonNode?)Schema(depth - 1))));

    private JsonArray List(int depth) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode?)Schema(depth - 1))]);
}
