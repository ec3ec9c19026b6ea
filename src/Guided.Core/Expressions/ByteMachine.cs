namespace Guided.Expressions;

/// <summary>A state of a deterministic automaton over bytes, as a regular expression whose derivatives are computed by code.</summary>
/// <remarks>
/// <para>For languages that are simpler to decide than to write down, such as the decimal numbers in a range that are multiples of 0.35. Unlike a
/// <see cref="LazyExpression"/> it may stand below intersections and complements. States are made only as they are read.</para>
/// <para>Two states that are equal (by <see cref="Equals(object)"/>) are one expression, so give subclasses value equality over all that the
/// members read. The states that can be reached must be finitely many.</para>
/// </remarks>
public abstract class ByteMachine
{
    /// <summary>Whether the text may end here.</summary>
    public abstract bool IsAccepting { get; }

    /// <summary>
    /// Whether this state, or one that can be reached from it, may have no text that leads to acceptance; the engine then looks for one. False
    /// saves the search.
    /// </summary>
    public virtual bool MayBeEmpty => true;

    /// <summary>Sets of bytes that the state does not tell apart. Bytes in none of them lead to ∅. The sets share no byte.</summary>
    public abstract IEnumerable<ByteSet> Classes { get; }

    /// <summary>What remains to be read after a byte: another state (by <see cref="ExpressionFactory.Machine"/>) or any regular expression.</summary>
    /// <param name="factory">Where to make it.</param>
    /// <param name="value">A byte out of one of the <see cref="Classes"/>.</param>
    public abstract Expression After(ExpressionFactory factory, byte value);

    /// <inheritdoc/>
    public abstract override bool Equals(object? obj);

    /// <inheritdoc/>
    public abstract override int GetHashCode();
}
