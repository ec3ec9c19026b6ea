using Guided.Expressions;
using Guided.Rules;

namespace Guided.Grammars.Composition;

/// <summary>How parts make up larger ones.</summary>
public sealed partial class GrammarBuilder
{
    /// <summary>Parts one after another; nothing when there are none.</summary>
    /// <exception cref="ArgumentException">A part is null or comes from another builder.</exception>
    public GrammarPart Sequence(params IEnumerable<GrammarPart> parts) => Part(_factory.Concat(All(parts, nameof(parts))));

    /// <summary>One of several parts.</summary>
    /// <exception cref="ArgumentException">There are none, or one is null or comes from another builder.</exception>
    public GrammarPart Choice(params IEnumerable<GrammarPart> parts) => All(parts, nameof(parts)) is { Length: > 0 } options
        ? Part(_factory.Choice(options))
        : throw new ArgumentException("There is nothing to choose from; give at least one part.", nameof(parts));

    /// <summary>A part or nothing.</summary>
    public GrammarPart Optional(GrammarPart part) => Repeat(part, 0, 1);

    /// <summary>A part any number of times.</summary>
    public GrammarPart ZeroOrMore(GrammarPart part) => Repeat(part, 0);

    /// <summary>A part once or more.</summary>
    public GrammarPart OneOrMore(GrammarPart part) => Repeat(part, 1);

    /// <summary>A part a number of times.</summary>
    /// <param name="part">The part.</param>
    /// <param name="min">The least number, from 0.</param>
    /// <param name="max">The greatest number; null for no bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are negative or crossed.</exception>
    public GrammarPart Repeat(GrammarPart part, int min, int? max = null)
    {
        CheckBounds(min, max);
        return Part(_factory.Repeat(One(part), min, max));
    }

    /// <summary>Items with a separator between each two.</summary>
    /// <param name="item">An item.</param>
    /// <param name="separator">What stands between two.</param>
    /// <param name="min">The least number of items, from 0.</param>
    /// <param name="max">The greatest number of items; null for no bound.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are negative or crossed.</exception>
    public GrammarPart Separated(GrammarPart item, GrammarPart separator, int min = 0, int? max = null)
    {
        CheckBounds(min, max);
        return Part(_factory.Separated(One(item), One(separator), min, max));
    }

    /// <summary>What two parts have in common.</summary>
    /// <exception cref="ArgumentException">A part is not regular: it uses rules, JSON or tokens by rules.</exception>
    public GrammarPart Both(GrammarPart first, GrammarPart second) => Part(_factory.Intersect(Regular(first), Regular(second)));

    /// <summary>One part, but not where it is also another.</summary>
    /// <exception cref="ArgumentException">A part is not regular: it uses rules, or JSON.</exception>
    public GrammarPart Except(GrammarPart part, GrammarPart excluded) =>
        Part(_factory.Intersect(Regular(part), _factory.Complement(Regular(excluded))));

    /// <summary>Free text in which a part must follow wherever a trigger occurs; after it, text is free again.</summary>
    /// <param name="triggers">Each trigger, a part without rules that is not empty, and what must follow it.</param>
    /// <param name="min">How many times a trigger must occur at least.</param>
    /// <param name="max">How many times a trigger may occur; null for any number.</param>
    /// <exception cref="ArgumentException">There are no triggers, or one may be empty or is not regular.</exception>
    public GrammarPart Triggered(IEnumerable<(GrammarPart Begin, GrammarPart Body)> triggers, int min = 0, int? max = null)
    {
        ArgumentNullException.ThrowIfNull(triggers);
        CheckBounds(min, max);
        return Part(TriggeredText.Build(_factory, triggers.Select(t => new Trigger(One(t.Begin), One(t.Body))).ToArray(), min, max));
    }

    private Expression One(GrammarPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return part.In(this);
    }

    private Expression Regular(GrammarPart part) => One(part) is { IsRegular: true } expression
        ? expression
        : throw new ArgumentException(
            "Only parts without rules have intersections and complements: texts, choices, regular expressions, and what is made of these.", nameof(part));

    private Expression[] All(IEnumerable<GrammarPart> parts, string name)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return [.. parts.Select(p => (p ?? throw new ArgumentException("A part is null.", name)).In(this))];
    }

    private static void CheckBounds(int min, int? max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(min);
        if (max is { } bound)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(bound, min, nameof(max));
        }
    }
}
