using System.Buffers;
using Guided.Testing;

namespace Guided.Tests.JsonSchema;

/// <summary>Tokens that leave one part of a document and go on in others, such as <c>": "</c> or <c>"}],</c>, next to names that decide what follows.</summary>
public sealed class CrossingTokenTests
{
    private static readonly SearchValues<byte> Punctuation = SearchValues.Create("\"{}[],:\n"u8);

    private const string Person = """
        {"type": "object", "properties": {"name": {"type": "string"}, "names": {"type": "array", "items": {"enum": ["a", "b c", ""]}},
         "n": {"type": ["integer", "null", "boolean"]}, "next": {"$ref": "#"}}, "required": ["name"]}
        """;

    private const string Closed = """
        {"type": "object", "additionalProperties": false, "patternProperties": {"^x": {"type": "integer"}, "^[a-z]{2,4}$": {"type": "array"}}, "maxProperties": 3}
        """;

    private const string Unique = """
        {"type": "array", "uniqueItems": true, "items": {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": {"type": "string"}}}
        """;

    [DataTheory]
    [InlineData(Person, "{\"", "name", "\"", ": \"x", "\", \"names", "\": [", "\"a", "\"], \"n", "\"")]
    [InlineData(Person, "{\"name\": \"x\", \"n", "\"")]
    [InlineData(Person, "{\"name\": \"x\", \"next\": {\"name\": \"", "y", "\"", "}")]
    [InlineData(Person, "{\"other\": {\"", "a", "\": [{\"", "b\": \"c", "\"", "}")]
    [InlineData(Person, "{\"\\u006e", "ame", "\": ")]
    [InlineData(Closed, "{\"", "x", "1\":", " 1, \"x", "2", "\": 2")]
    [InlineData(Closed, "{\"ab", "\"", ": [", "\"", "}")]
    [InlineData(Unique, "[{\"id\": \"", "a", "\"", "}, {\"id\": \"", "b")]
    [InlineData("""{"anyOf": [{"type": "array", "items": {"type": "number"}}, {"type": "array", "items": {"type": "string"}}, {"const": {"a": [1, {"b": null}]}}]}""", "[1", ".5", "e3", ", 20", "]")]
    [InlineData("""{"const": {"a": [1, {"b": null}]}}""", "{\"a", "\": [", "1, {\"b", "\": null", "}]")]
    public void Masks_equal_a_check_of_every_token(string schema, params string[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        // Whatever is not letters alone may cross; of words some are checked.
        EveryToken.Check(schema, parts, (token, bytes) =>
            (token % 13 == 0 || bytes.ContainsAnyExceptInRange((byte)'a', (byte)'z')) && (token % 3 == 0 || bytes.ContainsAny(Punctuation)));
    }
}
