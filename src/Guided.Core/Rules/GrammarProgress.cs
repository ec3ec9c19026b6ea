namespace Guided.Rules;

/// <summary>How far the preparation of a grammar has come.</summary>
/// <param name="Pass">The pass that is running, such as "left recursion".</param>
/// <param name="Work">The work done so far, in visits of expressions; see <see cref="Expressions.GrammarLimits.MaxCompileWork"/>.</param>
public readonly record struct GrammarProgress(string Pass, long Work);
