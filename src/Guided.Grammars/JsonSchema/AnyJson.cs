using Guided.Expressions;

namespace Guided.Grammars.JsonSchema;

/// <summary>Values without a schema.</summary>
internal sealed class AnyJson
{
    public AnyJson(ExpressionFactory factory, JsonWhitespace whitespace, bool withMembers)
    {
        var gap = JsonCommon.Gap(whitespace);
        var value = ExpressionFactory.DeclareRule("value");
        var comma = JsonCommon.Separator(whitespace, ",");
        var item = factory.Concat(factory.Call(value), gap);
        var member = factory.Concat(JsonCommon.String, gap, JsonCommon.Separator(whitespace, ":"), item);
        Array = factory.Frame("array", factory.Concat(
            factory.Literal("["), gap, factory.Separated(item, comma), factory.Literal("]")));
        Object = factory.Frame("object", factory.Concat(
            factory.Literal("{"), gap, withMembers ? factory.Separated(member, comma) : factory.Epsilon, factory.Literal("}")));
        value.Define(factory.Choice(
        [
            factory.Literal("null"), factory.Literal("true"), factory.Literal("false"), JsonCommon.Number, JsonCommon.String, Array, Object,
        ]));
        Value = factory.Call(value);
    }

    public Expression Value { get; }

    public Expression Array { get; }

    public Expression Object { get; }
}
