using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Guided.Expressions;

/// <summary>Brzozowski derivatives of regular expressions: what remains to be read after one byte.</summary>
/// <remarks>
/// J. Brzozowski, "Derivatives of Regular Expressions", JACM 1964; with byte classes as in S. Owens et al., "Regular-expression derivatives
/// re-examined", JFP 2009. Results hang on the expression itself, so an expression is a state of a lazily built DFA.
/// What <see cref="Step"/> gives is ∅ whenever it has no members, also for intersections and complements.
/// </remarks>
internal static class Derivatives
{
    private const int FewSpellings = 3;

    /// <summary>What remains of a regular expression after a byte; ∅ when nothing does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Expression Step(Expression expression, byte value)
    {
        if (expression.Derivatives is not { } table)
        {
            return StepFirst(expression, value);
        }

        var index = table.Classes.Map[value];
        return Volatile.Read(ref table.Next[index]) ?? Fill(expression, table, index);
    }

    /// <summary>The byte classes of a regular expression.</summary>
    public static ByteClasses ClassesOf(Expression expression) => expression.Classes ??= FindClasses(expression);

    /// <summary>Whether a regular expression has a member.</summary>
    public static bool IsLive(Expression expression)
    {
        if (!expression.HasBoolean || expression.IsNullable)
        {
            return expression.Kind != ExpressionKind.Empty;
        }

        var within = expression.LiveWithin;
        return within < 0 ? Liveness.Decide(expression) : within != Liveness.Dead;
    }

    /// <summary>One derivative, not yet checked for being empty.</summary>
    /// <remarks>Deciding emptiness explores derivatives, so this must not decide emptiness itself.</remarks>
    public static Expression StepRaw(Expression expression, byte value)
    {
        if (IsLeaf(expression, value, out var leaf))
        {
            return leaf;
        }

        var table = expression.Derivatives ?? MakeTable(expression);
        var index = table.Classes.Map[value];
        var result = Volatile.Read(ref table.Raw[index]);
        if (result is null)
        {
            var representative = table.Classes.Representatives[index];
            result = DeepStack.IsLow
                ? DeepStack.Run(static p => Derive(p.expression, p.representative), (expression, representative))
                : Derive(expression, representative);
            Volatile.Write(ref table.Raw[index], result);
        }

        return result;
    }

