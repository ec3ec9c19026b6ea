using Guided.Expressions;
using Guided.Rules;

namespace Guided.Grammars.JsonSchema.Values;

/// <summary>Looks into regular expressions.</summary>
internal static class Probe
{
    /// <summary>The length in bytes of the shortest member, or null when there is none.</summary>
    public static int? ShortestLength(ExpressionFactory factory, Expression expression)
    {
        if (expression.IsRegular && !RegularLanguages.HasMember(expression))
        {
            return null;
        }

        try
        {
            return new Grammar(factory, expression, "probe").ShortestLength;
        }
        catch (GrammarException)
        {
            return null;
        }
    }
}
