using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Remembered;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>A place between the members of an object, with all that follows up to the closing brace. There is a way to it.</summary>
/// <param name="Frame">The object.</param>
/// <param name="Rest">What is said of the members that follow.</param>
/// <param name="Position">The ordered names before this one are done with.</param>
/// <param name="Seen">The mentioned names in no order that were written, one bit each.</param>
/// <param name="Others">The names that are not mentioned and were written, as far as they must not be repeated; see <see cref="Key"/>.</param>
/// <param name="IsStarted">Whether a member was written.</param>
internal sealed record ObjectPlace(ObjectFrame Frame, Formula Rest, int Position, BigInteger Seen, TextSet Others, bool IsStarted)
{
    /// <summary>How deep the object stands, where that counts: see <see cref="JsonLayout"/>.</summary>
    public int Depth { get; init; }

    /// <summary>The object as far as it is written, where it is remembered as a whole.</summary>
    public ObjectRecord? Record { get; init; }

    /// <summary>How a name is kept: with its cell.</summary>
    public static string Key(NameCell cell, string name) => $"{cell.Index}:{name}";

    /// <summary>The names of a cell that were written.</summary>
    public IEnumerable<string> NamesIn(NameCell cell)
    {
        if (Others.Texts.Count == 0)
        {
            return [];
        }

        var prefix = Key(cell, "");
        return Others.Texts.Where(t => t.StartsWith(prefix, StringComparison.Ordinal)).Select(t => t[prefix.Length..]);
    }
}

/// <summary>The text from a place of an object on.</summary>
internal sealed class ObjectState(ObjectLanguage language, ObjectPlace place) : SchemaExpression(language.Gate)
{
    private readonly ObjectLanguage _language = language;
    private readonly ObjectPlace _place = place;

    protected override int Length() => _language.WholeLength(_place);

    protected override Expression Make() => _language.Unfold(_place);

    public override bool Equals(object? obj) => obj is ObjectState other && _language == other._language && _place.Equals(other._place);

    public override int GetHashCode() => _place.GetHashCode();
}
