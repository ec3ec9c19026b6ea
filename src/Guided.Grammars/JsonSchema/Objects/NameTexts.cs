using System.Text.Encodings.Web;
using System.Text.Json;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>The names of members, and conditions on them, as texts between quotes.</summary>
internal sealed class NameTexts(ExpressionFactory factory, StringTexts strings, Func<Formula, JsonKind, Formula> read)
{
    /// <summary>Up to this many names that meet a condition are listed.</summary>
    private const int MaxFew = 64;

    private readonly Dictionary<NameCondition, Expression> _texts = [];
    private readonly Dictionary<NameCondition, IReadOnlyList<string>> _few = [];

    /// <summary>The names that meet a condition.</summary>
    public Expression Of(NameCondition condition)
    {
        if (!_texts.TryGetValue(condition, out var text))
        {
            _texts[condition] = text = condition.Pattern is { } pattern
                ? strings.Language.Condition(new StringCondition(condition.Schema, "patternProperties", pattern))
                : strings.Of(read(condition.Names!, JsonKind.String));
        }

        return text;
    }

    /// <summary>Whether a name meets a condition.</summary>
    public bool Meets(NameCondition condition, string name) =>
        RegularLanguages.Contains(Of(condition), JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);

    /// <summary>The names that meet a condition, if they are few: they are then treated as if the schemas mentioned them. Else none.</summary>
    public IReadOnlyList<string> Few(NameCondition condition)
    {
        if (!_few.TryGetValue(condition, out var names))
        {
            _few[condition] = names = FindFew(Of(condition));
        }

        return names;
    }

    private string[] FindFew(Expression texts)
    {
        // Spelled without escapes; a name that has no such spelling shows in what is left.
        var raw = factory.Intersect(texts, factory.Star(factory.Bytes(~ByteSet.Of((byte)'\\'))));
        if (RegularLanguages.Members(raw, MaxFew) is not { } members)
        {
            return [];
        }

        string[] names = [.. members.Select(m => JsonStringText.Read(m))];
        var others = factory.Intersect(texts, factory.Complement(JsonTexts.Build(factory, names, JsonTexts.All)));
        return RegularLanguages.HasMember(others) ? [] : names;
    }
}
