using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.JsonSchema;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Schemas made to exhaust the reader: they work, or are refused by a budget that is named.</summary>
public sealed class HostileSchemaTests
{
    private static readonly Vocabulary Bytes = new("bytes", [.. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }), "<end>"u8.ToArray()], [256], [256]);

    [Theory]
    [InlineData("100,000 properties")]
    [InlineData("100,000 required members")]
    [InlineData("20,000 first items")]
    [InlineData("100,000 definitions")]
    [InlineData("10,000 references in a row")]
    [InlineData("100,000 strings")]
    [InlineData("10,000 constants of which one holds")]
    [InlineData("3,000 kinds of objects")]
    [InlineData("a million keywords")]
    [InlineData("not of not of not")]
    [InlineData("exactly one, nested")]
    [InlineData("exactly one of patterns, nested")]
    [InlineData("shared parts, all of")]
    [InlineData("shared parts, unevaluated")]
    [InlineData("100 patterns of names")]
    [InlineData("12 branches beside unevaluated members")]
    [InlineData("1,000 scopes")]
    [InlineData("two long conditions on a string")]
    public void What_is_only_large_works(string kind)
    {
        var automaton = new TokenAutomaton(JsonSchemaGrammar.Create(Schema(kind)), Bytes);
        ITokenState state = automaton.Start;
        var random = new Random(1);
        for (var step = 0; step < 20; step++)
        {
            var allowed = state.GetMask().ToArray().Where(t => t is > 32 and < 127 and not '\\').ToArray();
            Assert.True(allowed.Length > 0 || state.IsAccepting);
            if (allowed.Length == 0)
            {
                break;
            }

            state = state.Advance(allowed[random.Next(allowed.Length)])!;
        }
    }

    [Theory]
    [InlineData("all of any of, over one member", nameof(JsonSchemaLimits.MaxWays))]
    [InlineData("all of any of, over many members", nameof(JsonSchemaLimits.MaxSteps))]
    [InlineData("2,000 branches of which one holds", nameof(JsonSchemaLimits.MaxFormulas))]
    [InlineData("pigeons in holes", nameof(JsonSchemaLimits.MaxPlaces))]
    [InlineData("30,000 names and no others", nameof(JsonSchemaLimits.MaxNames))]
    public void What_multiplies_is_refused_by_a_budget_that_is_named(string kind, string limit)
    {
        var e = Assert.Throws<JsonSchemaException>(() => new TokenAutomaton(JsonSchemaGrammar.Create(Schema(kind)), Bytes).Start.Advance('{')!.GetMask());
        Assert.Equal(limit, e.Limit);
        Assert.Contains($"{nameof(JsonSchemaLimits)}.{limit} = ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"object","minProperties":1000000}""")]
    [InlineData("""{"type":"array","contains":{"type":"string"},"minContains":1000000}""")]
    public void A_long_row_of_members_or_items_ends_in_an_error_and_not_in_a_stack_overflow(string schema)
    {
        var thread = new Thread(() => Assert.Contains("in a row", Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(schema)).Message, StringComparison.Ordinal), 8 << 20);
        thread.Start();
        thread.Join();
    }

    [Fact]
    public void More_different_items_than_there_are_values_are_no_value()
    {
        var e = Assert.Throws<JsonSchemaException>(() => JsonSchemaGrammar.Create(
            "{\"type\":\"array\",\"uniqueItems\":true,\"minItems\":33,\"items\":{\"enum\":[" + Join(32, i => $"\"v{i}\"") + "]}}"));
        Assert.Contains("no value", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_too_long_is_refused_and_not_called_impossible()
    {
        var e = Assert.Throws<GrammarLimitException>(() => JsonSchemaGrammar.Create("""{"type":"string","minLength":1000000000}"""));
        Assert.Equal(nameof(GrammarLimits.MaxShortestText), e.Limit);
    }

    [Fact]
    public void A_budget_that_is_raised_lets_more_through()
    {
        var schema = "{\"type\":\"object\",\"properties\":{" + Join(50, i => $"\"p{i}\":{{\"type\":\"integer\"}}") + "},\"additionalProperties\":false}";
        var few = new JsonSchemaOptions { Limits = new JsonSchemaLimits { MaxNames = 40 } };
        Assert.Equal(nameof(JsonSchemaLimits.MaxNames), Assert.Throws<JsonSchemaException>(() => Members(schema, few)).Limit);
        Assert.True(Members(schema, few with { Limits = new JsonSchemaLimits { MaxNames = 50 } }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new JsonSchemaLimits { MaxSteps = 0 });

        static bool Members(string schema, JsonSchemaOptions options) => new Language(JsonSchemaGrammar.Create(schema, options)).Has("{\"p1\":1}");
    }

    private static string Join(int count, Func<int, string> item) => new StringBuilder().AppendJoin(',', Enumerable.Range(0, count).Select(item)).ToString();

    private static string Nest(int depth, string seed, Func<string, int, string> around) => Enumerable.Range(0, depth).Aggregate(seed, around);

    private static string Schema(string kind) => kind switch
    {
        "100,000 properties" => "{\"type\":\"object\",\"properties\":{" + Join(100_000, i => $"\"p{i}\":{{\"type\":\"integer\"}}") + "}}",
        "100,000 required members" => "{\"type\":\"object\",\"required\":[" + Join(100_000, i => $"\"p{i}\"") + "]}",
        "20,000 first items" => "{\"type\":\"array\",\"minItems\":20000,\"prefixItems\":[" + Join(20_000, i => $"{{\"minimum\":{i}}}") + "]}",
        "100,000 definitions" => "{\"$ref\":\"#/$defs/d99999\",\"$defs\":{" + Join(100_000, i => $"\"d{i}\":{{\"type\":\"integer\"}}") + "}}",
        "10,000 references in a row" => "{\"$ref\":\"#/$defs/d0\",\"$defs\":{\"d10000\":{\"type\":\"null\"}," + Join(10_000, i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}") + "}}",
        "100,000 strings" => "{\"enum\":[" + Join(100_000, i => $"\"v{i}\"") + "]}",
        "10,000 constants of which one holds" => "{\"oneOf\":[" + Join(10_000, i => $"{{\"const\":\"c{i}\",\"title\":\"t\"}}") + "]}",
        "3,000 kinds of objects" => "{\"oneOf\":[" + Join(3_000, i => $"{{\"properties\":{{\"kind\":{{\"const\":\"c{i}\"}},\"v\":{{\"type\":\"integer\"}}}},\"required\":[\"kind\"]}}") + "]}",
        "a million keywords" => "{" + Join(1_000_000, i => $"\"k{i}\":1") + "}",
        "not of not of not" => Nest(200, "{\"required\":[\"a\"]}", (inner, _) => $"{{\"not\":{inner}}}"),
        "exactly one, nested" => Nest(120, "{\"type\":\"string\"}", (inner, i) => $"{{\"oneOf\":[{{\"required\":[\"a{i}\"]}},{inner}]}}"),
        "exactly one of patterns, nested" => Nest(40, "{\"type\":\"string\"}", (inner, i) => $"{{\"oneOf\":[{{\"pattern\":\"a{i}\"}},{inner}]}}"),
        "shared parts, all of" => Shared(""),
        "shared parts, unevaluated" => Shared(",\"unevaluatedProperties\":false"),
        "100 patterns of names" => "{\"type\":\"object\",\"patternProperties\":{" + Join(100, i => $"\"^p{i}x\":{{\"type\":\"integer\"}}") + "}}",
        "12 branches beside unevaluated members" => "{\"anyOf\":[" + Join(12, i => $"{{\"properties\":{{\"p{i}\":{{\"type\":\"integer\"}}}},\"required\":[\"p{i}\"]}}") + "],\"unevaluatedProperties\":false}",
        "1,000 scopes" => "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"$id\":\"http://a/b\",\"$dynamicAnchor\":\"n0\",\"$ref\":\"i0\",\"$defs\":{"
            + Join(1_000, i => $"\"d{i}\":{{\"$id\":\"i{i}\",\"$dynamicAnchor\":\"n{i}\",\"properties\":{{\"x\":{{\"$dynamicRef\":\"i{(i + 1) % 1000}#n{(i + 1) % 1000}\"}}}}}}") + "}}",
        "two long conditions on a string" => """{"type":"string","format":"uri","pattern":"^https.*[0-9]{3}$","maxLength":200,"minLength":100}""",
        "all of any of, over one member" => "{\"allOf\":[" + Join(30, i => "{\"anyOf\":[" + Join(3, k => $"{{\"properties\":{{\"a{k}\":{{\"multipleOf\":{(i * 3) + k + 2}}},\"b\":{{\"pattern\":\"{i}x{k}\"}}}},\"required\":[\"b\"]}}") + "]}") + "]}",
        "all of any of, over many members" => "{\"allOf\":[" + Join(40, i => "{\"oneOf\":[" + Join(3, k => $"{{\"properties\":{{\"a{i}\":{{\"minimum\":{k}}}}},\"required\":[\"a{i}\",\"b{k}\"]}}") + "]}") + "]}",
        "2,000 branches of which one holds" => "{\"oneOf\":[" + Join(2_000, i => $"{{\"required\":[\"a{i}\"]}}") + "]}",
        "pigeons in holes" => "{\"type\":\"array\",\"uniqueItems\":true,\"minItems\":20,\"prefixItems\":[" + Join(20, i => "{\"enum\":[" + Join(i == 19 ? 25 : 18, k => $"\"v{k}\"") + "]}") + "]}",
        _ => "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{" + Join(30_000, i => $"\"p{i}\":{{\"type\":\"integer\"}}") + "}}",
    };

    private static string Shared(string more) => "{\"$ref\":\"#/$defs/d0\"" + more + ",\"$defs\":{\"d40\":{\"properties\":{\"a\":{}}},"
        + Join(40, i => $"\"d{i}\":{{\"allOf\":[{{\"$ref\":\"#/$defs/d{i + 1}\"}},{{\"$ref\":\"#/$defs/d{i + 1}\"}}]}}") + "}}";
}
