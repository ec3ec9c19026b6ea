using System.Runtime.InteropServices;
using Guided.Expressions;

namespace Guided.Rules;

/// <summary>One way an expression can begin.</summary>
/// <param name="Head">What is to be read first; not ∅ or ε.</param>
/// <param name="Continuation">What follows once the head has been read to an end of its own; ε when nothing does.</param>
internal readonly record struct LinearItem(Expression Head, Expression Continuation);

/// <summary>An expression as a sum of "regular head, then continuation", plus ε when the expression may be empty.</summary>
/// <remarks>
/// <c>(&lt;string&gt; | [0-9]+) ","</c> has the form <c>("\"" …)·","</c> and <c>[0-9]+ ","</c>: calls at the front are replaced by what they
/// begin with, and the longest regular beginning is the head.
/// </remarks>
/// <param name="Items">The regular beginnings.</param>
/// <param name="Calls">Calls and lazy expressions at the front that are left as they are, with what follows them.</param>
/// <param name="IsNullable">Whether the expression may be empty.</param>
/// <param name="Layers">How many continuations of calls one upon the other the items hold at most.</param>
internal sealed record LinearForm(LinearItem[] Items, LinearItem[] Calls, bool IsNullable, int Layers);

/// <summary>Makes and keeps the linear forms of a grammar's expressions.</summary>
internal sealed class LinearForms(ExpressionFactory factory, RuleBodies bodies)
{
    // What a call begins with is taken over while it is small, which spares stacks. Further on the call itself is kept: in a chain of
    // rules that begin with each other, the ways to begin would grow with the square of its length, or worse.
    private const int MaxLayers = 8;
    private const int MaxItems = 200;

    private readonly Dictionary<Expression, LinearForm> _forms = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<Sum> _spare = new();

    public LinearForm Of(Expression expression)
    {
        if (!_forms.TryGetValue(expression, out var form))
        {
            _forms[expression] = form = DeepStack.IsLow ? DeepStack.Run(Make, expression) : Make(expression);
        }

        return form;
    }

    private LinearForm Make(Expression expression)
    {
        var sum = _spare.TryPop(out var spare) ? spare : new Sum(factory);
        sum.Clear();
        Add(expression, factory.Epsilon, sum);
        var form = sum.ToForm();
        _spare.Push(sum);
        return form;
    }

    private void Add(Expression expression, Expression rest, Sum sum)
    {
        if (DeepStack.IsLow)
        {
            DeepStack.Run(AddDeep, (expression, rest, sum));
            return;
        }

        switch (expression)
        {
            case { IsRegular: true }:
                AddRegular(expression, rest, sum);
                break;
            case ConcatNode:
                AddSequence(expression, rest, sum);
                break;
            case ChoiceNode choice:
                foreach (var item in choice.Items)
                {
                    Add(item, rest, sum);
                }

                break;
            case RepeatNode repeat:
                var again = factory.Repeat(
                    repeat.Body,
                    Math.Max(repeat.Min - 1, 0),
                    repeat.Max == RepeatNode.Unbounded ? null : repeat.Max - 1);
                var body = Of(repeat.Body);
                AddForm(body, factory.Concat(again, rest), sum);
                if (repeat.Min == 0 || body.IsNullable)
                {
                    AddRest(rest, sum);
                }

                break;
            case CallNode call:
                AddNested(Of(bodies[call.Rule]), rest, sum, call);
                break;
            case LazyNode lazy:
                AddNested(Of(lazy.Unfold()), rest, sum, lazy);
                break;
            case CaptureNode capture:
                sum.Add(capture.Text, factory.Concat(factory.Captured(capture.Definition), rest));
                break;
            case CapturedNode captured:
                AddNested(Of(captured.Unfold()), rest, sum, captured.Unfold());
                break;
        }
    }

    private bool AddDeep((Expression First, Expression Then, Sum Sum) place)
    {
        Add(place.First, place.Then, place.Sum);
        return true;
    }

