using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Strings.Formats;

/// <summary>A format of strings: its name, and the texts between the quotes.</summary>
/// <param name="Name">The name, as schemas have it.</param>
/// <param name="Build">Writes the language. It is called once a process and reading.</param>
internal sealed record StringFormat(string Name, Func<FormatWriter, Expression> Build)
{
    /// <summary>Whether the name is this library's own, for types of .NET, and means nothing in JSON Schema.</summary>
    public bool IsNetOnly { get; init; }

    /// <summary>
    /// Whether there are states in great number, so that each grammar has its own and no others stay in memory. What patterns contribute is shared.
    /// </summary>
    public bool IsLarge { get; init; }

    /// <summary>A format that is one ECMA-262 pattern of the whole text.</summary>
    public static StringFormat Of(string name, string pattern) => new(name, w => FormatWriter.Pattern(pattern));

    /// <summary>A format that .NET reads in its own way.</summary>
    public static StringFormat Of(string name, Func<FormatWriter, Expression> build, string netPattern) =>
        new(name, w => w.Reading == JsonReading.DotNet ? FormatWriter.Pattern(netPattern) : build(w));

    /// <summary>A format of this library, for a type of .NET.</summary>
    public static StringFormat Net(string name, string pattern) => Of(name, pattern) with { IsNetOnly = true };
}
