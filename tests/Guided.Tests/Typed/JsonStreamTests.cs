using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guided.Grammars.Types;

namespace Guided.Typed;

public class JsonStreamTests
{
    [Fact]
    public void Values_are_those_of_a_full_parse_and_come_as_soon_as_they_can()
    {
        var count = 0;
        for (var test = 0; test < 2000; test++)
        {
            var random = new Random(test);
            var text = RandomJson.Text(random);
            var expected = new List<(string Path, JsonElement Value)>();
            using var document = JsonDocument.Parse(text);
            Visit(document.RootElement, "", expected);
            var stream = new JsonStream(GuidedJson.SerializerOptions);
            var actual = new List<(ClosedValue Value, int Seen)>();
            for (var at = 0; at < text.Length;)
            {
                var piece = text.Substring(at, Math.Min(random.Next(1, 9), text.Length - at));
                at += piece.Length;
                actual.AddRange(stream.Push(piece).Select(v => (v, at)));
            }

            actual.AddRange(stream.Finish().Select(v => (v, text.Length)));
            Assert.Equal(expected.Select(e => e.Path), actual.Select(a => a.Value.Path));
            Assert.All(expected.Zip(actual), pair =>
            {
                Assert.Equal(pair.First.Value.GetRawText(), pair.Second.Value.Text);
                Assert.Equal(pair.First.Value.ValueKind, pair.Second.Value.Kind);
                Assert.Equal(pair.First.Path.Count(c => c == '/'), pair.Second.Value.Depth);
                Assert.True(JsonElement.DeepEquals(pair.First.Value, pair.Second.Value.As<JsonElement>()));
            });
            Assert.Equal(Ends(text, expected.Count), actual.Select(a => a.Seen).ToArray(), (earliest, seen) => seen >= earliest && seen <= earliest + 8);
            count += expected.Count;
        }

        Assert.True(count > 5000, $"{count} values");
    }

