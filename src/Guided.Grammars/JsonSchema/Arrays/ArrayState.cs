using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>A place between the items of an array, with all that follows up to the closing bracket. There is a way to it.</summary>
/// <param name="Rest">What is said of the items that follow.</param>
/// <param name="Index">The number of items written, as far as places are told apart.</param>
/// <param name="Last">Places from this one on are not told apart.</param>
/// <param name="IsStarted">Whether an item was written.</param>
internal sealed record ArrayPlace(Formula Rest, int Index, int Last, bool IsStarted);

/// <summary>The text from a place of an array on.</summary>
internal sealed class ArrayState(ArrayLanguage language, ArrayPlace place) : LazyExpression
{
    private readonly ArrayLanguage _language = language;
    private readonly ArrayPlace _place = place;

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

    public override bool Equals(object? obj) => obj is ArrayState other && _language == other._language && _place.Equals(other._place);

    public override int GetHashCode() => _place.GetHashCode();
}
