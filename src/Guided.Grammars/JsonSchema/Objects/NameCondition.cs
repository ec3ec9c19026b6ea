using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>A condition on the name of a member: that a pattern matches, or that the name as a string satisfies schemas.</summary>
/// <param name="Pattern">The pattern, or null.</param>
/// <param name="Names">What the name must satisfy as a string, or null.</param>
/// <param name="Schema">Where it stands.</param>
internal sealed record NameCondition(string? Pattern, Formula? Names, Schema Schema)
{
    public bool Equals(NameCondition? other) => other is not null && Pattern == other.Pattern && ReferenceEquals(Names, other.Names);

    public override int GetHashCode() => HashCode.Combine(Pattern, Names?.Id);
}