    [Fact]
    public void What_is_open_is_closed_at_every_character()
    {
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var text = RandomJson.Text(random);
            using var document = JsonDocument.Parse(text);
            var whole = JsonNode.Parse(text);
            for (var length = 1; length <= text.Length; length++)
            {
                foreach (var withOpenString in (bool[])[false, true])
                {
                    var stream = new JsonStream(GuidedJson.SerializerOptions);
                    var closed = stream.Push(text.AsSpan(0, length));
                    var partial = stream.Complete(withOpenString);
                    if (partial is null)
                    {
                        Assert.Empty(closed);
                        continue;
                    }

                    var node = JsonNode.Parse(partial);
                    AssertBegins(whole, node, withOpenString);
                    Assert.All(closed.Where(c => c.Depth == 1), c => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(c.Text), At(node!, c.Path))));
                }
            }

            var end = new JsonStream(GuidedJson.SerializerOptions);
            end.Push(text);
            end.Finish();
            Assert.True(JsonNode.DeepEquals(whole, JsonNode.Parse(end.Complete(true)!)));
        }
    }

    [Theory]
    [InlineData("""{"a":"x\u00""", """{"a":"x"}""", """{"a":"x"}""")]
    [InlineData("""{"a":"x\ud83d""", """{"a":"x"}""", null)]
    [InlineData("""{"a":"x\ud83d\ude0""", """{"a":"x"}""", null)]
    [InlineData("""{"a":"x\ud83d\ude00""", """{"a":"x\ud83d\ude00"}""", null)]
    [InlineData("""{"a":"x\""", """{"a":"x"}""", null)]
    [InlineData("""{"a":"x\\""", """{"a":"x\\"}""", null)]
    [InlineData("""{"a":1""", "{}", null)]
    [InlineData("""{"a":1,""", """{"a":1}""", null)]
    [InlineData("""{"a":1,"b""", """{"a":1}""", null)]
    [InlineData("""{"a":1,"b":""", """{"a":1}""", null)]
    [InlineData("""{"a":tru""", "{}", null)]
    [InlineData("""{"a":true""", """{"a":true}""", null)]
    [InlineData("""[[1,2],[3""", "[[1,2],[]]", null)]
    [InlineData("\"ab", "\"ab\"", null)]
    [InlineData("12", null, null)]
    [InlineData(" ", null, null)]
    public void Open_texts_by_hand(string text, string? expected, string? again)
    {
        var stream = new JsonStream(GuidedJson.SerializerOptions);
        stream.Push(text);
        Assert.Equal(expected, stream.Complete(withOpenString: true));
        Assert.Equal(again ?? expected, stream.Complete(withOpenString: true));
    }

    [Theory]
    [InlineData("{]")]
    [InlineData("[1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{1")]
    [InlineData("[,")]
    [InlineData("trux")]
    [InlineData("\"\\x")]
    [InlineData("\"\\u00g")]
    [InlineData("\"\n")]
    [InlineData("1 2")]
    [InlineData("{} {")]
    public void Text_that_is_not_json_is_refused(string text)
    {
        Assert.Throws<JsonException>(() => new JsonStream(GuidedJson.SerializerOptions).Push(text));
    }

    [Fact]
    public void A_text_that_breaks_off_is_refused_at_its_end()
    {
        foreach (var text in (string[])["", "[", "{\"a\":1", "\"x", "tru"])
        {
            var stream = new JsonStream(GuidedJson.SerializerOptions);
            stream.Push(text);
            Assert.Throws<JsonException>(() => stream.Finish());
        }
    }

    [Fact]
    public void Paths_match_patterns()
    {
        var stream = new JsonStream(GuidedJson.SerializerOptions);
        var values = stream.Push("""{"items":[{"a/b":1},{"a/b":22}]}""");
        Assert.Equal(["/items/0/a~1b", "/items/0", "/items/1/a~1b", "/items/1", "/items", ""], values.Select(v => v.Path));
        Assert.Equal([1, 22], values.Where(v => v.Matches("/items/*/a~1b")).Select(v => v.As<int>()));
        Assert.Equal(2, values.Count(v => v.Matches("/items/*")));
        Assert.Equal(2, values.Count(v => v.Matches("/*/1/*") || v.Matches("")));
        Assert.Throws<JsonException>(() => values[0].As<string[]>());
    }

    [Fact]
    public void A_part_of_an_object_is_read_as_far_as_it_goes()
    {
        var stages = new List<string>();
        TextSoFar? text = null;
        foreach (var piece in (string[])["{\"name\":\"An", "na\",\"level\":\"hi", "gh\",\"due\":\"2026-", "01-02\",\"tags\":[\"x\",\"yy", "\"]}"])
        {
            text = new TextSoFar(text, piece);
            var update = new Update<Person>(piece, null) { SoFar = text, Json = GuidedJson.SerializerOptions };
            stages.Add(update.TryReadPartial(out var person) ? $"{person.Name} {person.Level} {person.Due:yyyy-MM-dd} {string.Join('+', person.Tags ?? [])}" : "-");
        }

        Assert.Equal(["An Low 0001-01-01 ", "Anna Low 0001-01-01 ", "Anna High 0001-01-01 ", "Anna High 2026-01-02 x+yy", "Anna High 2026-01-02 x+yy"], stages);
    }

    public enum Level
    {
        Low,
        High,
    }

    public sealed record Person(string Name, Level Level, DateOnly Due, string[] Tags);

    private static void Visit(JsonElement element, string path, List<(string, JsonElement)> values)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
            {
                Visit(member.Value, $"{path}/{member.Name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}", values);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray())
            {
                Visit(item, $"{path}/{index++}", values);
            }
        }

        values.Add((path, element));
    }

    /// <summary>The least length of the text at which one value, two, three … are known to be complete, found by brute force.</summary>
    private static int[] Ends(string text, int count)
    {
        var ends = new List<int>();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text));
        while (reader.Read())
        {
            if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.StartArray or JsonTokenType.StartObject))
            {
                var chars = Encoding.UTF8.GetCharCount(Encoding.UTF8.GetBytes(text), 0, (int)reader.BytesConsumed);
                ends.Add(Math.Min(text.Length, chars + (reader.TokenType == JsonTokenType.Number ? 1 : 0)));
            }
        }

        Assert.Equal(count, ends.Count);
        return [.. ends];
    }

    // Whether a part of a document is a beginning of it.
    private static void AssertBegins(JsonNode? whole, JsonNode? part, bool withOpenString)
    {
        switch (part)
        {
            case JsonObject members:
                var all = Assert.IsType<JsonObject>(whole).ToArray();
                Assert.Equal(all.Take(members.Count).Select(m => m.Key), members.Select(m => m.Key));
                Assert.All(members.Zip(all), m => AssertBegins(m.Second.Value, m.First.Value, withOpenString));
                break;
            case JsonArray items:
                var list = Assert.IsType<JsonArray>(whole);
                Assert.True(items.Count <= list.Count);
                Assert.All(items.Zip(list), i => AssertBegins(i.Second, i.First, withOpenString));
                break;
            case JsonValue value when withOpenString && value.GetValueKind() == JsonValueKind.String:
                Assert.StartsWith(value.GetValue<string>(), whole!.GetValue<string>(), StringComparison.Ordinal);
                break;
            default:
                Assert.True(JsonNode.DeepEquals(whole, part));
                break;
        }
    }

    private static JsonNode? At(JsonNode node, string path)
    {
        var name = path[1..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        return node is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : node[name];
    }
}
