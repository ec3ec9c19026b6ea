using Guided.Rules;

namespace Guided.Diagnostics;

/// <summary>Questions to a grammar.</summary>
public static class GrammarDiagnosticsExtensions
{
    /// <summary>Tells whether a text matches, or where and why not.</summary>
    /// <exception cref="Expressions.GrammarLimitException">A budget was used up.</exception>
    public static GrammarExplanation Explain(this Grammar grammar, string text)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        return GrammarExplanation.Of(grammar, text);
    }
}
