using Guided.Rules;

namespace Guided.Formats;

internal sealed class FreeTextFormat : OutputFormat
{
    public override string? Instruction => null;

    protected internal override object? Key => null;

    public override Grammar? CreateGrammar(CancellationToken cancellationToken = default) => null;
}
