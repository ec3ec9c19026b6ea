using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Values;

/// <summary>The values that satisfy a formula, made when generation comes to one. There is at least one.</summary>
/// <param name="values">What makes them.</param>
/// <param name="formula">The formula.</param>
/// <param name="depth">How deep they stand, where that counts.</param>
internal sealed class LazyValue(ValueLanguage values, Formula formula, int depth) : SchemaExpression(values.Gate)
{
    private readonly ValueLanguage _values = values;
    private readonly Formula _formula = formula;
    private readonly int _depth = depth;

    protected override int Length() => _values.Layout.At(_values.Length(_formula, exact: true), _depth);

    protected override Expression Make() => _values.Unfold(_formula, _depth);

    public override bool Equals(object? obj) => obj is LazyValue other && _formula == other._formula && _depth == other._depth && _values == other._values;

    public override int GetHashCode() => _formula.Id + (_depth * 397);
}
