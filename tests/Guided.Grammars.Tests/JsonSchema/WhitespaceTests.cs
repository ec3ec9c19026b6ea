using System.Text;
using System.Text.Json;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Tests.JsonSchema.Properties;

namespace Guided.Grammars.Tests.JsonSchema;

/// <summary>Every way to lay a text out: what is walked is what a writer of JSON makes of the same value, and nothing else is accepted.</summary>
public sealed class WhitespaceTests
{
    private const string Tree = """{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"v":{"type":"integer"},"c":{"type":"array","items":{"$ref":"#/$defs/n"}}},"required":["c"],"additionalProperties":false}}}""";

    private static readonly (string Name, JsonWhitespace Whitespace, string Comma, string Colon, string LineEnd, string Indentation)[] Layouts =
    [
        ("compact", JsonWhitespace.Compact, ",", ":", "", ""),
        ("one space", JsonWhitespace.OneSpace, ", ", ": ", "", ""),
        ("separated", JsonWhitespace.Separated(" ,\n", "\t:  "), " ,\n", "\t:  ", "", ""),
        ("two spaces", JsonWhitespace.Indented(), ",", ": ", "\n", "  "),
        ("tabs", JsonWhitespace.Indented(1, '\t', "\r\n"), ",", ": ", "\r\n", "\t"),
        ("no indentation", JsonWhitespace.Indented(0), ",", ": ", "\n", ""),
        ("blanks before line ends", JsonWhitespace.Indented(3, comma: " , ", colon: ":"), " , ", ":", "\n", "   "),
    ];

    public static TheoryData<int> Every => [.. Enumerable.Range(0, Layouts.Length)];

