using System.Text.Json.Nodes;

namespace Guided.Grammars.Tests.JsonSchema.Properties;

/// <summary>Random schemas over every keyword of an edition, and random values from the same small stock of names and scalars, so that they often meet.</summary>
internal sealed class EveryKeyword(Random random, int draft)
{
    private static readonly string[] Names = ["a", "b", "c", "x1", "x2", "é"];
    private static readonly string[] Patterns = ["^x", "1$", "^[ab]$", "^[a-z]*$", "^(?!x)", "[^a]"];
    private static readonly string[] Texts = ["", "a", "b", "x1", "x2", "é", "abc", "xx", "1.2.3.4", "/a", "\"\\", "😀"];
    private static readonly string[] Formats = ["ipv4", "uuid", "json-pointer", "made-up"];
    private static readonly string[] Types = ["null", "boolean", "integer", "number", "string", "array", "object"];

    private static readonly Dictionary<int, string> Uris = new()
    {
        [4] = "http://json-schema.org/draft-04/schema#",
        [6] = "http://json-schema.org/draft-06/schema#",
        [7] = "http://json-schema.org/draft-07/schema#",
        [2019] = "https://json-schema.org/draft/2019-09/schema",
        [2020] = "https://json-schema.org/draft/2020-12/schema",
    };

    private string Definitions => draft >= 2019 ? "$defs" : "definitions";

    /// <summary>A schema; references lead to its two definitions, which may refer to each other below items and members, and to the root.</summary>
    public JsonObject Next()
    {
        var schema = Object(3, isNested: false);
        schema.Insert(0, "$schema", Uris[draft]);
        schema[Definitions] = new JsonObject { ["d"] = Object(1, isNested: false), ["e"] = Object(2, isNested: false) };
        return schema;
    }

