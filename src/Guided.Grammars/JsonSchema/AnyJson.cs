using Guided.Expressions;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema;

/// <summary>Values without a schema, in texts that are not indented.</summary>
internal sealed class AnyJson
{
    public AnyJson(ExpressionFactory factory, JsonWhitespace whitespace, bool withMembers)
    {
        var layout = new JsonLayout(factory, whitespace);
        var (gap, comma) = (layout.Gap, layout.Comma(0));
        var value = ExpressionFactory.DeclareRule("value");
        var item = factory.Concat(factory.Call(value), gap);
        var member = factory.Concat(JsonCommon.String, layout.Colon, item);
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
