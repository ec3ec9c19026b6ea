using Guided.Expressions;
using Guided.Grammars.JsonSchema;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>One keyword at a time: what is in and what is out.</summary>
public sealed class KeywordTests
{
    [Theory]
    [InlineData("""{"type":"integer"}""", "0|-0|12|1.0|1e2|1.50e1|120e-1|-3.000", "1.5|01|1e-1|+1|1.|.5|15e-1|\"1\"")]
    [InlineData("""{"type":"number"}""", "0|-0.0|1e5|1E+05|12.50|0.5e-3", "00|1.|.1|1e|NaN|--1|0x1")]
    [InlineData("""{"type":"integer","minimum":-2,"maximum":13}""", "-2|-1|0|-0|13|9|10|1e1|13.0|130e-1|0.2e1", "-3|14|20|2e1|131e-1|100|-10")]
    [InlineData("""{"type":"number","minimum":0.5,"exclusiveMaximum":12.25}""", "0.5|0.50|1|12.2499|5e-1|1.2e1|0.05e1|1224e-2", "0.49|12.25|12.250|1.225e1|0|-1|13|4e-1|1225e-2")]
    [InlineData("""{"type":"number","exclusiveMinimum":0}""", "0.0001|1|1e-9|5", "0|-0|0.00|0e5|-1")]
    [InlineData("""{"type":"number","maximum":-1.5}""", "-1.5|-2|-1.50|-1e3|-15e-1", "-1.49|0|1.5|-1|-1e0|-14e-1")]
    [InlineData("""{"type":"number","minimum":-0.5,"maximum":0.5}""", "0|-0|0.5|-0.5|-0.4999|5e-1|-5e-1|0e9", "0.51|-0.51|1|-1|6e-1")]
    [InlineData("""{"type":"integer","multipleOf":7}""", "0|7|14|-21|700|7.0", "1|8|-20|7.7|71")]
    [InlineData("""{"type":"integer","multipleOf":4,"minimum":5,"maximum":40}""", "8|12|40|40.0", "4|0|5|6|44|-8|400")]
    [InlineData("""{"multipleOf":0.05,"exclusiveMinimum":1,"type":"number"}""", "1.05|2|3.5|10.10|1.0500", "1|1.01|1.055|0.05|-2")]
    [InlineData("""{"type":"string","minLength":2,"maxLength":3}""", "\"ab\"|\"abc\"|\"\\u0061b\"|\"😀é\"|\"\\ud83d\\ude00x\"|\"\\n\\\"\"", "\"a\"|\"abcd\"|\"😀\"|\"\\ud83dxx\"|ab|\"a\nb\"")]
    [InlineData("""{"type":"string","pattern":"^a+$"}""", "\"a\"|\"aa\"|\"\\u0061\"", "\"\"|\"ab\"|\"ba\"")]
    [InlineData("""{"type":"string","pattern":"b","maxLength":2}""", "\"b\"|\"ab\"|\"ba\"", "\"aab\"|\"a\"")]
    [InlineData("""{"type":"string","format":"date"}""", "\"2024-02-29\"|\"2000-02-29\"|\"2023-12-31\"", "\"2023-02-29\"|\"1900-02-29\"|\"2023-04-31\"|\"2023-13-01\"|\"2023-1-01\"|\"2023-00-01\"")]
    [InlineData("""{"type":"string","format":"time"}""", "\"12:30:00Z\"|\"23:59:60Z\"|\"00:29:60.5+00:30\"|\"15:59:60-08:00\"|\"12:00:00.123+05:30\"", "\"12:30:00\"|\"24:00:00Z\"|\"12:00:60Z\"|\"15:59:60-07:00\"|\"12:60:00Z\"")]
    [InlineData("""{"type":"string","format":"date-time"}""", "\"2024-02-29T12:30:00Z\"|\"2024-02-29t12:30:00.1z\"|\"1990-12-31T23:59:60Z\"", "\"2023-02-29T12:30:00Z\"|\"2024-02-29 12:30:00Z\"|\"2024-02-29T12:30:00\"")]
    [InlineData("""{"type":"string","format":"uuid"}""", "\"2eb8aa08-aa98-11ea-b4aa-73b441d16380\"|\"2EB8AA08-AA98-11EA-B4AA-73B441D16380\"", "\"2eb8aa08aa9811eab4aa73b441d16380\"|\"2eb8aa08-aa98-11ea-b4aa-73b441d1638g\"")]
    [InlineData("""{"enum":["a",1,null,true,{"x":[1]}]}""", "\"a\"|\"\\u0061\"|1|1.0|10e-1|null|true|{\"x\":[1]}|{ \"x\" : [ 1.0 ] }", "\"b\"|2|false|{}|{\"x\":[2]}|{\"x\":[1],\"y\":1}|[1]")]
    [InlineData("""{"const":"é\""}""", "\"é\\\"\"|\"\\u00E9\\u0022\"", "\"e\"|\"é\"")]
    [InlineData("""{"type":["string","null"]}""", "null|\"\"", "1|[]|nul")]
    [InlineData("""{"type":"boolean"}""", "true|false", "null|True|0")]
    [InlineData("""{"type":"array","items":{"type":"integer"},"minItems":1,"maxItems":3}""", "[1]|[1,2,3]|[ 1 , 2 ]", "[]|[1,2,3,4]|[1,]|[\"a\"]|[1 2]")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"null"},{"type":"boolean"}],"items":{"type":"integer"}}""", "[]|[null]|[null,true]|[null,false,1,2]", "[true]|[null,1]|[null,true,\"x\"]")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-07/schema#","type":"array","items":[{"type":"null"}],"additionalItems":false,"minItems":1}""", "[null]", "[]|[null,null]")]
    public void Members_and_others(string schema, string members, string others) => Check(schema, members, others);

    [Theory]
    [InlineData("""{"not":{"type":["integer","string"]},"type":["number","string","null"]}""", "null|1.5|-0.25", "1|\"\"|1.0|true")]
    [InlineData("""{"type":"number","not":{"multipleOf":3}}""", "1|2|-4|1.5|3.3", "3|0|-6|9.0")]
    [InlineData("""{"oneOf":[{"type":"integer"},{"minimum":2}]}""", "1|2.5|null", "3|1.5")]
    [InlineData("""{"if":{"properties":{"k":{"const":1}},"required":["k"]},"then":{"required":["a"]},"else":{"required":["b"]}}""", "{\"k\":1,\"a\":0}|{\"a\":0,\"k\":1}|{\"b\":0}|{\"k\":2,\"b\":0}|3", "{\"k\":1}|{\"k\":1,\"b\":0}|{\"a\":0}|{}")]
    [InlineData("""{"contains":{"type":"integer"},"minContains":2,"maxContains":3,"type":"array"}""", "[1,2]|[1,\"\",2,3]", "[1]|[]|[1,2,3,4]")]
    [InlineData("""{"dependentRequired":{"a":["b"]},"type":"object"}""", "{}|{\"b\":1}|{\"a\":1,\"b\":1}|{\"b\":1,\"a\":1}", "{\"a\":1}")]
    [InlineData("""{"type":"array","items":{"type":["integer","string"]},"uniqueItems":true}""", "[]|[1,\"1\",2]|[1.5e1,1]", "[1,1]|[1,1.0]|[\"a\",\"\\u0061\"]|[10,1e1]")]
    [InlineData("""{"type":"array","items":{"enum":["a","b",true]},"uniqueItems":true,"minItems":2}""", "[\"a\",true]|[\"b\",\"a\",true]", "[\"a\"]|[\"a\",\"a\"]|[true,\"b\",\"a\",true]")]
    [InlineData("""{"type":"object","properties":{"a":{}},"anyOf":[{"properties":{"b":{"const":1}},"required":["b"]},{"patternProperties":{"^c":{}}}],"unevaluatedProperties":false}""", "{\"a\":0}|{\"a\":0,\"b\":1}|{\"a\":0,\"c1\":1}|{\"c\":1,\"b\":1}", "{\"b\":2}|{\"d\":1}|{\"b\":1,\"d\":1}")]
    [InlineData("""{"prefixItems":[{"const":1}],"contains":{"const":2},"unevaluatedItems":false,"type":"array"}""", "[1,2]|[1,2,2]", "[1]|[1,2,3]|[2,2]")]
    public void Conditions_negations_and_counts(string schema, string members, string others) => Check(schema, members, others);

    [Theory]
    [InlineData("""{"type":"object"}""", "{\"a\":1,\"b\":1}", "{\"a\":1,\"a\":1}|{\"a\":1,\"\\u0061\":1}")]
    [InlineData("""{"patternProperties":{"^(a|b)$":{}},"additionalProperties":false,"minProperties":2,"type":"object"}""", "{\"a\":1,\"b\":1}|{\"b\":1,\"a\":1}", "{\"a\":1}|{\"a\":1,\"a\":1}|{\"c\":1,\"a\":1}")]
    [InlineData("{}", "{\"x\":{\"x\":1},\"y\":[{\"x\":1}]}", "[{\"x\":1,\"x\":1}]")]
    public void No_name_is_written_twice(string schema, string members, string others) => Check(schema, members, others);

    [Fact]
    public void Any_order_and_other_documents()
    {
        Check(
            """{"properties":{"a":{"type":"null"},"b":{"$ref":"other.json#/$defs/x"}},"required":["a"]}""",
            "{\"b\":1,\"a\":null}|{\"a\":null,\"c\":0,\"b\":2}",
            "{\"b\":1}|{\"b\":\"\",\"a\":null}|{\"a\":null,\"a\":null}",
            new JsonSchemaOptions
            {
                PropertyOrder = PropertyOrder.Any,
                Documents = new Dictionary<string, string> { ["other.json"] = """{"$defs":{"x":{"type":"integer"}}}""" },
            });
    }

    [Theory]
    [InlineData("""{"a":{"type":"integer"},"b":{"type":"null"},"c":{"type":"boolean"}}""", """["b"]""", "{\"b\":null}|{\"a\":1,\"b\":null}|{\"b\":null,\"c\":true}|{\"a\":1,\"b\":null,\"c\":false}|{\"\\u0062\":null}", "{}|{\"a\":1}|{\"b\":null,\"a\":1}|{\"b\":null,\"b\":null}|{\"b\":null,}|{,\"b\":null}|{\"b\":null,\"d\":1}")]
    [InlineData("""{"a":{"type":"integer"},"b":{"type":"null"}}""", "[]", "{}|{ }|{\"a\":1}|{\"b\":null}|{\"a\":1,\"b\":null}", "{\"a\":1\"b\":null}|{\"c\":1}")]
    public void Closed_objects(string properties, string required, string members, string others) =>
        Check($$"""{"type":"object","properties":{{properties}},"required":{{required}},"additionalProperties":false}""", members, others);

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["b"],"additionalProperties":{"type":"string"}}""", "{\"b\":1}|{\"x\":\"\",\"a\":1,\"y\":\"\",\"b\":1,\"z\":\"\"}|{\"a\":1,\"b\":2,\"ab\":\"\"}", "{\"x\":\"\"}|{\"b\":1,\"a\":2}|{\"b\":1,\"a\":\"\"}|{\"b\":1,\"x\":2}|{\"b\":1,\"\\u0061\":\"\"}")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"},"minProperties":1,"maxProperties":2}""", "{\"x\":1}|{\"x\":1,\"y\":2}", "{}|{\"x\":1,\"y\":2,\"z\":3}|{\"x\":null}")]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{}},"minProperties":1}""", "{\"a\":1}|{\"b\":{\"c\":[]}}|{\"c\":1}|{\"a\":1,\"c\":1,\"d\":1}", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{},"b":{}},"maxProperties":2}""", "{}|{\"a\":1,\"c\":1}|{\"c\":1,\"b\":1}", "{\"a\":1,\"b\":1,\"c\":1}")]
    [InlineData("""{"type":"object","patternProperties":{"^x":{"type":"integer"},"y$":{"minimum":5}},"additionalProperties":false}""", "{\"x\":1}|{\"xy\":5}|{\"y\":\"s\"}|{\"ay\":6}", "{\"xy\":4}|{\"z\":1}|{\"x\":\"s\"}")]
    [InlineData("""{"type":"object","propertyNames":{"maxLength":2},"properties":{"abc":{}}}""", "{}|{\"ab\":1}", "{\"abc\":1}|{\"xyz\":1}")]
    [InlineData("""{"type":"object","required":["x"]}""", "{\"x\":1}|{\"a\":1,\"x\":2}", "{}|{\"a\":1}|{\"x\":1,\"x\":2}")]
    [InlineData("""{"allOf":[{"type":"object","properties":{"a":{"minimum":1}}},{"properties":{"a":{"type":"integer"},"b":{"type":"null"}},"required":["a"]}]}""", "{\"a\":1}|{\"a\":2,\"b\":null}", "{\"a\":0}|{\"a\":1.5}|{}|{\"a\":1,\"b\":1}")]
    [InlineData("""{"anyOf":[{"type":"string","maxLength":1},{"minimum":3}]}""", "\"\"|\"a\"|3|null|[]|\"ab\"", "2")]
    [InlineData("""{"oneOf":[{"type":"string"},{"type":"object","properties":{"k":{"const":"a"}},"required":["k"]},{"type":"object","properties":{"k":{"const":"b"}},"required":["k"]}]}""", "\"x\"|{\"k\":\"a\"}|{\"k\":\"b\"}", "{\"k\":\"c\"}|1")]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node"}},"additionalProperties":false}}}""", "{}|{\"next\":{\"next\":{}}}", "{\"next\":1}|{\"next\":{\"x\":1}}")]
    [InlineData("""{"$ref":"#foo","$defs":{"a":{"$anchor":"foo","type":"null"}}}""", "null", "1")]
    [InlineData("""{"$id":"http://x.org/root.json","$ref":"item.json#/$defs/q","$defs":{"a":{"$id":"item.json","$defs":{"q":{"type":"null"}}}}}""", "null", "1")]
    [InlineData("true", "1|{\"a\":[{}]}|\"\"|[1, [2]]", "|{|[1")]
    [InlineData("""{"properties":{"a":false}}""", "1|{}|{\"b\":1}", "{\"a\":1}")]
    public void Open_objects_and_combinations(string schema, string members, string others) =>
        Check(schema, members, others);

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"integer"}},"required":["a"]}""", "{\"a\":1}|[1,{\"b\":2}]", "{}|{\"a\":1,\"b\":1}")]
    [InlineData("""{"type":"object","properties":{"a":{}}}""", "{}|{\"a\":{\"b\":1}}", "{\"b\":1}")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"integer"}}""", "{}|{\"b\":1,\"c\":2}", "{\"b\":true}")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"null"}},"additionalProperties":{"type":"integer"}}""", "{\"a\":null,\"b\":1}|{\"b\":1}", "{\"a\":1}")]
    [InlineData("""{"type":"object"}""", "{}|{\"a\":[{}]}", "1")]
    public void Declared_members_only(string schema, string members, string others) =>
        Check(schema, members, others, new JsonSchemaOptions { ExtraMembers = ExtraMembers.DeclaredOnly });

    [Fact]
    public void Whitespace_is_bounded_or_absent()
    {
        const string schema = """{"type":"array","items":{"type":"null"},"maxItems":2}""";
        Check(schema, "[\n    null\n]|[\r\n\tnull, null]|[" + new string(' ', 20) + "]", "[\n\nnull]| []|[] |[" + new string(' ', 21) + "]");
        Check(schema, "[null,null]|[]", "[null, null]|[ ]", new JsonSchemaOptions { Whitespace = JsonWhitespace.Compact });
        Check("{}", "[1, {\"a\": [], \"b\": 2}]|{}", "[1,2]|{\"a\":1}|{ }|[1 , 2]", new JsonSchemaOptions { Whitespace = JsonWhitespace.OneSpace });
    }

    [Fact]
    public void Net_reading_is_stricter()
    {
        var net = new JsonSchemaOptions { Reading = JsonReading.DotNet };
        Check("""{"type":"integer","minimum":-1}""", "-1|0|12", "1.0|1e2|-0|-2", net);
        Check("""{"type":"string","maxLength":2}""", "\"ab\"|\"😀\"|\"\\ud83d\\ude00\"", "\"😀a\"|\"\\ud83d\\ude00a\"|\"\\ud83d\"", net);
        Check("""{"type":"string","format":"date-time"}""", "\"2024-02-29T12:30:00Z\"|\"2024-02-29T12:30:00\"", "\"2024-02-29t12:30:00Z\"|\"0000-01-01T00:00:00Z\"|\"2016-12-31T23:59:60Z\"", net);
    }

    [Fact]
    public void Shortest_escapes_leave_one_spelling()
    {
        var plain = new JsonSchemaOptions { Escapes = JsonEscapes.Shortest };
        Check("""{"enum":["é/\n"]}""", "\"é/\\n\"", "\"\\u00e9/\\n\"|\"é\\/\\n\"|\"é/\\u000a\"", plain);
    }

    [Fact]
    public void Many_optional_members_stay_small()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"p{i}").ToArray();
        var schema = $$"""{"type":"object","properties":{{{string.Join(',', names.Select(n => $"\"{n}\":{{\"type\":\"null\"}}"))}}},"additionalProperties":false}""";
        Check(schema, "{}|{\"p3\":null,\"p20\":null,\"p499\":null}|{\"p499\":null}", "{\"p20\":null,\"p3\":null}|{\"p500\":null}");
    }

    private static void Check(string schema, string members, string others, JsonSchemaOptions? options = null)
    {
        var language = new Language(JsonSchemaGrammar.Create(schema, options));
        Assert.All(members.Split('|'), text => Assert.True(language.Has(text), $"{schema} should admit {text}"));
        Assert.All(others.Split('|'), text => Assert.False(language.Has(text), $"{schema} should not admit {text}"));
    }
}
