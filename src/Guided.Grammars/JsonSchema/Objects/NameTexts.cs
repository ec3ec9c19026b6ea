using System.Text.Encodings.Web;
using System.Text.Json;
using Guided.Automata;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Shapes;
using Guided.Grammars.JsonSchema.Strings;
using Guided.Rules;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>The names of members, and conditions on them, as texts between quotes.</summary>
internal sealed class NameTexts(ExpressionFactory factory, StringTexts strings, Func<Formula, JsonKind, Formula> read)
{
    private readonly Dictionary<NameCondition, Expression> _texts = [];
    private readonly Dictionary<NameCondition, ByteAutomaton?> _automata = [];

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
    public bool Meets(NameCondition condition, string name)
    {
        if (!_automata.TryGetValue(condition, out var automaton))
        {
            try
            {
                automaton = new ByteAutomaton(new Grammar(factory, Of(condition), "names"));
            }
            catch (GrammarException)
            {
                automaton = null; // no name does
            }

            _automata[condition] = automaton;
        }

        return automaton is not null && automaton.Matches(JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes);
    }
}
