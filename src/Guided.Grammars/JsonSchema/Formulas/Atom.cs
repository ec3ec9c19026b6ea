namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>A statement about a value, its items or its members that is not taken apart further. Equal statements are equal values.</summary>
internal abstract record Atom
{
    /// <summary>The statement that holds exactly when this one does not.</summary>
    public abstract Atom Negate();
}
