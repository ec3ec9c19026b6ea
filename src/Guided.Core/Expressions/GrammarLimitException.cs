using System.Globalization;

namespace Guided.Expressions;

/// <summary>A budget of <see cref="GrammarLimits"/> was used up. What was asked for was not done; nothing wrong was kept.</summary>
public sealed class GrammarLimitException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="limit">The name of the budget, a property of <see cref="GrammarLimits"/>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="where">The grammar, and the rule or expression of it, where that happened; null while unknown.</param>
    /// <param name="inner">The exception that this one says more about.</param>
    public GrammarLimitException(string limit, long value, string? where = null, Exception? inner = null)
        : base(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(where is null ? "The grammar" : where)} used up its budget {nameof(GrammarLimits)}.{limit} = {value:N0} ({MeaningOf(limit)}). ")
                + $"Simplify the grammar, or raise the budget: new {nameof(GrammarLimits)} {{ {limit} = … }}.",
            inner)
    {
        Limit = limit;
        Value = value;
        Where = where;
    }

    /// <summary>The name of the budget.</summary>
    public string Limit { get; }

    /// <summary>Its value.</summary>
    public long Value { get; }

    /// <summary>The grammar, and the rule or expression of it, where that happened; null while unknown.</summary>
    public string? Where { get; }

    /// <summary>Whether <see cref="Where"/> tells the grammar.</summary>
    internal bool HasGrammar { get; private init; }

    /// <summary>The same, with the grammar in which it happened, and the rule where that is known.</summary>
    internal GrammarLimitException In(string grammar, string? rule = null)
    {
        var where = rule is null ? $"Grammar '{grammar}'" : $"Rule '{rule}' of grammar '{grammar}'";
        return new GrammarLimitException(Limit, Value, Where is null ? where : $"{where}, at {Where},", this) { HasGrammar = true };
    }

    private static string MeaningOf(string limit) => limit switch
    {
        nameof(GrammarLimits.MaxExpressions) => "expressions made",
        nameof(GrammarLimits.MaxNesting) => "levels of one expression",
        nameof(GrammarLimits.MaxCompileWork) => "visits of expressions while the grammar is prepared",
        nameof(GrammarLimits.MaxLivenessStates) => "derivatives explored to find a member of an intersection or complement",
        nameof(GrammarLimits.MaxShortestText) => "bytes of the shortest text",
        nameof(GrammarLimits.MaxStates) => "states",
        nameof(GrammarLimits.MaxWalk) => "trie nodes visited for one mask",
        nameof(GrammarLimits.MaxDepth) => "frames on a stack, one or two for each nested call",
        _ => "see its documentation",
    };
}
