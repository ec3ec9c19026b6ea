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

    /// <summary>The length in bytes of the shortest text that leads to acceptance, or −1: the engine then searches.</summary>
    public virtual int ShortestLength => -1;

    /// <summary>
    /// Sets of bytes that the state does not tell apart; bytes in none of them lead to ∅, and the sets share no byte. Null, which is cheaper where
    /// there are many states and few of their bytes are met, has each byte of <see cref="Bytes"/> asked for by itself.
    /// </summary>
    public virtual IEnumerable<ByteSet>? Classes => null;

    /// <summary>The bytes that may be read where there are no <see cref="Classes"/>; others lead to ∅.</summary>
    public virtual ByteSet Bytes => ByteSet.All;

    /// <summary>
    /// Whether there are so many states that few are met twice, as where a state is all the text that was read. What follows them is then not kept, and
    /// <see cref="ShortestLength"/> only asked for where it is needed.
    /// </summary>
    public virtual bool IsSparse => false;

    /// <summary>What remains to be read after a byte: another state (by <see cref="ExpressionFactory.Machine"/>) or any regular expression.</summary>
    /// <param name="factory">Where to make it.</param>
    /// <param name="value">A byte out of one of the <see cref="Classes"/>, or out of <see cref="Bytes"/> where there are none.</param>
    public abstract Expression After(ExpressionFactory factory, byte value);

    /// <inheritdoc/>
    public abstract override bool Equals(object? obj);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>What remains of a regular expression after a byte; it may be empty without showing it.</summary>
    protected static Expression Rest(Expression expression, byte value)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return expression.IsRegular
            ? Derivatives.StepRaw(expression, value)
            : throw new ArgumentException($"A regular expression is needed; this one calls rules: {expression}", nameof(expression));
    }
}