    // Texts are most of many grammars: each byte of one has one way on, which needs no table.
    private static bool IsLeaf(Expression expression, byte value, [NotNullWhen(true)] out Expression? rest)
    {
        if (expression is ConcatNode { Head: BytesNode head } sequence)
        {
            rest = head.Set.Contains(value) ? sequence.Tail : expression.Owner.Empty;
            return true;
        }

        if (expression is BytesNode leaf)
        {
            rest = leaf.Set.Contains(value) ? expression.Owner.Epsilon : expression.Owner.Empty;
            return true;
        }

        // So do characters that have a few spellings, which share no first byte.
        if (expression is ConcatNode { Head: ChoiceNode { IsNullable: false, Items.Length: <= FewSpellings } spellings } either
            && FirstBytes.Of(spellings).Count <= FewSpellings)
        {
            rest = spellings.Owner.Empty;
            if (FirstBytes.Of(spellings).Set.Contains(value))
            {
                rest = expression.Owner.Concat(DeriveChoice(spellings, value), either.Tail);
            }

            return true;
        }

        if (expression is ConcatNode { Head: MachineNode { State.IsSparse: true } } or MachineNode { State.IsSparse: true })
        {
            rest = Derive(expression, value);
            return true;
        }

        rest = null;
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Expression StepFirst(Expression expression, byte value)
    {
        if (IsLeaf(expression, value, out var rest))
        {
            return rest.HasBoolean ? Prune(rest) : rest;
        }

        var table = MakeTable(expression);
        return Fill(expression, table, table.Classes.Map[value]);
    }

    private static Expression Derive(Expression expression, byte value)
    {
        var factory = expression.Owner;
        switch (expression)
        {
            case ConcatNode sequence:
                var first = factory.Concat(StepRaw(sequence.Head, value), sequence.Tail);
                return sequence.Head.IsNullable ? factory.Choice([first, StepRaw(sequence.Tail, value)]) : first;
            case ChoiceNode choice:
                return DeriveChoice(choice, value);
            case RepeatNode repeat:
                var rest = factory.Repeat(
                    repeat.Body,
                    Math.Max(repeat.Min - 1, 0),
                    repeat.Max == RepeatNode.Unbounded ? null : repeat.Max - 1);
                return factory.Concat(StepRaw(repeat.Body, value), rest);
            case IntersectionNode both:
                return DeriveIntersection(both, value);
            case ComplementNode not:
                return factory.Complement(StepRaw(not.Body, value));
            case MachineNode machine:
                return FirstBytes.Of(machine).Set.Contains(value) ? machine.State.After(factory, value) : factory.Empty;
            case VariableNode unknown:
                return StepRaw(unknown.Variable.Body, value);
            default:
                return factory.Empty;
        }
    }

    private static Expression DeriveChoice(ChoiceNode choice, byte value)
    {
        using var scratch = ScratchList.Rent();
        foreach (var item in choice.Items)
        {
            if (FirstBytes.Of(item).Set.Contains(value) && StepRaw(item, value) is { Kind: not ExpressionKind.Empty } next)
            {
                scratch.Items.Add(next);
            }
        }

        // Of many alternatives, such as the names of members, most often one goes on.
        return scratch.Items.Count switch
        {
            0 => choice.Owner.Empty,
            1 => scratch.Items[0],
            _ => choice.Owner.Choice(CollectionsMarshal.AsSpan(scratch.Items)),
        };
    }

    private static Expression DeriveIntersection(IntersectionNode both, byte value)
    {
        using var scratch = ScratchList.Rent();
        foreach (var item in both.Items)
        {
            var next = StepRaw(item, value);
            if (next.Kind == ExpressionKind.Empty)
            {
                return next;
            }

            scratch.Items.Add(next);
        }

        return both.Owner.Intersect(CollectionsMarshal.AsSpan(scratch.Items));
    }

    private static Expression Fill(Expression expression, DerivativeTable table, int index)
    {
        var result = Prune(StepRaw(expression, table.Classes.Representatives[index]));
        Volatile.Write(ref table.Next[index], result);
        return result;
    }

    private static Expression Prune(Expression expression)
    {
        if (!expression.HasBoolean)
        {
            return expression;
        }

        return expression is ChoiceNode choice
            ? expression.Owner.Choice(Array.FindAll(choice.Items, IsLive))
            : IsLive(expression) ? expression : expression.Owner.Empty;
    }

    private static DerivativeTable MakeTable(Expression expression)
    {
        var classes = ClassesOf(expression);
        var table = new DerivativeTable(classes, expression.HasBoolean);
        expression.Owner.CountTable(classes.Count);
        expression.Derivatives = table;
        return table;
    }

    private static ByteClasses FindClasses(Expression expression) =>
        DeepStack.IsLow ? DeepStack.Run(Classify, expression) : Classify(expression);

    private static ByteClasses Classify(Expression expression)
    {
        var classes = expression.Owner.Classes;
        switch (expression)
        {
            case BytesNode leaf:
                return classes.Of(leaf.Set);
            case ConcatNode sequence:
                return sequence.Head.IsNullable
                    ? classes.Refine(ClassesOf(sequence.Head), ClassesOf(sequence.Tail))
                    : ClassesOf(sequence.Head);
            case ChoiceNode choice:
                return Refine(choice.Items);
            case RepeatNode repeat:
                return ClassesOf(repeat.Body);
            case IntersectionNode both:
                return Refine(both.Items);
            case ComplementNode not:
                return ClassesOf(not.Body);
            case MachineNode machine:
                return machine.State.Classes?.Aggregate(classes.Single, (all, set) => classes.Refine(all, classes.Of(set))) ?? classes.Each(machine.State.Bytes);
            case VariableNode unknown:
                return ClassesOf(unknown.Variable.Body);
            default:
                return classes.Single;
        }

        ByteClasses Refine(Expression[] items)
        {
            var result = classes.Single;
            foreach (var item in items)
            {
                result = classes.Refine(result, ClassesOf(item));
            }

            return result;
        }
    }
}