    [Theory]
    [MemberData(nameof(Every))]
    public void What_is_walked_is_what_a_writer_makes_of_it(int layout)
    {
        var (name, whitespace, comma, colon, lineEnd, indentation) = Layouts[layout];
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var schema = seed % 3 == 0 ? Tree : new SchemaWithValues(random).Next(3).Schema.ToJsonString();
            var extra = (ExtraMembers)(seed % 4);
            var language = new Language(JsonSchemaGrammar.Create(schema, new JsonSchemaOptions { Whitespace = whitespace, ExtraMembers = extra }));
            for (var walk = 0; walk < 3; walk++)
            {
                var text = language.Sample(random, freeBytes: 150);
                var written = Write(text, comma, colon, lineEnd, indentation);
                Assert.True(text == written, $"{name}: {text}\nis not\n{written}\nof {schema}");
                var other = Write(text, ", ", " : ", "", "");
                Assert.True(other == text || !language.Has(other), $"{name}: {other} of {schema}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void A_valid_value_is_accepted_as_it_is_written_and_in_no_other_way(int layout)
    {
        var (name, whitespace, comma, colon, lineEnd, indentation) = Layouts[layout];
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(1000 + seed);
            var (schema, value) = new SchemaWithValues(random).Next(3);
            var language = new Language(JsonSchemaGrammar.Create(schema.ToJsonString(), new JsonSchemaOptions { Whitespace = whitespace }));
            for (var i = 0; i < 3; i++)
            {
                var plain = value()?.ToJsonString() ?? "null";
                var text = Write(plain, comma, colon, lineEnd, indentation);
                Assert.True(language.Has(text), $"{name}: {text} of {schema}");
                var at = text.IndexOfAny([',', ':', '[', '{', ']', '}']);
                if (at >= 0 && !text.Contains('"', StringComparison.Ordinal))
                {
                    Assert.False(language.Has(text.Insert(at, " ")), $"{name}: a space more at {at} of {text}");
                    Assert.False(language.Has(text.Insert(at + 1, "\n")), $"{name}: a line end more behind {at} of {text}");
                }
            }
        }
    }

    [Fact]
    public void System_text_json_writes_the_same()
    {
        foreach (var options in new JsonSerializerOptions[]
        {
            new(),
            new() { WriteIndented = true, NewLine = "\n" },
            new() { WriteIndented = true, IndentSize = 1, IndentCharacter = '\t', NewLine = "\r\n" },
            new() { WriteIndented = true, IndentSize = 0, NewLine = "\n" },
        })
        {
            var whitespace = JsonWhitespace.Of(options);
            for (var seed = 0; seed < 40; seed++)
            {
                var stock = new AnySchema(new Random(seed));
                var language = new Language(JsonSchemaGrammar.Create("{}", new JsonSchemaOptions { Whitespace = whitespace }));
                var text = JsonSerializer.Serialize(stock.Value(4), options);
                Assert.True(language.Has(text), text);
            }
        }
    }

    [Theory]
    [InlineData("""{"type":"array","items":{"type":["array","object","integer"],"maxItems":1,"items":{"type":"integer"}},"uniqueItems":true}""", "[[1],[2],{\"a\":[]},{\"a\":{}},7]", "[[1],[1.0]]|[{\"a\":[]},{\"\\u0061\":[]}]|[[],[]]")]
    [InlineData("""{"type":"array","items":{"type":"object","properties":{"a":{"type":"array","items":{"type":"integer"}}}},"uniqueItems":true}""", "[{\"a\":[1,2]},{\"a\":[2,1]},{}]", "[{\"a\":[1,2]},{\"a\":[1,2]}]|[{\"b\":1,\"c\":{\"d\":2}},{\"c\":{\"d\":2},\"b\":1}]")]
    [InlineData("""{"type":"array","items":{"type":"string"},"uniqueItems":true,"minItems":2}""", "[\"a\",\"b\",\"c\"]", "[\"a\",\"a\"]|[\"a\"]")]
    [InlineData("""{"type":"array","not":{"uniqueItems":true},"items":{"type":["array","boolean"],"items":{"type":"integer"}}}""", "[[1,2],[1,2]]|[true,[],[1],[]]", "[[1],[2]]|[]")]
    [InlineData("""{"type":"array","items":{"enum":[[1,{"a":2}],[],"x"]},"uniqueItems":true}""", "[[1,{\"a\":2}],[],\"x\"]|[]", "[[],[]]|[[1,{\"a\":2}],\"x\",[1,{\"a\":2}]]")]
    [InlineData("""{"type":"array","prefixItems":[{"type":"array"},{"type":"object"}],"minItems":1,"maxItems":3}""", "[[]]|[[[]],{\"a\":{}},[0]]", "[]|[{}]|[[],{},0,0]")]
    [InlineData("""{"type":"array","contains":{"const":{"k":[0]}},"items":{"type":"object"}}""", "[{\"k\":[0]}]|[{},{\"k\":[0]}]", "[]|[{}]")]
    [InlineData("""{"type":"object","patternProperties":{"^x":{"type":"array"}},"additionalProperties":false,"minProperties":1}""", "{\"x\":[],\"x1\":[[1]]}", "{}|{\"x\":[],\"x\":[]}")]
    public void What_is_remembered_is_laid_out_alike(string schema, string members, string others)
    {
        foreach (var (name, whitespace, comma, colon, lineEnd, indentation) in Layouts)
        {
            var grammar = JsonSchemaGrammar.Create(schema, new JsonSchemaOptions { Whitespace = whitespace });
            var language = new Language(grammar);
            foreach (var member in members.Split('|'))
            {
                var text = Write(member, comma, colon, lineEnd, indentation);
                Assert.True(language.Has(text), $"{name}: {text}");
                Assert.False(language.Has(Write(member, "  ,", ":", "", "")) && member.Contains(',', StringComparison.Ordinal), $"{name}: {member}");
            }

            foreach (var other in others.Split('|'))
            {
                Assert.False(language.Has(Write(other, comma, colon, lineEnd, indentation)), $"{name}: {other}");
            }

            for (var seed = 0; seed < 5; seed++)
            {
                var text = language.Sample(new Random(seed), freeBytes: 60);
                Assert.Equal(Write(text, comma, colon, lineEnd, indentation), text);
            }
        }
    }

    [Fact]
    public void Depth_has_no_bound_and_costs_only_where_it_is_reached()
    {
        const int Depth = 150;
        var text = new StringBuilder();
        for (var i = 0; i < Depth; i++)
        {
            text.Append("{\n").Append(' ', (4 * i) + 2).Append("\"c\": [\n").Append(' ', (4 * i) + 4);
        }

        text.Append("{\n").Append(' ', (4 * Depth) + 2).Append("\"c\": []\n").Append(' ', 4 * Depth).Append('}');
        for (var i = Depth - 1; i >= 0; i--)
        {
            text.Append('\n').Append(' ', (4 * i) + 2).Append("]\n").Append(' ', 4 * i).Append('}');
        }

        var grammar = JsonSchemaGrammar.Create(Tree, new JsonSchemaOptions { Whitespace = JsonWhitespace.Indented() });
        var bytes = new ByteAutomaton(grammar);
        Assert.True(bytes.Matches(Encoding.UTF8.GetBytes(text.ToString())));
        Assert.False(bytes.Matches(Encoding.UTF8.GetBytes(text.Replace("\n      \"c\"", "\n       \"c\"").ToString())));
    }

    [Fact]
    public void The_way_to_the_end_has_the_length_that_is_told()
    {
        foreach (var (name, whitespace, comma, colon, lineEnd, indentation) in Layouts)
        {
            var schema = """{"type":"array","minItems":2,"items":{"type":"object","properties":{"a":{"type":"array","minItems":2,"items":{"type":"null"}}},"required":["a"],"additionalProperties":false}}""";
            var grammar = JsonSchemaGrammar.Create(schema, new JsonSchemaOptions { Whitespace = whitespace, Escapes = JsonEscapes.Shortest });
            var shortest = Write("""[{"a":[null,null]},{"a":[null,null]}]""", comma, colon, lineEnd, indentation);
            Assert.True(grammar.ShortestLength == shortest.Length, $"{name}: {grammar.ShortestLength} for {shortest.Length}");
        }
    }

    [Fact]
    public void Bounds_of_flexible_white_space_are_kept()
    {
        var none = new JsonSchemaOptions { Whitespace = JsonWhitespace.FlexibleWithin(0, 0) };
        var wide = new JsonSchemaOptions { Whitespace = JsonWhitespace.FlexibleWithin(2, 3) };
        var line = new JsonSchemaOptions { Whitespace = JsonWhitespace.FlexibleWithin(1, 0), ExtraMembers = ExtraMembers.MayRepeat };
        Assert.True(Has("[1,{\"a\":2}]", none) && !Has("[1, 2]", none));
        Assert.True(Has("[\n\n\r\n  1 ,\n2]", wide) && !Has("[\n\n\n\n1]", wide) && !Has("[   1]", wide) && !Has("[ \n1]", wide));
        Assert.True(Has("[ 1 ,\t2,{ \"a\" : 1 } ]", line) && !Has("[\n1]", line) && !Has("[  1]", line));
        Assert.Equal(JsonWhitespace.Flexible, JsonWhitespace.FlexibleWithin(20));
        Assert.Equal(JsonWhitespace.OneSpace, JsonWhitespace.Separated(", ", ": "));

        static bool Has(string text, JsonSchemaOptions options) => new ByteAutomaton(JsonSchemaGrammar.Create("{}", options)).Matches(Encoding.UTF8.GetBytes(text));
    }

    [Fact]
    public void What_is_no_white_space_is_refused()
    {
        Assert.Throws<ArgumentException>(() => JsonWhitespace.Separated(";", ":"));
        Assert.Throws<ArgumentException>(() => JsonWhitespace.Separated(", ,", ":"));
        Assert.Throws<ArgumentException>(() => JsonWhitespace.Separated(",", " "));
        Assert.Throws<ArgumentException>(() => JsonWhitespace.Indented(2, 'x'));
        Assert.Throws<ArgumentException>(() => JsonWhitespace.Indented(2, ' ', "\r"));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonWhitespace.Indented(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => JsonWhitespace.FlexibleWithin(2000));
        Assert.Throws<ArgumentNullException>(() => new JsonSchemaOptions { Whitespace = null! });
    }

    /// <summary>The text of a value with other white space, written by hand: the strings and numbers keep their spelling.</summary>
    private static string Write(string json, string comma, string colon, string lineEnd, string indentation)
    {
        using var document = JsonDocument.Parse(json);
        var output = new StringBuilder();
        Write(document.RootElement, 0);
        return output.ToString();

        void Write(JsonElement value, int depth)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Array:
                    Items('[', ']', [.. value.EnumerateArray()], depth, item => Write(item, depth + 1));
                    break;
                case JsonValueKind.Object:
                    Items('{', '}', [.. value.EnumerateObject()], depth, member =>
                    {
                        output.Append(member.ToString().AsSpan(0, NameLength(member))).Append(colon);
                        Write(member.Value, depth + 1);
                    });
                    break;
                default:
                    output.Append(value.GetRawText());
                    break;
            }
        }

        void Items<T>(char open, char close, T[] items, int depth, Action<T> write)
        {
            output.Append(open);
            for (var i = 0; i < items.Length; i++)
            {
                output.Append(i > 0 ? comma : "").Append(lineEnd).Append(lineEnd.Length > 0 ? string.Concat(Enumerable.Repeat(indentation, depth + 1)) : "");
                write(items[i]);
            }

            output.Append(items.Length > 0 ? lineEnd + (lineEnd.Length > 0 ? string.Concat(Enumerable.Repeat(indentation, depth)) : "") : "").Append(close);
        }

        // The name as it is spelled, with its quotes: up to the quote that ends it.
        static int NameLength(JsonProperty member)
        {
            var text = member.ToString();
            var end = 1;
            for (; text[end] != '"'; end++)
            {
                end += text[end] == '\\' ? 1 : 0;
            }

            return end + 1;
        }
    }
}
