using Guided.Expressions;
using Guided.Grammars.Regex;
using Guided.Vocabularies;

namespace Guided.Grammars.Gbnf;

/// <summary>XGrammar's macros: <c>Regex</c>, <c>Substring</c>, <c>Token</c>, <c>ExcludeToken</c>, <c>TagDispatch</c> and <c>TokenTagDispatch</c>.</summary>
/// <remarks>As its <c>docs/defining_structures/ebnf_grammar.md</c> describes them.</remarks>
internal sealed class GbnfMacros(GbnfReader reader, GbnfCharacters characters)
{
    private static readonly (int First, int Last)[] AnyCharacter = [(0, 0x10FFFF)];
    private static readonly (int First, int Last)[] PlainInJson = [(0x20, 0x21), (0x23, 0x5B), (0x5D, 0x10FFFF)];

    /// <summary>Reads a macro's arguments, or nothing when there is no macro of this name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="start">Where it stands.</param>
    public GbnfNode? TryRead(string name, int start) => name switch
    {
        "Regex" => ReadRegex(start, Arguments()),
        "Substring" => ReadSubstring(start, Arguments()),
        "Token" => ReadTokens(start, Arguments(), name, (factory, tokens) => factory.Token(tokens)),
        "ExcludeToken" => ReadTokens(start, Arguments(), name, (factory, tokens) => factory.TokenExcept(tokens)),
        "TagDispatch" => ReadTagDispatch(start, Arguments()),
        "TokenTagDispatch" => ReadTokenTagDispatch(start, Arguments()),
        _ => null,
    };

    private GbnfMacroArguments Arguments() => GbnfMacroArguments.Read(reader, characters);

    private GbnfEmbedded ReadRegex(int start, GbnfMacroArguments arguments)
    {
        var pattern = arguments.Values is [GbnfMacroText text]
            ? text.Value
            : throw reader.Error(start, "Regex(…) takes one string, the pattern");
        var inJson = arguments.TakeFlag("json_string", otherwise: false);
        var options = new RegexOptions { Dialect = RegexDialect.Ecma, DotAll = true, Ascii = true };
        if (arguments.Take("flags") is { } value)
        {
            var flags = value is GbnfMacroText given && given.Value.All("isu".Contains)
                ? given.Value
                : throw reader.Error(value.Index, "flags is a string of i, s and u");
            options = options with { IgnoreCase = flags.Contains('i', StringComparison.Ordinal), DotAll = flags.Contains('s', StringComparison.Ordinal) };
        }

        arguments.RequireNoMore("Regex");
        return new GbnfEmbedded(start, factory =>
        {
            var language = RegexGrammar.Build(factory, pattern, options);
            return inJson ? factory.Intersect(language, factory.Star(factory.Runes(PlainInJson))) : language;
        });
    }

    private GbnfEmbedded ReadSubstring(int start, GbnfMacroArguments arguments)
    {
        arguments.RequireNoMore("Substring");
        var chunks = Texts("Substring", arguments.Values, mayBeEmpty: true);
        return new GbnfEmbedded(start, factory => factory.Machine(SubstringMachine.Of(chunks)));
    }

    private GbnfEmbedded ReadTokens(
        int start, GbnfMacroArguments arguments, string name, Func<ExpressionFactory, TokenReference[], Expression> make)
    {
        arguments.RequireNoMore(name);
        var tokens = Tokens(name, arguments.Values);
        return tokens.Length > 0
            ? new GbnfEmbedded(start, factory => make(factory, tokens))
            : throw reader.Error(start, $"{name}(…) takes one or more ids of tokens");
    }

