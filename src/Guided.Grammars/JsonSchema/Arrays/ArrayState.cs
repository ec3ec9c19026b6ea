using Guided.Expressions;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Remembered;
using Guided.Grammars.JsonSchema.Values;

namespace Guided.Grammars.JsonSchema.Arrays;

/// <summary>A place between the items of an array, with all that follows up to the closing bracket. There is a way to it.</summary>
/// <param name="Rest">What is said of the items that follow.</param>
/// <param name="Index">The number of items written, as far as places are told apart.</param>
/// <param name="Last">Places from this one on are not told apart.</param>
/// <param name="Written">The keys of the items that were written, where items must differ; see <see cref="ScalarKey"/>.</param>
/// <param name="IsStarted">Whether an item was written.</param>
/// <param name="AreValues">Whether the items are kept by <see cref="JsonKey"/>: they may be more than scalars, or equality is asked for.</param>
internal sealed record ArrayPlace(Formula Rest, int Index, int Last, TextSet Written, bool IsStarted, bool AreValues)
{
    /// <summary>What some items satisfy that were written, as far as only that is known: in searches, where two items must be equal.</summary>
    public Formula? Taken { get; init; }

    /// <summary>How deep the array stands, where that counts: see <see cref="JsonLayout"/>.</summary>
    public int Depth { get; init; }

    /// <summary>The array as far as it is written, where it is remembered as a whole.</summary>
    public ArrayRecord? Record { get; init; }

    /// <summary>The place with one more item.</summary>
    public ArrayPlace With(string key) => this with { Written = Written.Add(key) };

    /// <summary>What says that items must differ, or that two must be equal; null when nothing does.</summary>
    public UniqueAtom? Unique => Rest.Atoms().OfType<UniqueAtom>().FirstOrDefault();
}

/// <summary>The text from a place of an array on.</summary>
internal sealed class ArrayState(ArrayLanguage language, ArrayPlace place) : SchemaExpression(language.Gate)
{
    private readonly ArrayLanguage _language = language;
    private readonly ArrayPlace _place = place;

    protected override int Length() => _language.WholeLength(_place);

    protected override Expression Make() => _language.Unfold(_place);

    public override bool Equals(object? obj) => obj is ArrayState other && _language == other._language && _place.Equals(other._place);

    public override int GetHashCode() => _place.GetHashCode();
}
