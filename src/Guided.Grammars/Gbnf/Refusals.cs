namespace Guided.Grammars.Gbnf;

/// <summary>What the dialects hold and this library does not: each is refused where it stands, with the reason.</summary>
internal static class Refusals
{
    /// <summary>XGrammar's attributes between a rule's name and <c>::=</c>.</summary>
    public static void CheckAttributes(GbnfReader reader)
    {
        if (reader.Dialect == GbnfDialect.XGrammar && reader.Peek == '[')
        {
            throw reader.Error("rule attributes (max_tokens, capture) are refused: they bound or label the generation, not the language; take them out");
        }
    }

    /// <summary>The reason why a lookahead assertion that begins here is refused, or null when there is none.</summary>
    public static string? Lookahead(GbnfReader reader) =>
        (reader.PeekAt(1) == '=' && reader.Dialect == GbnfDialect.XGrammar) || (reader.PeekAt(1) == '?' && reader.PeekAt(2) is '=' or '!' or '<')
            ? "lookahead assertions are refused: XGrammar takes them as a hint for its mask cache, not as part of the language, and masks here are exact without; take the assertion out"
            : null;
}
