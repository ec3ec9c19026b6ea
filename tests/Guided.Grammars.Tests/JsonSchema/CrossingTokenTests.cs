using System.Buffers;
using System.Text;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Rules;
using Guided.Testing;
using Guided.Vocabularies;

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
        var vocabulary = VocabularyFile.Load("gpt2");
        var automaton = Automaton(schema, vocabulary);

        // Transitions are read byte by byte, without the walks that masks come from.
        var check = Automaton(schema, vocabulary);
        var (state, checkedState) = (automaton.Start, check.Start);
        foreach (var part in parts)
        {
            var text = Encoding.UTF8.GetBytes(part);
            state = automaton.Read(state, text) ?? throw new InvalidOperationException($"{part} is refused");
            checkedState = check.Read(checkedState, text) ?? throw new InvalidOperationException($"{part} is refused");
            var mask = state.GetMask();
            for (var token = 0; token < vocabulary.Size; token++)
            {
                // Whatever is not letters alone may cross; of words some are checked.
                var bytes = vocabulary.IsText(token) ? vocabulary.BytesOf(token) : default;
                if (!bytes.IsEmpty && (token % 13 == 0 || bytes.ContainsAnyExceptInRange((byte)'a', (byte)'z')) && (token % 3 == 0 || bytes.ContainsAny(Punctuation)))
                {
                    Assert.True(
                        mask.Contains(token) == checkedState.Advance(token) is not null,
                        $"after {string.Concat(parts)} up to {part}: {vocabulary.Describe(token)} is {(mask.Contains(token) ? "allowed" : "refused")}");
                }
            }
        }
    }

    private static TokenAutomaton Automaton(string schema, Vocabulary vocabulary)
    {
        var factory = JsonSchemaGrammar.CreateFactory();
        return new TokenAutomaton(new Grammar(factory, JsonSchemaGrammar.Build(factory, schema)), vocabulary);
    }
}
