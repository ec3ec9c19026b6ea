using System.Text;
using System.Text.Json;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Tests.JsonSchema.Properties;
using Guided.Vocabularies;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Items that must differ as JSON values, whatever their kind, spelling and order of members.</summary>
public sealed class DistinctItemsTests
{
    private const string Any = """{"type":"array","uniqueItems":true}""";
    private const string Named = """{"type":"array","uniqueItems":true,"items":{"type":"object","properties":{"kind":{"enum":["a","b"]},"name":{"type":"string"}},"required":["kind"],"additionalProperties":false}}""";
    private const string Flags = """{"type":"array","uniqueItems":true,"items":{"type":"object","properties":{"on":{"type":"boolean"}},"additionalProperties":false},"minItems":3}""";
    private const string Mixed = """{"type":"array","uniqueItems":true,"items":{"oneOf":[{"type":"string","maxLength":2},{"type":"object","properties":{"n":{"type":"integer"}},"required":["n"]}]}}""";
    private const string Nested = """{"type":"array","uniqueItems":true,"items":{"type":"array","uniqueItems":true,"items":{"type":["integer","array"]}}}""";
    private const string Equal = """{"type":"array","items":{"type":["string","object"],"maxLength":3},"not":{"uniqueItems":true}}""";
    private const string Pairs = """{"type":"array","uniqueItems":true,"prefixItems":[{"type":"string"},{"enum":["x","y",{}]},{"enum":["x","y",{}]}],"minItems":3}""";
    private const string Tight = """{"type":"array","uniqueItems":true,"items":{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":1}}""";

