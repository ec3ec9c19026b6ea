using Guided.Expressions;

namespace Guided.Grammars.Composition;

/// <summary>A named part that may be used before it is defined, and inside itself.</summary>
public sealed class GrammarRule : GrammarPart
{
    private readonly Rule _rule;

    internal GrammarRule(GrammarBuilder owner, Rule rule, Expression call)
        : base(owner, call) => _rule = rule;

    /// <summary>The name, for messages.</summary>
    public string Name => _rule.Name;

    /// <summary>Whether <see cref="Define"/> was called.</summary>
    public bool IsDefined => _rule.IsDefined;

    /// <summary>Says what the rule stands for, once.</summary>
    /// <exception cref="ArgumentException">The body comes from another builder.</exception>
    /// <exception cref="InvalidOperationException">The rule is defined already.</exception>
    public GrammarRule Define(GrammarPart body)
    {
        ArgumentNullException.ThrowIfNull(body);
        _rule.Define(body.In(Owner!));
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