    private void AddSequence(Expression expression, Expression rest, Sum sum)
    {
        var first = (ConcatNode)expression;
        if (!first.Head.IsRegular)
        {
            Add(first.Head, factory.Concat(first.Tail, rest), sum);
            return;
        }

        if (first.Tail is not ConcatNode { Head.IsRegular: true })
        {
            AddRegular(first.Head, factory.Concat(first.Tail, rest), sum);
            return;
        }

        using var regular = ScratchList.Rent();
        while (expression is ConcatNode { Head.IsRegular: true } sequence)
        {
            regular.Items.Add(sequence.Head);
            expression = sequence.Tail;
        }

        AddRegular(factory.Concat(CollectionsMarshal.AsSpan(regular.Items)), factory.Concat(expression, rest), sum);
    }

    private void AddRegular(Expression head, Expression rest, Sum sum)
    {
        if (head == factory.Epsilon)
        {
            AddRest(rest, sum);
        }
        else if (head != factory.Empty)
        {
            sum.Add(head, rest);
        }
    }

    private void AddNested(LinearForm form, Expression rest, Sum sum, Expression whole)
    {
        if (rest != factory.Epsilon && (form.Layers >= MaxLayers || form.Items.Length + form.Calls.Length > MaxItems))
        {
            sum.Calls.Add(new LinearItem(whole, rest));
        }
        else
        {
            AddForm(form, rest, sum);
        }

        if (form.IsNullable)
        {
            AddRest(rest, sum);
        }
    }

    private void AddForm(LinearForm form, Expression rest, Sum sum)
    {
        sum.Layers = Math.Max(sum.Layers, form.Layers + (rest == factory.Epsilon ? 0 : 1));
        foreach (var item in form.Items)
        {
            sum.Add(item.Head, factory.Concat(item.Continuation, rest));
        }

        foreach (var call in form.Calls)
        {
            sum.Calls.Add(call with { Continuation = factory.Concat(call.Continuation, rest) });
        }
    }

    private void AddRest(Expression rest, Sum sum)
    {
        if (rest == factory.Epsilon)
        {
            sum.IsNullable = true;
        }
        else
        {
            AddNested(Of(rest), factory.Epsilon, sum, rest);
        }
    }

    /// <summary>Collects items; those with the same continuation become one whose head is the choice of theirs.</summary>
    private sealed class Sum(ExpressionFactory factory)
    {
        private const int Few = 8;

        private readonly List<(Expression Continuation, Expression Head, List<Expression>? Others)> _items = [];
        private Dictionary<Expression, int>? _indexes;

        public bool IsNullable { get; set; }

        public int Layers { get; set; }

        public List<LinearItem> Calls { get; } = [];

        public void Clear()
        {
            _items.Clear();
            _indexes = null;
            Calls.Clear();
            (IsNullable, Layers) = (false, 0);
        }

        public void Add(Expression head, Expression continuation)
        {
            var index = IndexOf(continuation);
            if (index >= 0)
            {
                var (_, first, others) = _items[index];
                others ??= [];
                others.Add(head);
                _items[index] = (continuation, first, others);
                return;
            }

            _indexes?.Add(continuation, _items.Count);
            _items.Add((continuation, head, null));
        }

        public LinearForm ToForm()
        {
            var items = new LinearItem[_items.Count];
            for (var i = 0; i < items.Length; i++)
            {
                var (continuation, head, others) = _items[i];
                items[i] = new LinearItem(others is null ? head : factory.Choice([head, .. others]), continuation);
            }

            return new LinearForm(items, Calls.Count > 1 ? [.. Calls.Distinct()] : [.. Calls], IsNullable, Layers);
        }

        // Most sums have a few items, among which a scan is faster than a table.
        private int IndexOf(Expression continuation)
        {
            if (_items.Count > Few && _indexes is null)
            {
                _indexes = new Dictionary<Expression, int>(ReferenceEqualityComparer.Instance);
                for (var i = 0; i < _items.Count; i++)
                {
                    _indexes.Add(_items[i].Continuation, i);
                }
            }

            if (_indexes is not null)
            {
                return _indexes.GetValueOrDefault(continuation, -1);
            }

            for (var i = 0; i < _items.Count; i++)
            {
                if (_items[i].Continuation == continuation)
                {
                    return i;
                }
            }

            return -1;
        }
    }
}
