using System.Collections.Immutable;
using Guided.Grammars.JsonSchema.Formulas;
using Guided.Grammars.JsonSchema.Schemas;
using Guided.Grammars.JsonSchema.Strings;

namespace Guided.Grammars.JsonSchema.Shapes;

/// <summary>A condition on a string that is a regular language of its characters.</summary>
/// <param name="Schema">Where it stands.</param>
/// <param name="Keyword"><c>pattern</c> or <c>format</c>.</param>
/// <param name="Text">The pattern, or the format's name.</param>
internal sealed record StringCondition(Schema Schema, string Keyword, string Text)
{
    /// <summary>The keyword of formats; encodings count as formats too.</summary>
    public const string Format = "format";

    public bool Equals(StringCondition? other) => other is not null && Keyword == other.Keyword && Text == other.Text;

    public override int GetHashCode() => HashCode.Combine(Keyword, Text);
}

/// <summary>Strings with bounds on their length and conditions on their text.</summary>
internal sealed record StringShape
{
    /// <summary>All strings.</summary>
    public static StringShape Any { get; } = new();

    /// <summary>The least length.</summary>
    public int MinLength { get; init; }

    /// <summary>The greatest length, or null.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Conditions that must all hold.</summary>
    public ImmutableArray<StringCondition> Conditions { get; init; } = [];

    /// <summary>The strings that are possible, or null when they are not listed.</summary>
    public ImmutableArray<string>? Literals { get; init; }

    /// <summary>The atoms that together say the same.</summary>
    public IEnumerable<Atom> ToAtoms()
    {
        if (MinLength > 0)
        {
            yield return new LengthAtom(MinLength, true);
        }

        if (MaxLength is { } max)
        {
            yield return new LengthAtom(max, false);
        }

        foreach (var condition in Conditions)
        {
            yield return new ConditionAtom(condition, true);
        }
    }

    /// <inheritdoc/>
    public bool Equals(StringShape? other) => other is not null && MinLength == other.MinLength && MaxLength == other.MaxLength
        && Conditions.AsSpan().SequenceEqual(other.Conditions.AsSpan())
        && Literals.HasValue == other.Literals.HasValue
        && (Literals is not { } mine || mine.AsSpan().SequenceEqual(other.Literals!.Value.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MinLength, MaxLength, Conditions.Length, Literals?.Length);
}
