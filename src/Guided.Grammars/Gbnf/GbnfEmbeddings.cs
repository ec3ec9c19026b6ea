using System.Text;
using System.Text.Json;
using Guided.Grammars.JsonSchema;
using Guided.Grammars.Regex;
using Guided.Vocabularies;

namespace Guided.Grammars.Gbnf;

/// <summary>Reads what a rule holds besides text: <c>/regular expressions/</c>, <c>%json</c> with a schema, and tokens in angle brackets.</summary>
internal sealed class GbnfEmbeddings(GbnfReader reader, JsonSchemaOptions? jsonSchema)
{
    /// <summary>Reads a regular expression between slashes, with the flags behind it.</summary>
    public GbnfEmbedded ReadRegex()
    {
        var start = reader.Index++;
        while (reader.Peek != '/')
        {
            if (reader.AtEnd || reader.Peek is '\r' or '\n')
            {
                throw reader.Error(start, "the regular expression is not closed; add '/' (and write \\/ for a slash in it, \\n for a line end)");
            }

            reader.Index = Math.Min(reader.Index + (reader.Peek == '\\' ? 2 : 1), reader.Text.Length);
        }

        var pattern = reader.Text[(start + 1)..reader.Index++];
        var options = new RegexOptions { Dialect = RegexDialect.Ecma };
        for (; char.IsAsciiLetter(reader.Peek); reader.Index++)
        {
            options = reader.Peek switch
            {
                'i' => options with { IgnoreCase = true },
                's' => options with { DotAll = true },
                'm' => options with { Multiline = true },
                'x' => options with { IgnorePatternWhitespace = true },
                'u' => options,
                _ => throw reader.Error($"the flag {reader.Peek} is unknown; those of a regular expression are i, s, m, x and u"),
            };
        }

        return new GbnfEmbedded(
            start,
            factory => RegexGrammar.Build(factory, pattern, options),
            e => e is RegexException regex ? start + 1 + regex.Position : null);
    }

    /// <summary>Reads <c>%json</c> and a JSON Schema.</summary>
    public GbnfEmbedded ReadJson()
    {
        var start = reader.Index++;
        if (!reader.TryReadName(out var name) || name != "json")
        {
            throw reader.Error(start, "only %json is known of this kind; write %json { …a JSON Schema… }");
        }

        reader.SkipSpace(overLines: true);
        var schema = reader.Index;
        var bytes = Encoding.UTF8.GetBytes(reader.Text[schema..]);
        var json = new Utf8JsonReader(bytes);
        try
        {
            json.Read();
            json.Skip();
        }
        catch (JsonException e)
        {
            throw reader.Error(schema, $"what follows %json is not JSON: {e.Message.TrimEnd('.')}");
        }

        var text = Encoding.UTF8.GetString(bytes, 0, (int)json.BytesConsumed);
        reader.Index += text.Length;
        return new GbnfEmbedded(start, factory => JsonSchemaGrammar.Build(factory, text, jsonSchema));
    }

    /// <summary>Reads <c>&lt;token&gt;</c>, <c>&lt;[id]&gt;</c>, or one of them behind <c>!</c>.</summary>
    public GbnfEmbedded ReadToken()
    {
        var start = reader.Index;
        var except = reader.Take('!');
        var open = reader.Index++;
        TokenReference token;
        if (reader.Take('['))
        {
            var id = reader.TryReadNumber() ?? throw reader.Error($"expected the id of a token, found {reader.Found()}; write <[id]>");
            token = TokenReference.OfId(id);
            if (!(reader.Take(']') && reader.Take('>')))
            {
                throw reader.Error($"expected ']>', found {reader.Found()}; a token by its id is <[id]>");
            }
        }
        else
        {
            while (reader.Peek != '>')
            {
                if (reader.AtEnd || reader.Peek is '\r' or '\n')
                {
                    throw reader.Error(open, "the token is not closed; add '>'");
                }

                reader.Index++;
            }

            // The brackets belong to the token's text: <think> is the token that is written so.
            token = TokenReference.OfText(reader.Text[open..++reader.Index]);
        }

        return new GbnfEmbedded(start, factory => except ? factory.TokenExcept(token) : factory.Token(token));
    }
}
