using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>The members on which it depends whether an object can end.</summary>
internal sealed class Goals
{
    private readonly bool _anyName;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public Goals(Formula formula)
    {
        foreach (var atom in formula.Atoms())
        {
            switch (atom)
            {
                case PresenceAtom { IsPresent: true } presence:
                    _names.Add(presence.Name);
                    break;
                case MembersAtom { All: false } members:
                    _names.UnionWith(members.Rule.Names);
                    _anyName |= !members.Rule.Cases.IsEmpty;
                    break;
                case CountAtom { IsLeast: true }:
                    HasCounts = true;
                    break;
            }
        }

        // Any member counts; but those that must be there count first.
        IsAll = _anyName || (HasCounts && _names.Count == 0);
    }

    /// <summary>Whether the number of members matters, so that any member may serve in the end.</summary>
    public bool HasCounts { get; }

    /// <summary>Whether any member serves.</summary>
    public bool IsAll { get; }

    /// <summary>Whether members that are not mentioned serve.</summary>
    public bool HasExtras => IsAll;

    public bool Contains(string name) => IsAll || _names.Contains(name);
}
