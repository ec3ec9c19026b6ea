using Guided.Grammars.Choices;
using Guided.Rules;

namespace Guided.Formats;

internal sealed class ChoiceFormat : OutputFormat
{
    private readonly string[] _choices;

    public ChoiceFormat(IEnumerable<string> choices) => _choices = [.. choices];

    public override string? Instruction => "Answer with one of: " + string.Join(", ", _choices);

    // The length before each text keeps ["a,b"] apart from ["a", "b"].
    protected internal override object? Key => (typeof(ChoiceFormat), string.Concat(_choices.Select(c => $"{c.Length}:{c}")));

    public override Grammar? CreateGrammar(CancellationToken cancellationToken = default) =>
        ChoiceGrammar.Create(_choices, cancellationToken: cancellationToken);
}
