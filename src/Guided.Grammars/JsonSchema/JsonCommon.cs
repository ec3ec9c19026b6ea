using System.Collections.Concurrent;
using Guided.Expressions;
using Guided.Grammars.Characters;
using Guided.Grammars.JsonSchema.Numbers;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Grammars.JsonSchema.Strings.Formats;

namespace Guided.Grammars.JsonSchema;

/// <summary>Expressions that many schemas have in common. They live in one factory for the process, the parent of every schema's own.</summary>
internal static class JsonCommon
{
    private static readonly ConcurrentDictionary<(string Name, JsonReading Reading), Lazy<Expression>> Formats = new();
    private static readonly ConcurrentDictionary<Expression, Expression> QuotedFormats = new(ReferenceEqualityComparer.Instance);
    private static readonly ConcurrentDictionary<(JsonWhitespace, bool), Lazy<AnyJson>> Anys = new();

    /// <summary>The factory.</summary>
    public static ExpressionFactory Factory { get; } = new();

    /// <summary>What stands between the quotes of any string.</summary>
    public static Expression Text { get; } = JsonStringEncoding.Instance.AnyText(Factory);

    /// <summary>Any string.</summary>
    public static Expression String { get; } = Factory.Frame("string", Quoted(Factory, Text));

    /// <summary>Any number.</summary>
    public static Expression Number { get; } =
        Factory.Frame("number", NumberLanguage.Build(Factory, NumberShape.Any, JsonReading.JsonSchema));

    private static readonly Expression AnyInteger =
        Factory.Frame("integer", NumberLanguage.Build(Factory, NumberShape.Integers, JsonReading.JsonSchema));

    private static readonly Expression NetInteger =
        Factory.Frame("integer", NumberLanguage.Build(Factory, NumberShape.Integers, JsonReading.DotNet));

    /// <summary>Any integer without fraction and exponent.</summary>
    public static Expression PlainInteger { get; } =
        Factory.Frame("integer", NumberLanguage.Build(Factory, NumberShape.PlainIntegers, JsonReading.JsonSchema));

    // A rule of its own, so that what white space allows is found once, not once for each name and bracket that stands behind it.
    private static readonly Expression Blanks = NewGap(Factory, JsonWhitespace.Flexible);

    /// <summary>A text between quotes.</summary>
    public static Expression Quoted(ExpressionFactory factory, Expression text) => QuotedFormats.TryGetValue(text, out var quoted)
        ? quoted
        : factory.Concat(factory.Literal("\""), text, factory.Literal("\""));

    /// <summary>Any integer.</summary>
    public static Expression Integer(JsonReading reading) => reading == JsonReading.DotNet ? NetInteger : AnyInteger;

    /// <summary>White space between tokens, where a text may choose it.</summary>
    public static Expression Gap(ExpressionFactory factory, JsonWhitespace whitespace) =>
        !whitespace.IsFlexible ? factory.Epsilon : whitespace == JsonWhitespace.Flexible ? Blanks : NewGap(factory, whitespace);

    /// <summary>Where expressions about white space are made: common ones are shared, but not all that callers may think of.</summary>
    public static ExpressionFactory FactoryFor(ExpressionFactory factory, JsonWhitespace whitespace) =>
        whitespace == JsonWhitespace.Flexible || whitespace == JsonWhitespace.Compact || whitespace == JsonWhitespace.OneSpace ? Factory : factory;

    /// <summary>What stands between the quotes of strings of a format.</summary>
    /// <param name="factory">Where formats with very many states are made; the others are shared.</param>
    /// <param name="name">The format.</param>
    /// <param name="reading">Whose reading counts.</param>
    /// <param name="isAlone">Whether no other condition stands beside it: see <see cref="FormatWriter.IsAlone"/>.</param>
    public static Expression Format(ExpressionFactory factory, string name, JsonReading reading, bool isAlone) => FormatCatalog.IsLarge(name)
        ? FormatCatalog.Build(factory, name, reading, isAlone)
        : Formats.GetOrAdd((name, reading), key => new Lazy<Expression>(() => Share(() => FormatCatalog.Build(Factory, key.Name, key.Reading, isAlone)))).Value;

    // With its quotes in the shared factory, all that is found out about a format is found out once a process.
    private static Expression Share(Func<Expression> make)
    {
        using var shared = Exploration.BeginShared();
        var format = make();
        QuotedFormats[format] = Quoted(Factory, format);
        return format;
    }

    /// <summary>Any value, array or object.</summary>
    /// <param name="factory">Where it is made if it is not shared.</param>
    /// <param name="whitespace">White space in it, which is not indented.</param>
    /// <param name="withMembers">Whether objects have members; otherwise they are empty.</param>
    public static AnyJson Any(ExpressionFactory factory, JsonWhitespace whitespace, bool withMembers) => FactoryFor(factory, whitespace) == Factory
        ? Anys.GetOrAdd((whitespace, withMembers), key => new Lazy<AnyJson>(() => Build(key.Item1, key.Item2))).Value
        : new AnyJson(factory, whitespace, withMembers);

    private static AnyJson Build(JsonWhitespace whitespace, bool withMembers)
    {
        using var shared = Exploration.BeginShared();
        return new AnyJson(Factory, whitespace, withMembers);
    }

    /// <summary>White space between tokens as a regular expression.</summary>
    public static Expression RegularGap(ExpressionFactory factory, JsonWhitespace whitespace) =>
        whitespace.IsFlexible ? factory.Optional(SomeSpace(factory, whitespace)) : factory.Epsilon;

    private static Expression NewGap(ExpressionFactory factory, JsonWhitespace whitespace)
    {
        var some = SomeSpace(factory, whitespace);
        return some == factory.Empty ? factory.Epsilon : factory.Optional(factory.Frame("white space", some));
    }

    private static Expression SomeSpace(ExpressionFactory factory, JsonWhitespace whitespace)
    {
        var (blanks, lineEnds) = (whitespace.MaxBlanks, whitespace.MaxLineEnds);
        var blank = factory.Bytes(ByteSet.Of((byte)' ', (byte)'\t'));
        var lineEnd = factory.Choice(factory.Literal("\n"), factory.Literal("\r\n"));
        return factory.Choice(
            blanks == 0 ? factory.Empty : factory.Repeat(blank, 1, blanks),
            lineEnds == 0 ? factory.Empty : factory.Concat(factory.Repeat(lineEnd, 1, lineEnds), factory.Repeat(blank, 0, blanks)));
    }
}
