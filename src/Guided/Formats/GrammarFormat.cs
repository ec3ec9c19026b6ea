using Guided.Rules;

namespace Guided.Formats;

internal sealed class GrammarFormat(Grammar grammar, string? instruction) : OutputFormat
{
    public override string? Instruction => instruction;

    protected internal override object? Key => grammar;

    public override Grammar? CreateGrammar(CancellationToken cancellationToken = default) => grammar;
}
