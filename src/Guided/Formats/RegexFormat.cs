using Guided.Grammars.Regex;
using Guided.Rules;

namespace Guided.Formats;

internal sealed class RegexFormat(string pattern) : OutputFormat
{
    public override string? Instruction => "Answer with text that matches: " + pattern;

    protected internal override object? Key => (typeof(RegexFormat), pattern);

    public override Grammar? CreateGrammar(CancellationToken cancellationToken = default) =>
        RegexGrammar.Create(pattern, cancellationToken: cancellationToken);
}
