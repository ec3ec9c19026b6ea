using Guided.Grammars.JsonSchema;
using DotNetRegex = System.Text.RegularExpressions.Regex;

namespace Guided.Grammars.Tests.JsonSchema.Formats;

/// <summary>Patterns beside minLength and maxLength, against .NET.</summary>
public sealed class BoundedPatternTests
{
    [Theory]
    [InlineData("^[ab]*$", 2, 3)]
    [InlineData("^[ab]+$", 0, 2)]
    [InlineData("^a[ab]*b$", 3, 4)]
    [InlineData("^ab", 0, 3)]
    [InlineData("ab$", 3, 3)]
    [InlineData("ab", 0, 3)]
    [InlineData("^(ab|ba)c*$", 3, 4)]
    [InlineData("^(?:a{2})b{0,9}$", 4, null)]
    [InlineData("^a+b+$", 3, 4)]
    [InlineData("^(ab)*$", 0, 3)]
    [InlineData("^abc$", 0, 2)]
    [InlineData("^a|b*$", 2, 3)]
    [InlineData("^$", 0, 2)]
    [InlineData("^a{5,}$", 0, 3)]
    public void Lengths_and_patterns(string pattern, int min, int? max)
    {
        var bound = max is { } most ? $",\"maxLength\":{most}" : "";
        var schema = $$"""{"anyOf":[{"type":"string","pattern":"{{pattern}}","minLength":{{min}}{{bound}}},{"const":0}]}""";
        var language = new Language(JsonSchemaGrammar.Create(schema));
        var regex = new DotNetRegex(pattern);
        foreach (var text in Texts(5))
        {
            Assert.True(language.Has($"\"{text}\"") == (text.Length >= min && !(text.Length > max) && regex.IsMatch(text)), text);
        }
    }

    private static IEnumerable<string> Texts(int length) =>
        length == 0 ? [""] : Texts(length - 1).SelectMany(t => t.Length == length - 1 ? (string[])[t, t + "a", t + "b", t + "c"] : [t]);
}
