using System.Runtime.CompilerServices;

namespace Guided.Expressions;

/// <summary>The budgets that a grammar and its automaton run under. Past one of them a <see cref="GrammarLimitException"/> says which.</summary>
/// <remarks>Given to an <see cref="ExpressionFactory"/>. docs/limits.md lists them all, with what they cost.</remarks>
public sealed record GrammarLimits
{
    /// <summary>The defaults.</summary>
    public static GrammarLimits Default { get; } = new();

    /// <summary>
    /// The most expressions one grammar may make, while it is built and while it is explored, each alternative of a choice or intersection
    /// counting as one more; 2,000,000 by default. An expression takes 100 to 300 bytes with its derivatives, so the default stays below
    /// about half a gigabyte, and some seconds.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxExpressions { get; init => field = Positive(value); } = 2_000_000;

    /// <summary>
    /// The deepest nesting of one expression; 100,000 by default. What is deeper than the stack of the calling thread is worked on in a
    /// thread of its own, which takes about a kilobyte of stack a level.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxNesting { get; init => field = Positive(value); } = 100_000;

    /// <summary>
    /// The most visits of expressions while a <see cref="Rules.Grammar"/> is prepared; 50,000,000 by default, about five seconds. The passes
    /// are linear in the size of the grammar, but for rules that are left-recursive together, which take the square of their number.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long MaxCompileWork { get; init => field = Positive(value); } = 50_000_000;

    /// <summary>
    /// The most derivatives that are explored to decide whether one intersection or complement has a member, or how long its shortest member
    /// is; 200,000 by default, about half a second.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxLivenessStates { get; init => field = Positive(value); } = 200_000;

    /// <summary>
    /// The longest that the shortest text of a rule may be, in bytes; 100,000,000 by default. A grammar with a longer one is refused, since
    /// no generation could finish it. It costs nothing; it is at most 268,435,455, the largest length that is counted.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive, or too large.</exception>
    public int MaxShortestText
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (1 << 28) - 1);
            field = Positive(value);
        }
    }
    = 100_000_000;

    /// <summary>
    /// The most automaton states that are kept, and as many stacks; 500,000 by default, at 200 to 500 bytes each without their masks.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxStates { get; init => field = Positive(value); } = 500_000;

    /// <summary>The most trie nodes visited for one mask; 50,000,000 by default, about a third of a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long MaxWalk { get; init => field = Positive(value); } = 50_000_000;

    /// <summary>
    /// The memory for masks that one automaton keeps, in bytes; 64 MiB by default, which is some 4,000 masks of a 128k vocabulary that share
    /// nothing. Past it nothing fails: masks that were not used of late are dropped, to be computed again when needed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public long MaxMaskBytes { get; init => field = Positive(value); } = 64L << 20;

    /// <summary>
    /// The most frames on a stack, of which each level of calls in a text takes one or two; 200,000 by default, at about 100 bytes each.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public int MaxDepth { get; init => field = Positive(value); } = 200_000;

    private static int Positive(int value, [CallerMemberName] string property = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, property);
        return value;
    }

    private static long Positive(long value, [CallerMemberName] string property = "")
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, property);
        return value;
    }
}
