using System.Numerics;
using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Objects;

/// <summary>A place between the members of an object, with all that follows up to the closing brace. There is a way to it.</summary>
/// <param name="Frame">The object.</param>
/// <param name="Rest">What is said of the members that follow.</param>
/// <param name="Position">The ordered names before this one are done with.</param>
/// <param name="Seen">The names in no order that were written, one bit each.</param>
/// <param name="IsStarted">Whether a member was written.</param>
internal sealed record ObjectPlace(ObjectFrame Frame, Formula Rest, int Position, BigInteger Seen, bool IsStarted);

/// <summary>The text from a place of an object on.</summary>
internal sealed class ObjectState(ObjectLanguage language, ObjectPlace place) : LazyExpression
{
    private readonly ObjectLanguage _language = language;
    private readonly ObjectPlace _place = place;

    public override bool IsNullable => false;

    public override int ShortestLength
    {
        get
        {
            lock (_language.Gate)
            {
                return _language.Length(_place);
            }
        }
    }

    public override Expression Unfold(ExpressionFactory factory)
    {
        lock (_language.Gate)
        {
            return _language.Unfold(_place);
        }
    }

    public override bool Equals(object? obj) => obj is ObjectState other && _language == other._language && _place.Equals(other._place);

    public override int GetHashCode() => _place.GetHashCode();
}
