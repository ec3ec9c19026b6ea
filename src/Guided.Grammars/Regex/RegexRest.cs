using System.Numerics;
using System.Runtime.CompilerServices;
using Guided.Expressions;

namespace Guided.Grammars.Regex;

/// <summary>The language of all that may follow a place, given what stands before it; each case is made once, when asked for.</summary>
/// <param name="needs">The trackers of what stands before that the language depends on: see <see cref="RegexHistories"/>.</param>
/// <param name="make">Makes one case.</param>
internal sealed class RegexRest(BigInteger needs, Func<string, Expression> make)
{
    private readonly Dictionary<string, Expression> _cases = new(StringComparer.Ordinal);
    private readonly Dictionary<RegexNode, RegexRest> _longer = new(ReferenceEqualityComparer.Instance);

    /// <summary>The trackers that the language depends on.</summary>
    public BigInteger Needs => needs;

    /// <summary>The language after a history.</summary>
    public Expression At(string history)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Exploration.ThrowIfCancelled();
        history = RegexHistories.Project(history, needs);
        if (!_cases.TryGetValue(history, out var language))
        {
            _cases[history] = language = make(history);
        }

        return language;
    }

    /// <summary>A node and then this rest, made once a node.</summary>
    public RegexRest After(RegexNode node, Func<RegexNode, RegexRest, RegexRest> prepend)
    {
        if (!_longer.TryGetValue(node, out var longer))
        {
            longer = _longer[node] = prepend(node, this);
        }

        return longer;
    }
}
