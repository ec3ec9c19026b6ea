using System.Text;
using Guided.Automata;
using Guided.Grammars.JsonSchema;
using Guided.Rules;
using Guided.Testing;
using Guided.Vocabularies;

namespace Guided.Tests.JsonSchema;

/// <summary>Masks of the states along a text, against reading tokens one by one.</summary>
internal static class EveryToken
{
    /// <summary>Reads the parts of a text; after each the mask must hold exactly the tokens that can be read on.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="parts">The parts, which the schema admits.</param>
    /// <param name="isChecked">Which tokens to look at, by their ids and bytes.</param>
    public static void Check(string schema, string[] parts, Func<int, ReadOnlySpan<byte>, bool> isChecked)
    {
        var vocabulary = VocabularyFile.Load("gpt2");
        var automaton = Automaton(schema, vocabulary);

        // Transitions are read byte by byte, without the walks that masks come from.
        var check = Automaton(schema, vocabulary);
        var (state, checkedState) = (automaton.Start, check.Start);
        foreach (var part in parts)
        {
            var text = Encoding.UTF8.GetBytes(part);
            state = automaton.Read(state, text) ?? throw new InvalidOperationException($"{part} is refused");
            checkedState = check.Read(checkedState, text) ?? throw new InvalidOperationException($"{part} is refused");
            var mask = state.GetMask();
            for (var token = 0; token < vocabulary.Size; token++)
            {
                var bytes = vocabulary.IsText(token) ? vocabulary.BytesOf(token) : default;
                if (!bytes.IsEmpty && isChecked(token, bytes))
                {
                    Assert.True(
                        mask.Contains(token) == checkedState.Advance(token) is not null,
                        $"after {string.Concat(parts)} up to {part}: {vocabulary.Describe(token)} is {(mask.Contains(token) ? "allowed" : "refused")}");
                }
            }
        }
    }

    private static TokenAutomaton Automaton(string schema, Vocabulary vocabulary)
    {
        var factory = JsonSchemaGrammar.CreateFactory();
        return new TokenAutomaton(new Grammar(factory, JsonSchemaGrammar.Build(factory, schema)), vocabulary);
    }
}
