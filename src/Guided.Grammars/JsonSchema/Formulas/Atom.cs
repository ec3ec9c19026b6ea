namespace Guided.Grammars.JsonSchema.Formulas;

/// <summary>A statement about a value, its items or its members that is not taken apart further. Equal statements are equal values.</summary>
internal abstract record Atom
{
    /// <summary>The statement that holds exactly when this one does not.</summary>
    public abstract Atom Negate();

    /// <summary>Whether the statement, about the items or members that follow, holds where none follows; false for statements about other things.</summary>
    public virtual bool HoldsAtEnd => false;

    /// <summary>Whether the statement declares members, which may come in an order.</summary>
    public virtual bool Declares => false;
}
