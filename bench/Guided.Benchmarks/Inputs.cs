using Guided.Grammars.JsonSchema;
using Guided.Rules;
using Guided.Testing;
using Guided.Vocabularies;

namespace Guided.Benchmarks;

/// <summary>What the benchmarks have in common: a vocabulary of 128k tokens, an ordinary schema, and a text of it.</summary>
internal static class Inputs
{
    public const string Schema = """
        {
          "type": "object",
          "properties": {
            "name": { "type": "string", "maxLength": 80 },
            "born": { "type": "string", "format": "date" },
            "kind": { "enum": ["person", "company", "place"] },
            "score": { "type": "number", "minimum": 0, "maximum": 1 },
            "tags": { "type": "array", "items": { "type": "string" }, "maxItems": 10 },
            "address": {
              "type": "object",
              "properties": { "street": { "type": "string" }, "zip": { "type": "string", "pattern": "^[0-9]{5}$" } },
              "required": ["zip"],
              "additionalProperties": false
            }
          },
          "required": ["name", "kind", "tags"],
          "additionalProperties": false
        }
        """;

    public const string Pattern = @"(?:[A-Z][a-z]+ ){1,4}\d{4}-(0[1-9]|1[0-2])-\d\d(?: at [^,;]{1,40})?";

    public const string Gbnf = """
        root   ::= object
        value  ::= object | array | string | number | ("true" | "false" | "null") ws
        object ::= "{" ws ( string ":" ws value ("," ws string ":" ws value)* )? "}" ws
        array  ::= "[" ws ( value ("," ws value)* )? "]" ws
        string ::= "\"" ( [^"\\\x7F\x00-\x1F] | "\\" (["\\bfnrt] | "u" [0-9a-fA-F]{4}) )* "\"" ws
        number ::= ("-"? ([0-9] | [1-9] [0-9]{0,15})) ("." [0-9]+)? ([eE] [-+]? [0-9] [1-9]{0,15})? ws
        ws     ::= | " " | "\n" [ \t]{0,20}
        """;

    public const string Text = """{"name": "Ada Lovelace", "born": "1815-12-10", "kind": "person", "score": 0.75, "tags": ["mathematics", "engines", "poetry"], "address": {"street": "St James's Square", "zip": "10001"}}""";

    public static Vocabulary Llama3 { get; } = VocabularyFile.Load("llama3");

    public static Grammar Grammar() => JsonSchemaGrammar.Create(Schema);

    /// <summary>A text as the tokens of the longest matches.</summary>
    public static int[] Tokenise(ReadOnlySpan<byte> text)
    {
        var tokens = new List<int>();
        while (text.Length > 0)
        {
            tokens.Add(Llama3.Trie.LongestMatch(text, out var length));
            text = text[length..];
        }

        return [.. tokens];
    }
}
