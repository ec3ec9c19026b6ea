namespace Guided.Expressions;

/// <summary>The kinds of <see cref="Expression"/>.</summary>
public enum ExpressionKind
{
    /// <summary>The empty language ∅.</summary>
    Empty,

    /// <summary>The language of the empty string, ε.</summary>
    Epsilon,

    /// <summary>One byte out of a set.</summary>
    Bytes,

    /// <summary>A head followed by a tail.</summary>
    Concat,

    /// <summary>One of several.</summary>
    Choice,

    /// <summary>A body repeated within bounds.</summary>
    Repeat,

    /// <summary>What several regular languages have in common.</summary>
    Intersection,

    /// <summary>All byte strings that are not in a regular language.</summary>
    Complement,

    /// <summary>A call of a rule.</summary>
    Call,

    /// <summary>An expression made when it is first needed.</summary>
    Lazy,

    /// <summary>A regular language decided by code.</summary>
    Machine,

    /// <summary>A regular expression whose text decides what follows.</summary>
    Capture,

    /// <summary>What follows a text of which a part has been read.</summary>
    Captured,

    /// <summary>An unknown of a system of equations: see <see cref="RegularVariable"/>.</summary>
    Variable,
}

/// <summary>A language of byte strings, as a node of a graph in which equal structure is the same object.</summary>
/// <remarks>
/// Made by an <see cref="ExpressionFactory"/>, whose smart constructors keep nodes in a normal form (choices are sorted and flat, sequences
/// lean to the right, ∅ and ε are simplified away), so that the derivatives of a regular expression are finitely many.
/// </remarks>
public abstract class Expression
{
    private protected Expression(
        ExpressionFactory owner,
        int id,
        int hash,
        ExpressionKind kind,
        bool isRegular,
        bool isNullable,
        bool hasBoolean,
        bool hasLargeCounter = false,
        int nesting = 0,
        bool hasVariable = false,
        bool hasLongCounter = false,
        int leastLength = 0)
    {
        Owner = owner;
        Id = id;
        Hash = hash;
        Kind = kind;
        IsRegular = isRegular;
        IsNullable = isNullable;
        HasBoolean = hasBoolean;
        HasLargeCounter = hasLargeCounter;
        Nesting = nesting;
        HasVariable = hasVariable;
        HasLongCounter = hasLongCounter;
        LeastLength = leastLength;
    }

    /// <summary>What the node is.</summary>
    public ExpressionKind Kind { get; }

    /// <summary>Whether the language is regular by construction: no calls and nothing lazy inside.</summary>
    public bool IsRegular { get; }

    /// <summary>Whether a regular expression contains the empty string; false for expressions that are not regular.</summary>
    public bool IsNullable { get; }

    /// <summary>Whether intersections or complements occur inside, so that the language may be empty without being ∅ in form.</summary>
    internal bool HasBoolean { get; }

    /// <summary>
    /// Whether a repetition with a bound above <see cref="RepeatNode.MaxStructural"/> occurs inside; those below intersections and
    /// complements do not count.
    /// </summary>
    internal bool HasLargeCounter { get; }

    /// <summary>
    /// Whether a repetition with an upper bound above <see cref="RepeatNode.MaxShort"/> occurs inside, below intersections too; those below
    /// complements do not count.
    /// </summary>
    internal bool HasLongCounter { get; }

    /// <summary>A number of bytes that no member of a regular expression is shorter than; exact without intersections and complements.</summary>
    internal int LeastLength { get; }

    /// <summary>
    /// How deep a walk of the expression may recurse. Along a sequence that is no deeper than its parts, unless a part can be left out:
    /// what may be read first then reaches further.
    /// </summary>
    internal int Nesting { get; }

    /// <summary>Whether a variable occurs inside; such expressions are kept in disjunctive form, so that their derivatives stay finitely many.</summary>
    internal bool HasVariable { get; }

    /// <summary>The factory that made the node.</summary>
    internal ExpressionFactory Owner { get; }

    /// <summary>The order of making within the process: sorts choices.</summary>
    internal int Id { get; }

    /// <summary>The hash of the node's kind and parts.</summary>
    internal int Hash { get; }

    /// <summary>The classes of bytes that the derivatives of a regular expression tell apart, found on first use.</summary>
    internal ByteClasses? Classes { get; set; }

    /// <summary>The derivatives of a regular expression, made on first use.</summary>
    internal DerivativeTable? Derivatives { get; set; }

    /// <summary>The bytes that members of a regular expression can begin with, once asked for.</summary>
    internal FirstBytes? First { get; set; }

    /// <summary>
    /// For a regular expression with intersections or complements: how many bytes at most lead to its end, or past the last intersection
    /// and complement; −1 while unknown, <see cref="Liveness.Dead"/> when it has no member.
    /// </summary>
    internal int LiveWithin { get; set; } = -1;

    /// <summary>The length in bytes of the shortest member of a regular expression, or −1 while unknown.</summary>
    internal int ShortestCache { get; set; } = -1;

    /// <summary>What remains to be read of a regular expression after one byte; ∅ when nothing does.</summary>
    /// <exception cref="InvalidOperationException">The expression is not regular.</exception>
    public Expression After(byte value) => IsRegular
        ? Guided.Expressions.Derivatives.Step(this, value)
        : throw new InvalidOperationException($"Only regular expressions have derivatives; this one calls rules: {this}");

    /// <inheritdoc/>
    public override string ToString() => ExpressionPrinter.Print(this);

    private protected static int Sum(int x, int y) => (int)Math.Min(int.MaxValue, (long)x + y);

    private protected static int Product(int x, int y) => (int)Math.Min(int.MaxValue, (long)x * y);

    /// <summary>The nesting of an expression around some parts.</summary>
    private protected static int Around(Expression[] parts)
    {
        var deepest = 0;
        foreach (var part in parts)
        {
            deepest = Math.Max(deepest, part.Nesting);
        }

        return deepest + 1;
    }
}