    /// <summary>A value.</summary>
    public JsonNode? Value(int depth) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.Next(-2, 8),
        3 => random.Next(4) == 0 ? 1.5m : random.Next(3),
        4 => Texts[random.Next(Texts.Length)],
        5 or 6 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Value(depth - 1))]),
        _ => new JsonObject(Names.Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next()).Select(n => KeyValuePair.Create(n, Value(depth - 1)))),
    };

    private JsonNode Schema(int depth) => draft > 4 && random.Next(12) == 0 ? JsonValue.Create(random.Next(3) > 0) : Object(depth, isNested: true);

    /// <param name="depth">How much deeper schemas may nest.</param>
    /// <param name="isNested">Whether a value or a name stands between it and the definition it is in, so that references have an end.</param>
    private JsonObject Object(int depth, bool isNested)
    {
        var schema = new JsonObject();
        var count = random.Next(1, 5);
        for (var i = 0; i < count; i++)
        {
            var (keyword, value) = Keyword(random.Next(depth > 0 ? 44 : 18), depth);
            if (keyword.Length > 0)
            {
                schema[keyword] = value;
            }
        }

        if (isNested && depth >= 1 && random.Next(8) == 0)
        {
            schema["$ref"] = $"#/{Definitions}/{(random.Next(2) == 0 ? "d" : "e")}";
        }

        if (schema.ContainsKey("if"))
        {
            schema["then"] = Within(depth);
            schema["else"] = Within(depth);
        }

        if (schema.ContainsKey("contains") && random.Next(2) == 0)
        {
            schema["maxContains"] = random.Next(1, 3);
            schema["minContains"] = random.Next(2);
        }

        if (draft == 4 && random.Next(3) == 0)
        {
            Exclude(schema, "minimum", "exclusiveMinimum");
            Exclude(schema, "maximum", "exclusiveMaximum");
        }

        if ((schema.ContainsKey("items") || schema.ContainsKey("prefixItems") || schema.ContainsKey("minItems")) && random.Next(3) == 0)
        {
            schema["uniqueItems"] = random.Next(5) > 0;
        }

        return schema;
    }

    private void Exclude(JsonObject schema, string bound, string flag)
    {
        if (schema.ContainsKey(bound))
        {
            schema[flag] = random.Next(3) > 0;
        }
    }

    private (string Keyword, JsonNode? Value) Keyword(int choice, int depth) => choice switch
    {
        0 or 1 or 2 => ("type", Type()),
        3 => ("enum", new JsonArray([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Value(1))])),
        4 => draft > 4 ? ("const", Value(1)) : ("", null),
        5 => ("minimum", (JsonNode)random.Next(-2, 4)),
        6 => ("maximum", random.Next(6)),
        7 => ("multipleOf", random.Next(4) == 0 ? 0.5m : random.Next(1, 4)),
        8 => ("minLength", random.Next(3)),
        9 => ("maxLength", random.Next(4)),
        10 => ("pattern", Patterns[random.Next(Patterns.Length)]),
        11 => ("required", Required()),
        12 => ("minItems", random.Next(3)),
        13 => ("maxProperties", random.Next(4)),
        14 => draft > 4 ? ("exclusiveMinimum", random.Next(-2, 3)) : ("", null),
        15 => draft > 4 ? ("exclusiveMaximum", random.Next(1, 6)) : ("", null),
        16 => ("format", Formats[random.Next(Formats.Length)]),
        17 => ("minProperties", random.Next(3)),
        18 or 19 => ("properties", Map(depth)),
        20 => ("patternProperties", new JsonObject { [Patterns[random.Next(Patterns.Length)]] = Schema(depth - 1) }),
        21 => ("additionalProperties", Schema(depth - 1)),
        22 => draft > 4 ? ("propertyNames", Within(depth)) : ("", null),
        23 => ("items", draft < 2020 && random.Next(2) == 0 ? List(depth) : Schema(depth - 1)),
        24 => draft < 2020 ? ("additionalItems", Schema(depth - 1)) : ("prefixItems", List(depth)),
        25 => draft > 4 ? ("contains", Schema(depth - 1)) : ("", null),
        26 => ("maxItems", random.Next(4)),
        27 or 28 => ("allOf", Branches(depth)),
        29 or 30 => ("anyOf", Branches(depth)),
        31 or 32 => ("oneOf", Branches(depth)),
        33 or 34 => ("not", Within(depth)),
        35 => draft >= 2019 ? ("dependentSchemas", new JsonObject { [Name()] = Within(depth) }) : ("", null),
        36 => draft >= 2019 ? ("dependentRequired", new JsonObject { [Name()] = Required() }) : ("", null),
        37 => ("dependencies", new JsonObject { [Name()] = random.Next(2) == 0 ? Required() : Within(depth) }),
        38 or 39 => draft >= 2019 ? ("unevaluatedProperties", Schema(depth - 1)) : ("", null),
        40 => draft >= 2019 ? ("unevaluatedItems", Schema(depth - 1)) : ("", null),
        41 or 42 => draft >= 7 ? ("if", Within(depth)) : ("", null),
        _ => ("title", "a title"),
    };

    private string Name() => Names[random.Next(Names.Length)];

    // Draft 4 wants one name at least.
    private JsonArray Required() => new([.. Names.Where(_ => random.Next(5) == 0).DefaultIfEmpty(Name()).Distinct().Select(n => JsonValue.Create(n))]);

    private JsonNode Type() => random.Next(3) == 0
        ? Types[random.Next(Types.Length)]
        : new JsonArray([.. Types.Where(_ => random.Next(2) == 0).DefaultIfEmpty("object").Select(t => JsonValue.Create(t))]);

    private JsonObject Map(int depth) =>
        new(Names.Where(_ => random.Next(3) == 0).Select(n => KeyValuePair.Create(n, (JsonNode?)Schema(depth - 1))));

    private JsonArray List(int depth) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode?)Schema(depth - 1))]);

    private JsonArray Branches(int depth) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (JsonNode?)Within(depth))]);

    /// <summary>A schema of the same value, in which references would have no end.</summary>
    private JsonObject Within(int depth) => Object(depth - 1, isNested: false);
}
