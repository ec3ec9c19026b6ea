using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Checks;

/// <summary>Whether strings satisfy atoms.</summary>
internal sealed class StringMatcher(JsonSchemaOptions options)
{
    /// <summary>One pattern may search one string for so long.</summary>
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    private readonly StringLanguage _language = new(JsonSchemaGrammar.CreateFactory(), options);
    private readonly Dictionary<(string Keyword, string Text), Func<string, bool>> _conditions = [];

    /// <summary>Whether a string satisfies an atom.</summary>
    public bool Holds(Atom atom, string text) => atom switch
    {
        LengthAtom length => Length(text) is var size && (length.IsLeast ? size >= length.Length : size <= length.Length),
        LiteralsAtom literals => literals.Texts.Contains(text, StringComparer.Ordinal) == literals.Holds,
        ConditionAtom condition => Matches(condition.Condition, text) == condition.Holds,
        _ => throw new InvalidOperationException($"{atom} does not speak of strings."),
    };

    /// <summary>What is wrong with a string that does not satisfy an atom.</summary>
    public static string Describe(Atom atom) => atom switch
    {
        LengthAtom length => $"the string is {(length.IsLeast ? "shorter" : "longer")} than {length.Length}",
        ConditionAtom { Condition: var condition } negatable =>
            $"the string {(negatable.Holds ? "does not match" : "matches")} '{condition.Text}' (schema at '#{condition.Schema.Path}', keyword '{condition.Keyword}')",
        _ => "the string is none of those that are listed",
    };

    /// <summary>Whether a string meets a condition.</summary>
    public bool Matches(StringCondition condition, string text)
    {
        if (!_conditions.TryGetValue((condition.Keyword, condition.Text), out var matches))
        {
            _conditions[(condition.Keyword, condition.Text)] = matches = Compile(condition);
        }

        return matches(text);
    }

    private int Length(string text) => options.Reading == JsonReading.DotNet ? text.Length : text.EnumerateRunes().Count();

    private Func<string, bool> Compile(StringCondition condition)
    {
        try
        {
            var expression = _language.Condition(condition);
            return text => RegularLanguages.Contains(expression, JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
        }
        catch (JsonSchemaException e) when (condition.Keyword != StringCondition.Format)
        {
            // The pattern is not regular: .NET's own engine searches for it.
            try
            {
                var regex = new System.Text.RegularExpressions.Regex(condition.Text, RegexOptions.CultureInvariant, MaxTime);
                return text => IsMatch(regex, condition, text);
            }
            catch (ArgumentException)
            {
                throw e;
            }
        }
    }

    private static bool IsMatch(System.Text.RegularExpressions.Regex regex, StringCondition condition, string text)
    {
        try
        {
            return regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw condition.Schema.Error(condition.Keyword, $"the pattern '{condition.Text}' took more than {MaxTime.TotalSeconds} s to search one string", e);
        }
    }
}
