using System.Text.Json;

namespace Guided.Grammars.JsonSchema;

/// <summary>White space between the tokens of a JSON text. There is none before the first and after the last token.</summary>
/// <remarks>
/// Either a model is free within bounds (<see cref="Flexible"/>), or every value has one text, the one that a writer of JSON would give it: on one line
/// (<see cref="Compact"/>, <see cref="OneSpace"/>, <see cref="Separated"/>) or over several (<see cref="Indented"/>). Two that say the same are equal.
/// </remarks>
public sealed record JsonWhitespace
{
    private const int MaxSize = 127;
    private const int MaxBound = 1000;
    private const string Blank = " \t\r\n";

    private JsonWhitespace()
    {
    }

    /// <summary>
    /// In each gap at most one line end (<c>\n</c> or <c>\r\n</c>) and after it at most 20 spaces or tabs. The bound keeps a model from
    /// writing blanks without end.
    /// </summary>
    public static JsonWhitespace Flexible { get; } = FlexibleWithin(maxBlanks: 20, maxLineEnds: 1);

    /// <summary>None.</summary>
    public static JsonWhitespace Compact { get; } = Separated(",", ":");

    /// <summary>One space after each comma and colon, and none elsewhere, as many tools write JSON on one line.</summary>
    public static JsonWhitespace OneSpace { get; } = Separated(", ", ": ");

    /// <summary>Whether the text leaves a choice.</summary>
    internal bool IsFlexible { get; private init; }

    /// <summary>The greatest number of spaces and tabs in a gap, where it is flexible.</summary>
    internal int MaxBlanks { get; private init; }

    /// <summary>The greatest number of line ends in a gap, where it is flexible.</summary>
    internal int MaxLineEnds { get; private init; }

    /// <summary>A comma and the white space around it; in indented texts without the line end.</summary>
    internal string Comma { get; private init; } = ",";

    /// <summary>A colon and the white space around it.</summary>
    internal string Colon { get; private init; } = ":";

    /// <summary>What ends a line; empty where the text has one line only.</summary>
    internal string LineEnd { get; private init; } = "";

    /// <summary>What begins a line, once for each array and object that is open.</summary>
    internal string Indentation { get; private init; } = "";

    /// <summary>Any white space within bounds, in every gap.</summary>
    /// <param name="maxBlanks">The greatest number of spaces and tabs in a gap, behind the line ends; 0 to 1,000.</param>
    /// <param name="maxLineEnds">The greatest number of line ends (<c>\n</c> or <c>\r\n</c>) in a gap; 0 to 1,000.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is out of its range.</exception>
    public static JsonWhitespace FlexibleWithin(int maxBlanks, int maxLineEnds = 1)
    {
        CheckRange(maxBlanks, MaxBound, nameof(maxBlanks));
        CheckRange(maxLineEnds, MaxBound, nameof(maxLineEnds));
        return new JsonWhitespace { IsFlexible = true, MaxBlanks = maxBlanks, MaxLineEnds = maxLineEnds };
    }

    /// <summary>The same white space around every comma and every colon, and none elsewhere.</summary>
    /// <param name="comma">A comma and the white space around it, such as <c>", "</c> or <c>",\n"</c>.</param>
    /// <param name="colon">A colon and the white space around it, such as <c>": "</c>.</param>
    /// <exception cref="ArgumentException">A separator is no comma or colon with spaces, tabs and line ends around it.</exception>
    public static JsonWhitespace Separated(string comma, string colon)
    {
        CheckSeparator(comma, ',', nameof(comma));
        CheckSeparator(colon, ':', nameof(colon));
        return new JsonWhitespace { Comma = comma, Colon = colon };
    }

    /// <summary>
    /// Each item and member on a line of its own, indented by the arrays and objects around it; empty ones as <c>[]</c> and <c>{}</c>. The text is the one that
    /// System.Text.Json writes with <see cref="JsonSerializerOptions.WriteIndented"/>, or <c>json.dumps(value, indent=size)</c> in Python. It may nest to any depth.
    /// </summary>
    /// <param name="size">The characters of one level; 0 to 127.</param>
    /// <param name="character">The character: a space or a tab.</param>
    /// <param name="lineEnd">What ends a line: <c>\n</c> or <c>\r\n</c>.</param>
    /// <param name="comma">A comma and the white space around it, to which the line end is added.</param>
    /// <param name="colon">A colon and the white space around it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of its range.</exception>
    /// <exception cref="ArgumentException">The character or line end is another, or a separator is no comma or colon with white space around it.</exception>
    public static JsonWhitespace Indented(int size = 2, char character = ' ', string lineEnd = "\n", string comma = ",", string colon = ": ")
    {
        CheckRange(size, MaxSize, nameof(size));
        if (character is not (' ' or '\t'))
        {
            throw new ArgumentException($"JSON is indented by spaces or tabs, not by U+{(int)character:X4}.", nameof(character));
        }

        if (lineEnd is not ("\n" or "\r\n"))
        {
            throw new ArgumentException("A line ends with \\n or \\r\\n.", nameof(lineEnd));
        }

        return Separated(comma, colon) with { LineEnd = lineEnd, Indentation = new string(character, size) };
    }

    /// <summary>The white space that System.Text.Json writes with some options: <see cref="Compact"/>, or <see cref="Indented"/> as they say.</summary>
    /// <param name="options">The options.</param>
    public static JsonWhitespace Of(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.WriteIndented ? Indented(options.IndentSize, options.IndentCharacter, options.NewLine) : Compact;
    }

    private static void CheckRange(int value, int max, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, max, name);
    }

    private static void CheckSeparator(string text, char mark, string name)
    {
        ArgumentNullException.ThrowIfNull(text, name);
        if (text.AsSpan().Trim(Blank) is not [var only] || only != mark)
        {
            throw new ArgumentException($"'{text}' is no separator: give one '{mark}' with nothing but spaces, tabs and line ends around it.", name);
        }
    }
}
