using System.Text.Json.Nodes;
using Guided.Grammars.Gbnf;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Regex;
using Guided.Rules;

namespace Guided.MaskBench;

/// <summary>Turns the text of a case into a grammar, by its kind.</summary>
internal static class CaseCompiler
{
    private static readonly GbnfOptions XGrammar = new() { Dialect = GbnfDialect.XGrammar };

    private static readonly JsonSchemaOptions Schema = new();

    private static readonly JsonSchemaOptions Annotated = Schema with { Formats = JsonFormats.Annotate };

    private static readonly Dictionary<string, string> Drafts = new(StringComparer.Ordinal)
    {
        ["draft4"] = "http://json-schema.org/draft-04/schema#",
        ["draft6"] = "http://json-schema.org/draft-06/schema#",
        ["draft7"] = "http://json-schema.org/draft-07/schema#",
        ["draft2019-09"] = "https://json-schema.org/draft/2019-09/schema",
        ["draft2020-12"] = "https://json-schema.org/draft/2020-12/schema",
    };

    /// <exception cref="NotSupportedException">The kind has no front end.</exception>
    public static Grammar Compile(BenchCase item, BenchOptions options) => item.Kind switch
    {
        "gbnf" => GbnfGrammar.Parse(item.Grammar),
        "ebnf" => GbnfGrammar.Parse(item.Grammar, options: XGrammar),
        "regex" => RegexGrammar.Create(item.Grammar),
        "json_schema" => JsonSchemaGrammar.Create(WithDraft(item), (item.FormatAsserts ? Schema : Annotated) with
        {
            Whitespace = options.Indented ? JsonWhitespace.Indented() : JsonWhitespace.Flexible,
            PropertyOrder = options.AnyOrder ? PropertyOrder.Any : PropertyOrder.AsDeclared,
            AssertContentEncoding = item.ContentAsserts,
        }),
        _ => throw new NotSupportedException($"There is no front end for grammars of kind '{item.Kind}'."),
    };

    /// <summary>The schema, with the case's draft where it names none itself.</summary>
    private static string WithDraft(BenchCase item)
    {
        if (item.Draft is null || JsonNode.Parse(item.Grammar) is not JsonObject schema || schema.ContainsKey("$schema"))
        {
            return item.Grammar;
        }

        schema.Insert(0, "$schema", Drafts.GetValueOrDefault(item.Draft, item.Draft));
        return schema.ToJsonString();
    }
}
