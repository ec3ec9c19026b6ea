using Guided.Testing;
using Guided.Vocabularies;

namespace Guided.MaskBench;

/// <summary>Gets the process ready before the first case: JIT compilation, and what a process has once per vocabulary.</summary>
internal static class WarmUp
{
    private static readonly BenchCase[] Made =
    [
        Case("gbnf", """
            root ::= item ("," ws item)* # made up for the warm-up
            item ::= "<" [^<>]* ">" | [0-9]{1,3} "%" | "(" root ")" | name
            name ::= name "." word | word
            word ::= [a-zа-я]+
            ws ::= [ \t]*
            """, "<héllo>, 12%, (а.b.c)", "<<"),
        Case("ebnf", """
            root ::= ("x" | [\-a-f]{2,}) tail?
            tail ::= "!" root
            """, "x!ab-!x", "xx"),
        Case("json_schema", """
            {"type": "object", "properties": {"né": {"type": "string", "maxLength": 9, "pattern": "^[a-z]+é?$"}, "n": {"type": "integer", "minimum": 3},
             "l": {"type": "array", "items": {"enum": [1, "x", null]}}, "o": {"type": "object"}}, "required": ["n"]}
            """, """{"né": "ab", "n": 12, "l": [1, "x"], "o": {"a": [true, 1.5]}, "extra": "text"}""", "{\"n\": 2}"),
        Case("json_schema", """
            {"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"s": {"oneOf": [{"type": "string", "format": "uri"}, {"$ref": "#/definitions/t"}]},
              "t": {"allOf": [{"properties": {"k": {"const": "t"}}, "required": ["k"]}, {"anyOf": [{"required": ["x"]}, {"required": ["y"]}]}]}},
             "properties": {"s": {"$ref": "#/definitions/s"}, "d": {"format": "date-time"}, "e": {"format": "email"}, "m": {"multipleOf": 0.5, "maximum": 9}, "i": {"not": {"type": "null"}},
              "u": {"uniqueItems": true, "items": {"type": ["string", "integer", "object"]}, "minItems": 1}, "c": {"contains": {"type": "integer"}, "maxItems": 5}, "x": {"minLength": 2, "maxLength": 300}},
             "patternProperties": {"^p[0-9]": {"type": "number", "minimum": -1.5, "exclusiveMaximum": 7}}, "additionalProperties": {"type": "boolean"}, "propertyNames": {"maxLength": 9},
             "if": {"required": ["d"]}, "then": {"required": ["e"]}, "dependencies": {"m": ["s"]}, "minProperties": 1}
            """, """{"s": {"k": "t", "x": 1}, "d": "2024-02-29T12:00:00Z", "e": "a@b.cd", "m": 1.5, "u": ["a", 1, {"a": 1}], "c": [1, "b"], "x": "abc", "p1": 2.5, "z": true}""", "{\"d\": \"2024-02-29T12:00:00Z\"}"),
        Case("regex", @"(?:[A-Z]\w*|\d{2,4}){1,3}(?=end)\p{L}+", "Ab12end", "-"),
    ];

    /// <summary>Makes the vocabulary, and times what every process pays once for it.</summary>
    /// <returns>The vocabulary and the milliseconds: the vocabulary's tables and its trie.</returns>
    public static (Vocabulary Vocabulary, double Milliseconds) Prepare(string path)
    {
        var read = VocabularyFile.Read(path);
        var tokens = new byte[read.Size][];
        var special = new List<int>();
        for (var id = 0; id < read.Size; id++)
        {
            tokens[id] = read.BytesOf(id).ToArray();
            if (read.IsSpecial(id))
            {
                special.Add(id);
            }
        }

        var start = Clock.Now();
        var vocabulary = new Vocabulary(read.Name, tokens, special, read.EndTokens.ToArray());
        _ = vocabulary.Trie;
        return (vocabulary, Clock.MicrosecondsSince(start) / 1000);
    }

    /// <summary>Runs made-up cases of every kind, none of them from a corpus, and forgets their times.</summary>
    public static void Jit(Vocabulary vocabulary, BenchOptions options)
    {
        var runner = new CaseRunner(vocabulary, options, new SlowList(0));
        foreach (var item in Made)
        {
            var result = runner.Run(options.Indented ? item.Indented() : item);
            if (result.Error is not null || result.ValidAccepted != result.ValidTotal || result.FalseAccept.Count > 0)
            {
                throw new InvalidOperationException($"The warm-up case {item.Id} failed: {result.Error ?? "wrong verdict"}");
            }
        }

        _ = new Summary(0).ToLine();
    }

    private static BenchCase Case(string kind, string grammar, string valid, string invalid) => new()
    {
        Id = "warm-up/" + kind,
        Kind = kind,
        Grammar = grammar,
        Valid = [valid, valid],
        Invalid = [invalid],
    };
}
