using Guided.Automata;
using Guided.Grammars.JsonSchema.Checks;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Formats;

/// <summary>What an output must look like: the language it must be in, and the words that tell the model so.</summary>
/// <remarks>
/// A format is a value: formats with equal <see cref="Key"/> are the same, and a model keeps one automaton for each (see
/// <see cref="GuidedModelOptions.MaxCachedFormats"/>).
/// </remarks>
public abstract class OutputFormat
{
    /// <summary>Any text at all.</summary>
    public static OutputFormat FreeText { get; } = new FreeTextFormat();

    /// <summary>JSON that validates against a schema.</summary>
    /// <param name="schema">The schema as JSON text.</param>
    /// <param name="options">How the schema is read; null for exact JSON Schema.</param>
    /// <remarks>
    /// Where <see cref="Grammars.JsonSchema.JsonSchemaOptions.CheckedAfterwards"/> names keywords, every answer is checked against the whole schema, see
    /// <see cref="RequestOptions.FailedCheck"/>.
    /// </remarks>
    /// <exception cref="Grammars.JsonSchema.JsonSchemaException">The schema cannot be enforced; the path tells where. Thrown on first use.</exception>
    public static OutputFormat Json(string schema, Grammars.JsonSchema.JsonSchemaOptions? options = null) => new JsonFormat(schema, options);

    /// <summary>Text that as a whole matches a regular expression.</summary>
    /// <exception cref="Grammars.Regex.RegexException">The pattern is malformed or not regular. Thrown on first use.</exception>
    public static OutputFormat Regex(string pattern) => new RegexFormat(pattern);

    /// <summary>One of several texts.</summary>
    public static OutputFormat Choice(IEnumerable<string> choices) => new ChoiceFormat(choices);

    /// <summary>Any text of a grammar.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="instruction">What the prompt says of it; null for nothing.</param>
    public static OutputFormat Of(Grammar grammar, string? instruction = null) => new GrammarFormat(grammar, instruction);

    /// <summary>What makes two formats the same; null for a format without a grammar.</summary>
    protected internal abstract object? Key { get; }

    /// <summary>Whether the text is one JSON value.</summary>
    internal virtual bool IsJson => false;

    /// <summary>A line for the prompt that asks for this format; null for none.</summary>
    public abstract string? Instruction { get; }

    /// <summary>Makes the grammar; null when any text is right.</summary>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public abstract Grammar? CreateGrammar(CancellationToken cancellationToken = default);

    /// <summary>Checks what the grammar does not enforce, where the caller asked for that; null where nothing is left to check.</summary>
    internal virtual JsonSchemaCheck? Check(string text, CancellationToken cancellationToken) => null;

    /// <summary>Makes the automaton for a vocabulary; null when any text is right.</summary>
    internal ITokenAutomaton? CreateAutomaton(Vocabulary vocabulary, CancellationToken cancellationToken) =>
        CreateGrammar(cancellationToken) is { } grammar ? new TokenAutomaton(grammar, vocabulary) : null;
}