    private static readonly Vocabulary Crossing = new(
        "crossing",
        [
            .. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }),
            .. new[] { "\",", "\"}", "\"},", "\"},{\"", "],[", "1,1", "1],[1", "[]", "{}", ",{}", "},{\"kind\":\"a\"", "\"name\":\"", "a\"},{\"kind\":\"a\",\"name\":\"a", "true,true", "],[true", "\",\"x", "0}" }.Select(Encoding.UTF8.GetBytes),
            "<end>"u8.ToArray(),
        ],
        [273],
        [273]);

    [Theory]
    [InlineData(Any, "[]|[1,\"1\",[1],{\"a\":1}]|[{},[],null]|[{\"a\":1,\"b\":2},{\"a\":1}]|[[1,2],[2,1]]", "[1,1.0]|[{},{}]|[[1],[10e-1]]|[{\"a\":1,\"b\":[\"x\"]},{\"b\":[\"\\u0078\"],\"a\":1}]|[null,0,null]|[[[]],[[]]]")]
    [InlineData(Named, "[{\"kind\":\"a\"},{\"kind\":\"a\",\"name\":\"\"},{\"kind\":\"b\"}]|[{\"kind\":\"a\",\"name\":\"x\"},{\"kind\":\"a\",\"name\":\"xy\"}]", "[{\"kind\":\"a\"},{\"kind\":\"a\"}]|[{\"kind\":\"a\",\"name\":\"x\"},{\"kind\":\"b\"},{\"kind\":\"a\",\"name\":\"\\u0078\"}]")]
    [InlineData(Flags, "[{},{\"on\":true},{\"on\":false}]|[{\"on\":true},{},{\"on\":false}]", "[{},{\"on\":true}]|[{},{\"on\":true},{\"on\":true}]|[{},{\"on\":true},{\"on\":false},{}]")]
    [InlineData(Mixed, "[\"a\",{\"n\":1},\"b\",{\"n\":1,\"m\":1},{\"n\":2}]", "[\"a\",{\"n\":1},\"a\"]|[{\"n\":1},{\"n\":1}]|[{\"n\":1,\"m\":2},{\"m\":2,\"n\":1}]")]
    [InlineData(Nested, "[[1,2],[2,1],[]]|[[[]],[[[]]]]", "[[1,1]]|[[1,2],[1,2.0]]|[[[1],[1]]]|[[],[]]")]
    [InlineData(Equal, "[\"a\",\"a\"]|[{},\"a\",{}]|[{\"a\":1,\"b\":2},{\"b\":2,\"a\":1},{}]", "[]|[\"a\"]|[\"a\",\"b\"]|[{},{\"a\":1}]")]
    [InlineData(Pairs, "[\"z\",\"x\",{}]|[\"x\",\"y\",{}]|[\"q\",{},\"y\",4]", "[\"x\",\"x\",\"y\"]|[\"z\",\"x\",\"x\"]|[\"y\",\"x\",\"y\"]")]
    [InlineData(Tight, "[]|[[true],[false]]|[[false]]", "[[true],[true]]|[[true],[false],[true]]")]
    public void Items_differ_as_values(string schema, string members, string others)
    {
        var language = new Language(JsonSchemaGrammar.Create(schema, new JsonSchemaOptions { PropertyOrder = PropertyOrder.Any }));
        Assert.All(members.Split('|'), m => Assert.True(language.Has(m), m));
        Assert.All(others.Split('|'), o => Assert.False(language.Has(o), o));
    }

    /// <summary>Whether multiples can be written without end is asked of mantissas as long as they may be.</summary>
    [Fact]
    public void Multiples_that_differ_are_written_up_to_the_longest()
    {
        var language = new Language(JsonSchemaGrammar.Create("""{"type":"array","uniqueItems":true,"items":{"type":"integer","multipleOf":3,"minimum":2}}"""));
        Assert.True(language.Has("[3,6,90]"));
        Assert.False(language.Has("[3,6,3]"));
        Assert.False(language.Has("[0]"));
    }

    [Theory]
    [InlineData(Any)]
    [InlineData(Named)]
    [InlineData(Flags)]
    [InlineData(Mixed)]
    [InlineData(Nested)]
    [InlineData(Equal)]
    [InlineData(Pairs)]
    [InlineData(Tight)]
    public void Masks_are_exact_and_lead_to_valid_texts(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        var validator = new PlainValidator(document.RootElement);
        var automaton = new TokenAutomaton(JsonSchemaGrammar.Create(schema, new JsonSchemaOptions { Whitespace = JsonWhitespace.Compact }), Crossing);
        for (var seed = 0; seed < 12; seed++)
        {
            var text = Walk(automaton, new Random(seed));
            Assert.True(validator.IsValid(text), text);
        }
    }

    /// <summary>At every state each token is in the mask exactly when it leads to a state, and from every state the end is reached.</summary>
    private static string Walk(TokenAutomaton automaton, Random random)
    {
        var text = new List<byte>();
        var state = automaton.Start;
        for (var step = 0; step < 400; step++)
        {
            var mask = state.GetMask();
            var isFree = step < 30;
            for (var token = 0; token < 273 && isFree; token++)
            {
                Assert.True(mask.Contains(token) == state.Advance(token) is not null, $"{Encoding.UTF8.GetString([.. text])} then {automaton.Vocabulary.Describe(token)}");
            }

            var allowed = mask.ToArray().Where(t => t < 273).ToArray();
            if (state.IsAccepting && (allowed.Length == 0 || !isFree))
            {
                return Encoding.UTF8.GetString([.. text]);
            }

            // Letters that the constants are made of, so that items often agree.
            var likely = Array.FindAll(allowed, t => t >= 256 || "[]{},:\"abxy1truefalsenlkimod"u8.Contains((byte)t));
            var choice = likely.Length > 0 ? likely : allowed;
            var next = isFree ? choice[random.Next(choice.Length)] : allowed.First(t => state.Advance(t)!.TokensToEnd < state.TokensToEnd);
            text.AddRange(automaton.Vocabulary.BytesOf(next));
            state = state.Advance(next)!;
        }

        throw new InvalidOperationException($"{Encoding.UTF8.GetString([.. text])} comes to no end");
    }
}