    private GbnfNode ReadTagDispatch(int start, GbnfMacroArguments arguments)
    {
        var loops = arguments.TakeFlag("loop_after_dispatch", otherwise: true);
        var excludes = Texts("excludes", TupleOf(arguments.Take("excludes"), "excludes"), mayBeEmpty: false);
        arguments.RequireNoMore("TagDispatch");
        var (tags, calls) = Pairs(arguments.Values, "TagDispatch", v => v is GbnfMacroText { Value.Length: > 0 } text ? text.Value : null, "a string");
        if (excludes.FirstOrDefault(e => tags.Exists(t => t.StartsWith(e, StringComparison.Ordinal))) is { } bad)
        {
            throw reader.Error(start, $"the excluded text \"{bad}\" begins a tag, which then could never be written");
        }

        return Dispatch(start, calls, loops, Free, (f, i) => f.Intersect(
            f.Concat(Text(f), f.Literal(tags[i])),
            f.Complement(f.Concat(Text(f), Any(f, tags), f.Plus(f.AnyByte))),
            Without(f, excludes)));

        Expression Free(ExpressionFactory f) => f.Intersect(Text(f), Without(f, tags), Without(f, excludes));

        static Expression Any(ExpressionFactory f, IEnumerable<string> texts) => f.Choice([.. texts.Select(f.Literal)]);

        static Expression Text(ExpressionFactory f) => f.Star(f.Runes(AnyCharacter));

        static Expression Without(ExpressionFactory f, IEnumerable<string> texts) =>
            f.Complement(f.Concat(f.Star(f.AnyByte), Any(f, texts), f.Star(f.AnyByte)));
    }

    private GbnfNode ReadTokenTagDispatch(int start, GbnfMacroArguments arguments)
    {
        var loops = arguments.TakeFlag("loop_after_dispatch", otherwise: true);
        var excludes = Tokens("excludes", TupleOf(arguments.Take("excludes"), "excludes"));
        arguments.RequireNoMore("TokenTagDispatch");
        var (tags, calls) = Pairs<TokenReference?>(
            arguments.Values, "TokenTagDispatch", v => v is GbnfMacroNumber number ? TokenReference.OfId(number.Value) : null, "the id of a token");
        if (tags.Find(t => excludes.Contains(t!.Value)) is { } bad)
        {
            throw reader.Error(start, $"token {bad.Id} is both a tag and excluded");
        }

        TokenReference[] others = [.. tags.Select(t => t!.Value), .. excludes];
        return Dispatch(start, calls, loops, Free, (f, i) => f.Concat(Free(f), f.Token(tags[i]!.Value)));

        Expression Free(ExpressionFactory f) => f.Star(f.TokenExcept(others));
    }

    /// <summary>Free text, and behind each tag the rule it calls.</summary>
    private static GbnfNode Dispatch(
        int start, List<GbnfCall> calls, bool loops, Func<ExpressionFactory, Expression> free, Func<ExpressionFactory, int, Expression> tag)
    {
        var rest = new GbnfEmbedded(start, free);
        if (calls.Count == 0)
        {
            return rest;
        }

        GbnfNode[] sections = [.. calls.Select((call, i) => new GbnfSequence([new GbnfEmbedded(start, f => tag(f, i)), call]))];
        return loops
            ? new GbnfSequence([new GbnfRepetition(new GbnfAlternatives(sections), 0, null), rest])
            : new GbnfAlternatives([.. sections, rest]);
    }

    private (List<T> Tags, List<GbnfCall> Calls) Pairs<T>(List<GbnfMacroValue> values, string macro, Func<GbnfMacroValue, T?> tagOf, string what)
    {
        var tags = new List<T>();
        var calls = new List<GbnfCall>();
        foreach (var value in values)
        {
            if (value is not GbnfMacroTuple { Values: [var first, GbnfMacroName rule] } || tagOf(first) is not { } tag)
            {
                throw reader.Error(value.Index, $"{macro}(…) takes pairs of {what} and the name of a rule");
            }

            tags.Add(tag);
            calls.Add(new GbnfCall(rule.Value, rule.Index));
        }

        return (tags, calls);
    }

    private IReadOnlyList<GbnfMacroValue> TupleOf(GbnfMacroValue? value, string name) => value switch
    {
        null => [],
        GbnfMacroTuple tuple => tuple.Values,
        _ => throw reader.Error(value.Index, $"{name} is a list in parentheses"),
    };

    private string[] Texts(string name, IEnumerable<GbnfMacroValue> values, bool mayBeEmpty) => [.. values.Select(value =>
        value is GbnfMacroText text && (mayBeEmpty || text.Value.Length > 0)
            ? text.Value
            : throw reader.Error(value.Index, $"{name} holds strings{(mayBeEmpty ? "" : " that are not empty")}"))];

    private TokenReference[] Tokens(string name, IEnumerable<GbnfMacroValue> values) => [.. values.Select(value =>
        value is GbnfMacroNumber number
            ? TokenReference.OfId(number.Value)
            : throw reader.Error(value.Index, $"{name} holds ids of tokens"))];
}
