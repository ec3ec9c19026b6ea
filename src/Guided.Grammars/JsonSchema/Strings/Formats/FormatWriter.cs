using System.Collections.Concurrent;
using Guided.Expressions;
using Guided.Grammars.Characters;
using Guided.Grammars.Regex;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>What formats are written with: expressions over the characters of JSON strings.</summary>
internal sealed class FormatWriter(ExpressionFactory factory, JsonReading reading, bool isAlone)
{
    private static readonly RegexOptions Options = new() { Dialect = RegexDialect.Ecma, Match = RegexMatch.Full };

    private static readonly ConcurrentDictionary<string, Lazy<Expression>> Patterns = new(StringComparer.Ordinal);

    /// <summary>Where expressions are made.</summary>
    public ExpressionFactory Factory => factory;

    /// <summary>Whether the format is the only condition on the text, so that no intersection with others is searched for members.</summary>
    public bool IsAlone => isAlone;

    /// <summary>Whose reading counts.</summary>
    public JsonReading Reading => reading;

    /// <summary>The texts that an ECMA-262 pattern matches as a whole; made once a process.</summary>
    public static Expression Pattern(string pattern) => Patterns.GetOrAdd(
        pattern,
        text => new Lazy<Expression>(() => BuildShared(text))).Value;

    private static Expression BuildShared(string pattern)
    {
        using var shared = Exploration.BeginShared();
        return RegexGrammar.Build(JsonCommon.Factory, pattern, Options, JsonTexts.All);
    }

    /// <summary>One character out of a set.</summary>
    public Expression Characters(RuneSet set) => JsonTexts.All.Characters(factory, set);

    /// <summary>One text.</summary>
    public Expression Text(string text) => JsonTexts.All.Text(factory, text);

    /// <summary>The texts of a language that have at most so many characters.</summary>
    public Expression AtMost(int length, Expression language) =>
        factory.Intersect(language, factory.Repeat(Characters(RuneSet.All), 0, length));
}
