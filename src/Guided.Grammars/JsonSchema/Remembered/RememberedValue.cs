using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Remembered;

/// <summary>The values that satisfy a formula, and what follows each of them. There is at least one.</summary>
internal sealed class RememberedValue(ValueLanguage values, Formula formula, Sequel sequel) : SchemaExpression(values.Gate)
{
    private readonly ValueLanguage _values = values;
    private readonly Formula _formula = formula;
    private readonly Sequel _sequel = sequel;

    protected override int Length()
    {
        var length = _values.Layout.At(_values.Length(_formula, exact: true), _sequel.Depth);
        return Lengths.Add(length, _sequel.LengthAfter(length));
    }

    protected override Expression Make() => _values.Remembered.Unfold(_formula, _sequel);

    public override bool Equals(object? obj) => obj is RememberedValue other && _formula == other._formula && _values == other._values && _sequel.Equals(other._sequel);

    public override int GetHashCode() => HashCode.Combine(_formula.Id, _sequel);
}
