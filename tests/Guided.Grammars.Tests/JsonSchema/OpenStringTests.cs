using Guided.Testing;

namespace Guided.Tests.JsonSchema;

/// <summary>Strings that can go on with nearly any text, whose masks are put together from whole slices of the vocabulary.</summary>
public sealed class OpenStringTests
{
    [DataTheory]
    [InlineData("""{"type": "string", "pattern": "[0-9a-f]{8}-[0-9a-f]{4}"}""", "\"id 12345678-", "ab", "12\"")]
    [InlineData("""{"type": "string", "pattern": "[0-9a-f]{8}-[0-9a-f]{4}", "maxLength": 60}""", "\"an id: 1234", "5678", "-12ab", " and more, which is not too long")]
    [InlineData("""{"type": "string", "pattern": "^(?:\\S+\\s+){0,9}\\S+$"}""", "\"one two", " three four five", " six\\u0020seven", " eight nine ten")]
    [InlineData("""{"type": "string", "pattern": "^(?:\\S+\\s+){0,29}\\S+$", "maxLength": 100}""", "\"one two", " three four five", " and so on")]
    [InlineData("""{"type": "string", "pattern": "^[^x]*$", "maxLength": 40}""", "\"a word without", " that letter in it", " y")]
    [InlineData("""{"type": "string", "allOf": [{"pattern": "a.*b"}, {"pattern": "c"}], "maxLength": 50}""", "\"a long", " text with c", " and b in it, near the end of")]
    [InlineData("""{"type": "string", "not": {"pattern": "[0-9a-f]{12}"}}""", "\"any", "thing 0123", "456789a", "x")]
    [InlineData("""{"type": "string", "format": "date-time", "pattern": "\\d\\d\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"}""", "\"2016", "-02-2", "9T16:")]
    [InlineData("""{"type": "string", "format": "uri", "maxLength": 80}""", "\"https:", "//example.com", "/a?b=")]
    [InlineData("""{"type": "string", "pattern": "^[^/#]+/[^/#]+$"}""", "\"git", "hub/us", "er name")]
    [InlineData("""{"type": "string", "pattern": "^/dev/[^/]+(/[^/]+)*$", "maxLength": 90}""", "\"/dev", "/sda one", "/two, three")]
    [InlineData("""{"type": "string", "pattern": "^[^:]+:[a-fA-F0-9]+$"}""", "\"md", "5", ":09aF")]
    [InlineData("""{"type": "string", "format": "regex"}""", "\"^a word", "(group", " of [^more", "] text)")]
    [InlineData("""{"type": "string", "pattern": "^\\S+@[^@\\s]+$"}""", "\"someone", "@example", ".org")]
    [InlineData("""{"type": "object", "patternProperties": {"[0-9a-f]{12}": {"type": "null"}}, "additionalProperties": {"type": "boolean"}}""", "{\"any", "0123456789", "ab")]
    public void Masks_equal_a_check_of_every_token(string schema, params string[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        // All that hold a quote, an escape or a part of a character, all that are long, and some of the others.
        EveryToken.Check(schema, parts, (token, bytes) => token % 9 == 0 || bytes.Length > 14 || bytes.IndexOfAny("\"\\\u00C3"u8) >= 0);
    }
}
