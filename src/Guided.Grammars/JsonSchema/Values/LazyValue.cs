using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Values;

/// <summary>The values that satisfy a formula, made when generation comes to one. There is at least one.</summary>
internal sealed class LazyValue(ValueLanguage values, Formula formula) : SchemaExpression(values.Gate)
{
    private readonly ValueLanguage _values = values;
    private readonly Formula _formula = formula;

    protected override int Length() => _values.Length(_formula, exact: true);

    protected override Expression Make() => _values.Unfold(_formula);

    public override bool Equals(object? obj) => obj is LazyValue other && _formula == other._formula && _values == other._values;

    public override int GetHashCode() => _formula.Id;
}
