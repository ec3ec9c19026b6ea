using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>That an object has, or has not, a member of some name.</summary>
internal sealed record PresenceAtom(string Name, bool IsPresent) : Atom
{
    public override bool HoldsAtEnd => !IsPresent;

    public override Atom Negate() => this with { IsPresent = !IsPresent };
}

/// <summary>That all members of an object satisfy what a rule says of them, or that some member does not.</summary>
internal sealed record MembersAtom(MemberRule Rule, bool All) : Atom
{
    public override bool HoldsAtEnd => All;

    public override bool Declares => All && Rule.Declares && !Rule.Properties.IsEmpty;

    public override Atom Negate() => this with { All = !All };
}
