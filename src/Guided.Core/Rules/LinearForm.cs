using Guided.Expressions;

namespace Guided.Rules;

/// <summary>One way an expression can begin.</summary>
/// <param name="Head">A regular expression other than ∅ and ε, to be read first.</param>
/// <param name="Continuation">What follows once the head has been read to an end of its own; ε when nothing does.</param>
internal readonly record struct LinearItem(Expression Head, Expression Continuation);

/// <summary>An expression as a sum of "regular head, then continuation", plus ε when the expression may be empty.</summary>
/// <remarks>
/// <c>(&lt;string&gt; | [0-9]+) ","</c> has the form <c>("\"" …)·","</c> and <c>[0-9]+ ","</c>: calls at the front are replaced by what they
/// begin with, and the longest regular beginning is the head.
/// </remarks>
internal sealed record LinearForm(LinearItem[] Items, bool IsNullable);

/// <summary>Makes and keeps the linear forms of a grammar's expressions.</summary>
internal sealed class LinearForms(ExpressionFactory factory, RuleBodies bodies)
{
    private readonly Dictionary<Expression, LinearForm> _forms = new(ReferenceEqualityComparer.Instance);

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
        var sum = new Sum(factory);
        Add(expression, factory.Epsilon, sum);
        return sum.ToForm();
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
                AddNested(Of(bodies[call.Rule]), rest, sum);
                break;
            case LazyNode lazy:
                AddNested(Of(lazy.Unfold()), rest, sum);
                break;
            case CaptureNode capture:
                sum.Add(capture.Text, factory.Concat(factory.Captured(capture.Definition), rest));
                break;
            case CapturedNode captured:
                AddNested(Of(captured.Unfold()), rest, sum);
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
        var head = factory.Epsilon;
        var regular = new List<Expression>();
        while (expression is ConcatNode { Head.IsRegular: true } sequence)
        {
            regular.Add(sequence.Head);
            expression = sequence.Tail;
        }

        if (regular.Count > 0)
        {
            head = factory.Concat(regular.ToArray());
            AddRegular(head, factory.Concat(expression, rest), sum);
        }
        else if (expression is ConcatNode sequence)
        {
            Add(sequence.Head, factory.Concat(sequence.Tail, rest), sum);
        }
        else
        {
            Add(expression, rest, sum);
        }
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

    private void AddNested(LinearForm form, Expression rest, Sum sum)
    {
        AddForm(form, rest, sum);
        if (form.IsNullable)
        {
            AddRest(rest, sum);
        }
    }

    private void AddForm(LinearForm form, Expression rest, Sum sum)
    {
        foreach (var item in form.Items)
        {
            sum.Add(item.Head, factory.Concat(item.Continuation, rest));
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
            AddNested(Of(rest), factory.Epsilon, sum);
        }
    }

    /// <summary>Collects items; those with the same continuation become one whose head is the choice of theirs.</summary>
    private sealed class Sum(ExpressionFactory factory)
    {
        private const int Few = 8;

        private readonly List<(Expression Continuation, Expression Head, List<Expression>? Others)> _items = [];
        private Dictionary<Expression, int>? _indexes;

        public bool IsNullable { get; set; }

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

            return new LinearForm(items, IsNullable);
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
