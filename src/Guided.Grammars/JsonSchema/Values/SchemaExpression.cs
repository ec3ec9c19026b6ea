using Guided.Expressions;

namespace Guided.Grammars.JsonSchema.Values;

/// <summary>A part of a schema's language that is made when generation comes to it, under the lock of all that the schema has made.</summary>
/// <param name="gate">The lock.</param>
internal abstract class SchemaExpression(SchemaGate gate) : LazyExpression
{
    public sealed override bool IsNullable => false;

    public sealed override int ShortestLength
    {
        get
        {
            using (gate.Enter())
            {
                return Length();
            }
        }
    }

    public sealed override Expression Unfold(ExpressionFactory factory)
    {
        using (gate.Enter())
        {
            return Make();
        }
    }

    /// <summary>The length in bytes of the shortest text.</summary>
    protected abstract int Length();

    /// <summary>The language.</summary>
    protected abstract Expression Make();
}
