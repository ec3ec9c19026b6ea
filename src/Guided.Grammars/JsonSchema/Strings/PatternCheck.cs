using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.Regex;

namespace Guided.Grammars.JsonSchema.Strings;

/// <summary>Finds the faults of patterns without building what they match, as far as that is possible.</summary>
internal sealed class PatternCheck(StringLanguage language, JsonSchemaOptions options)
{
    private readonly HashSet<string> _checked = new(StringComparer.Ordinal);

    /// <summary>Looks at the patterns that bear on values of possible kinds.</summary>
    /// <exception cref="JsonSchemaException">A pattern is not well-formed or not regular.</exception>
    public void Check(Schema schema, JsonKinds possible)
    {
        if (possible.HasFlag(JsonKinds.String) && KeywordValues.Text(schema, "pattern") is { } pattern)
        {
            Check(schema, "pattern", pattern);
        }

        foreach (var member in possible.HasFlag(JsonKinds.Object) ? KeywordValues.Members(schema, "patternProperties") : [])
        {
            Check(schema, "patternProperties", member.Name);
        }
    }

    private void Check(Schema schema, string keyword, string pattern)
    {
        if (!_checked.Add(pattern))
        {
            return;
        }

        try
        {
            RegexParser.Parse(pattern, new RegexOptions { Dialect = options.Reading == JsonReading.DotNet ? RegexDialect.DotNet : RegexDialect.Ecma });
        }
        catch (RegexException e)
        {
            throw schema.Error(keyword, $"pattern '{e.Pattern}', position {e.Position}: {e.Reason}", e);
        }

        // Only assertions inside a pattern can still turn out to be too much.
        if (pattern.Contains("(?", StringComparison.Ordinal) || pattern.Contains("\\b", StringComparison.OrdinalIgnoreCase)
            || pattern.LastIndexOf('^') > 0 || pattern.IndexOf('$', StringComparison.Ordinal) is var end && end >= 0 && end < pattern.Length - 1)
        {
            language.Condition(new StringCondition(schema, keyword, pattern));
        }
    }
}
