namespace Guided.Grammars.Regex;

/// <summary>Whose rules a pattern follows where they differ.</summary>
public enum RegexDialect
{
    /// <summary>
    /// ECMA-262 with the <c>u</c> flag, as in JSON Schema: characters are code points, <c>\d</c> and <c>\w</c> are ASCII, <c>.</c> excludes
    /// the four line terminators, <c>$</c> is the end of the text.
    /// </summary>
    Ecma,

    /// <summary>
    /// System.Text.RegularExpressions: characters are UTF-16 units, <c>\d \w \s \p{…}</c> are what .NET answers, <c>.</c> excludes the line
    /// feed, <c>$</c> also stands before a final line feed.
    /// </summary>
    DotNet,
}

/// <summary>What part of a text a pattern must match.</summary>
public enum RegexMatch
{
    /// <summary>The whole text, as if the pattern stood between anchors.</summary>
    Full,

    /// <summary>Some part of the text, as in JSON Schema and in <c>Regex.IsMatch</c>.</summary>
    Search,
}

/// <summary>How a pattern is read.</summary>
public sealed record RegexOptions
{
    /// <summary>The defaults: .NET syntax, full match.</summary>
    public static RegexOptions Default { get; } = new();

    /// <summary>The dialect. Default <see cref="RegexDialect.DotNet"/>.</summary>
    public RegexDialect Dialect { get; init; } = RegexDialect.DotNet;

    /// <summary>What must match. Default <see cref="RegexMatch.Full"/>.</summary>
    public RegexMatch Match { get; init; } = RegexMatch.Full;

    /// <summary>Whether letters match in either case, as with <c>(?i)</c>. Default false.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Whether <c>\d \w \s \b</c> and letter cases are those of ASCII alone, as with Rust's <c>(?-u)</c>. Default false.</summary>
    public bool Ascii { get; init; }

    /// <summary>Whether <c>.</c> matches line ends too, as with <c>(?s)</c>. Default false.</summary>
    public bool DotAll { get; init; }

    /// <summary>Whether <c>^</c> and <c>$</c> also stand at line ends inside the text, as with <c>(?m)</c>. Default false.</summary>
    public bool Multiline { get; init; }

    /// <summary>Whether white space and comments in the pattern are skipped, as with <c>(?x)</c> of .NET. Default false.</summary>
    public bool IgnorePatternWhitespace { get; init; }
}
