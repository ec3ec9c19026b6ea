using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>That a value satisfies a schema, or that it does not.</summary>
/// <param name="Schema">The schema.</param>
/// <param name="Scope">What dynamic references in it lead to.</param>
/// <param name="Holds">Whether it is satisfied.</param>
internal sealed record SchemaAtom(Schema Schema, Scope Scope, bool Holds) : Atom
{
    public override Atom Negate() => this with { Holds = !Holds };

    public override string ToString() => (Holds ? "#" : "not #") + Schema.Path;
}
