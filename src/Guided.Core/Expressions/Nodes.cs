namespace Guided.Expressions;

internal sealed class EmptyNode(ExpressionFactory owner, int id)
    : Expression(owner, id, id, ExpressionKind.Empty, isRegular: true, isNullable: false, hasBoolean: false, leastLength: int.MaxValue);

internal sealed class EpsilonNode(ExpressionFactory owner, int id)
    : Expression(owner, id, id, ExpressionKind.Epsilon, isRegular: true, isNullable: true, hasBoolean: false);

internal sealed class BytesNode(ExpressionFactory owner, int id, int hash, ByteSet set)
    : Expression(owner, id, hash, ExpressionKind.Bytes, isRegular: true, isNullable: false, hasBoolean: false, leastLength: 1)
{
    public ByteSet Set { get; } = set;
}

internal sealed class ConcatNode(ExpressionFactory owner, int id, int hash, Expression head, Expression tail)
    : Expression(
        owner,
        id,
        hash,
        ExpressionKind.Concat,
        head.IsRegular && tail.IsRegular,
        head.IsNullable && tail.IsNullable,
        head.HasBoolean || tail.HasBoolean,
        head.HasLargeCounter || tail.HasLargeCounter,
        Math.Max(head.Nesting + 1, tail.Nesting + (head.IsNullable || !head.IsRegular ? 1 : 0)),
        head.HasVariable || tail.HasVariable,
        head.HasLongCounter || tail.HasLongCounter,
        Sum(head.LeastLength, tail.LeastLength))
{
    public Expression Head { get; } = head;

    public Expression Tail { get; } = tail;
}

internal sealed class ChoiceNode(ExpressionFactory owner, int id, int hash, Expression[] items)
    : Expression(
        owner,
        id,
        hash,
        ExpressionKind.Choice,
        Array.TrueForAll(items, i => i.IsRegular),
        Array.TrueForAll(items, i => i.IsRegular) && Array.Exists(items, i => i.IsNullable),
        Array.Exists(items, i => i.HasBoolean),
        Array.Exists(items, i => i.HasLargeCounter),
        Around(items),
        Array.Exists(items, i => i.HasVariable),
        Array.Exists(items, i => i.HasLongCounter),
        items.Min(i => i.LeastLength))
{
    public Expression[] Items { get; } = items;
}

internal sealed class RepeatNode(ExpressionFactory owner, int id, int hash, Expression body, int min, int max)
    : Expression(
        owner,
        id,
        hash,
        ExpressionKind.Repeat,
        body.IsRegular,
        body.IsRegular && (min == 0 || body.IsNullable),
        body.HasBoolean,
        body.HasLargeCounter || min > MaxStructural || max is > MaxStructural and < Unbounded,
        body.Nesting + 1,
        body.HasVariable,
        body.HasLongCounter || max is > MaxShort and < Unbounded,
        Product(body.LeastLength, min))
{
    /// <summary>Few tokens have as many characters, so that a bound above this is seldom felt inside a token.</summary>
    public const int MaxShort = 32;

    /// <summary>Bounds up to this are part of a text's structure (a \u escape has four digits, a date two); larger ones are counters.</summary>
    public const int MaxStructural = 8;

    /// <summary>The <see cref="Max"/> of a repetition without an upper bound.</summary>
    public const int Unbounded = int.MaxValue;

    public Expression Body { get; } = body;

    public int Min { get; } = min;

    public int Max { get; } = max;
}

internal sealed class IntersectionNode(ExpressionFactory owner, int id, int hash, Expression[] items)
    : Expression(
        owner,
        id,
        hash,
        ExpressionKind.Intersection,
        isRegular: true,
        Array.TrueForAll(items, i => i.IsNullable),
        hasBoolean: true,
        nesting: Around(items),
        hasVariable: Array.Exists(items, i => i.HasVariable),
        hasLongCounter: Array.Exists(items, i => i.HasLongCounter),
        leastLength: items.Max(i => i.LeastLength))
{
    public Expression[] Items { get; } = items;
}

internal sealed class ComplementNode(ExpressionFactory owner, int id, int hash, Expression body)
    : Expression(
        owner,
        id,
        hash,
        ExpressionKind.Complement,
        isRegular: true,
        !body.IsNullable,
        hasBoolean: true,
        nesting: body.Nesting + 1,
        hasVariable: body.HasVariable)
{
    public Expression Body { get; } = body;
}

internal sealed class CallNode(ExpressionFactory owner, int id, int hash, Rule rule)
    : Expression(owner, id, hash, ExpressionKind.Call, isRegular: false, isNullable: false, hasBoolean: false)
{
    public Rule Rule { get; } = rule;
}

internal sealed class LazyNode(ExpressionFactory owner, int id, int hash, LazyExpression definition)
    : Expression(owner, id, hash, ExpressionKind.Lazy, isRegular: false, isNullable: false, hasBoolean: false)
{
    private Expression? _unfolded;

    public LazyExpression Definition { get; } = definition;

    public Expression Unfold() => _unfolded ??= Definition.Unfold(Owner);
}

internal sealed class MachineNode(ExpressionFactory owner, int id, int hash, ByteMachine state)
    : Expression(owner, id, hash, ExpressionKind.Machine, isRegular: true, state.IsAccepting, hasBoolean: state.MayBeEmpty, leastLength: state.IsSparse ? 0 : Math.Max(0, state.ShortestLength))
{
    public ByteMachine State { get; } = state;
}

internal sealed class CaptureNode(ExpressionFactory owner, int id, int hash, Expression text, Capture definition)
    : Expression(owner, id, hash, ExpressionKind.Capture, isRegular: false, isNullable: false, hasBoolean: false)
{
    public Expression Text { get; } = text;

    public Capture Definition { get; } = definition;
}

/// <remarks>Counts as an intersection or complement does: whether it has a member is found out by a search.</remarks>
internal sealed class VariableNode(ExpressionFactory owner, int id, int hash, RegularVariable variable)
    : Expression(owner, id, hash, ExpressionKind.Variable, isRegular: true, variable.IsNullable, hasBoolean: true, hasVariable: true)
{
    public RegularVariable Variable { get; } = variable;
}
