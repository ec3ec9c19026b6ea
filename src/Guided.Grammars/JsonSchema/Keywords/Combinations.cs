using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Keywords;

/// <summary>Keywords that combine whole schemas, and references.</summary>
internal sealed class Combinations(SchemaReader reader)
{
    private readonly FormulaTable _table = reader.Table;
    private readonly ExactlyOne _exactlyOne = new(reader);

    /// <summary>What a keyword says of values of a kind, or null when it combines no schemas.</summary>
    public Formula? Read(Schema schema, Scope scope, string keyword, JsonKind kind) => keyword switch
    {
        "$ref" or "$recursiveRef" or "$dynamicRef" => reader.Of(reader.Links.Reference(schema, scope, keyword), kind),
        "allOf" => _table.And(List(schema, scope, keyword, kind)),
        "anyOf" => _table.Or(List(schema, scope, keyword, kind)),
        "oneOf" => _exactlyOne.Of(List(schema, scope, keyword, kind), kind),
        "not" => _table.Not(reader.Of(reader.Links.Child(schema, scope, keyword)!, kind)),
        "if" => Condition(schema, scope, kind),
        _ => null,
    };

    private Formula[] List(Schema schema, Scope scope, string keyword, JsonKind kind) =>
        Array.ConvertAll(reader.Links.List(schema, scope, keyword), f => reader.Of(f, kind));

    private Formula? Condition(Schema schema, Scope scope, JsonKind kind)
    {
        if (schema.Keyword("then") is null && schema.Keyword("else") is null)
        {
            return null;
        }

        var condition = reader.Undeclared(reader.Links.Child(schema, scope, "if")!, kind);
        var then = condition.IsFalse ? _table.True : reader.Undeclared(reader.Links.Child(schema, scope, "then") ?? _table.True, kind);
        var otherwise = condition.IsTrue ? _table.True : reader.Undeclared(reader.Links.Child(schema, scope, "else") ?? _table.True, kind);
        return then.IsTrue ? _table.Or(condition, otherwise)
            : otherwise.IsTrue ? _table.Or(_table.Not(condition), then)
            : _table.Or(_table.And(condition, then), _table.And(_table.Not(condition), otherwise));
    }
}
