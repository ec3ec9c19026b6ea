using Guided.Expressions;

namespace Guided.Grammars.Composition;

/// <summary>A part of a grammar that a <see cref="GrammarBuilder"/> puts together. A string is a part: that text.</summary>
/// <remarks>Parts are immutable and may be used any number of times, within the builder they come from.</remarks>
public class GrammarPart
{
    private readonly string? _text;
    private readonly Expression? _expression;

    internal GrammarPart(GrammarBuilder owner, Expression expression) => (Owner, _expression) = (owner, expression);

    private GrammarPart(string text) => _text = text;

    /// <summary>The builder that made the part, or null for a text.</summary>
    internal GrammarBuilder? Owner { get; }

    /// <summary>A text as it stands.</summary>
    public static implicit operator GrammarPart(string text) => FromString(text);

    /// <summary>A text as it stands.</summary>
    public static GrammarPart FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new GrammarPart(text);
    }

    /// <summary>One part and then another.</summary>
    /// <exception cref="ArgumentException">The parts come from different builders, or both are plain text.</exception>
    public static GrammarPart operator +(GrammarPart first, GrammarPart second) => Add(first, second);

    /// <summary>One of two parts.</summary>
    /// <exception cref="ArgumentException">The parts come from different builders, or both are plain text.</exception>
    public static GrammarPart operator |(GrammarPart first, GrammarPart second) => BitwiseOr(first, second);

    /// <inheritdoc cref="op_Addition"/>
    public static GrammarPart Add(GrammarPart first, GrammarPart second) => BuilderOf(first, second).Sequence(first, second);

    /// <inheritdoc cref="op_BitwiseOr"/>
    public static GrammarPart BitwiseOr(GrammarPart first, GrammarPart second) => BuilderOf(first, second).Choice(first, second);

    /// <summary>The part as an expression of a builder's factory.</summary>
    internal Expression In(GrammarBuilder builder)
    {
        if (_text is not null)
        {
            return builder.Literal(_text);
        }

        return Owner == builder
            ? _expression!
            : throw new ArgumentException("A part comes from another builder; make all parts of a grammar with one builder.");
    }

    private static GrammarBuilder BuilderOf(GrammarPart first, GrammarPart second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Owner ?? second.Owner
            ?? throw new ArgumentException("Two texts alone have no builder; use its Sequence or Choice.", nameof(second));
    }
}
