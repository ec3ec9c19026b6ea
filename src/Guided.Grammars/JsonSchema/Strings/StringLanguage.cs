using Guided.Expressions;
using Guided.Grammars.Characters;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.Regex;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>The texts between the quotes of the strings in a <see cref="StringShape"/>.</summary>
internal sealed class StringLanguage(ExpressionFactory factory, JsonSchemaOptions options)
{
    private readonly Dictionary<(StringCondition, bool), Expression> _conditions = [];

    /// <summary>Builds the expression.</summary>
    /// <exception cref="JsonSchemaException">A pattern is not well-formed or not regular, or a listed string has a lone surrogate.</exception>
    public Expression Build(StringShape shape)
    {
        if (shape is { Conditions: [var only], MinLength: 0, MaxLength: null, Literals: null })
        {
            return Condition(only);
        }

        if (Folded(shape) is { } folded)
        {
            return folded;
        }

        var parts = shape.Conditions.Select(c => Condition(c, isAlone: false)).ToList();
        if (shape.Literals is { } literals)
        {
            parts.Add(JsonTexts.Build(factory, literals.Where(l => HasLength(l, shape)), JsonTexts.Encoding(options.Escapes)));
        }
        else if (shape.MinLength > 0 || shape.MaxLength is not null)
        {
            parts.AddRange(Length(shape));
        }

        return parts.Count == 0 ? JsonCommon.Text : factory.Intersect([.. parts]);
    }

    /// <summary>The texts that meet one condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="isAlone">Whether no other condition stands beside it; only then all texts of some formats are admitted.</param>
    public Expression Condition(StringCondition condition, bool isAlone = true)
    {
        if (!_conditions.TryGetValue((condition, isAlone), out var language))
        {
            language = _conditions[(condition, isAlone)] = condition.Keyword == StringCondition.Format
                ? JsonCommon.Format(factory, condition.Text, options.Reading, isAlone)
                : Pattern(condition);
        }

        return language;
    }

    /// <summary>A pattern with bounds on the length, as a pattern with counters; null where that is not what the shape has.</summary>
    private Expression? Folded(StringShape shape)
    {
        if (shape is not { Conditions: [{ Keyword: "pattern" } condition], Literals: null } || options.Reading != JsonReading.JsonSchema)
        {
            return null;
        }

        var regex = new RegexOptions { Dialect = RegexDialect.Ecma, Match = RegexMatch.Full };
        try
        {
            return BoundedPattern.Fold(RegexParser.Parse(condition.Text, regex), shape.MinLength, shape.MaxLength) is { } node
                ? RegexCompiler.Compile(factory, JsonTexts.All, condition.Text, node, regex)
                : null;
        }
        catch (RegexException e)
        {
            throw condition.Schema.Error(condition.Keyword, $"pattern '{e.Pattern}', position {e.Position}: {e.Reason}", e);
        }
    }

    private Expression Pattern(StringCondition condition)
    {
        var isNet = options.Reading == JsonReading.DotNet;
        var regex = new RegexOptions
        {
            Dialect = isNet ? RegexDialect.DotNet : RegexDialect.Ecma,
            Match = options.PatternsMatchWhole ? RegexMatch.Full : RegexMatch.Search,
        };
        try
        {
            return RegexGrammar.Build(factory, condition.Text, regex, isNet ? JsonTexts.Units : JsonTexts.All);
        }
        catch (RegexException e)
        {
            throw condition.Schema.Error(condition.Keyword, $"pattern '{e.Pattern}', position {e.Position}: {e.Reason}", e);
        }
    }

    private IEnumerable<Expression> Length(StringShape shape)
    {
        var encoding = options.Reading == JsonReading.DotNet ? JsonTexts.Units : JsonTexts.All;
        yield return factory.Repeat(encoding.Characters(factory, RuneSet.All), shape.MinLength, shape.MaxLength);
        if (encoding.NeedsIntersection)
        {
            yield return JsonCommon.Text;
        }
    }

    private bool HasLength(string text, StringShape shape)
    {
        var length = options.Reading == JsonReading.DotNet ? text.Length : text.EnumerateRunes().Count();
        return length >= shape.MinLength && !(length > shape.MaxLength);
    }
}
