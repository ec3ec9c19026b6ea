using Guided.Expressions;

namespace Guided.Rules;

/// <summary>The equations X_i = B_i ∪ ⋃_j X_j·A_ij of rules that are left-recursive together.</summary>
internal sealed class LinearSystem
{
    private readonly List<(int To, Expression Step)>[] _steps;
    private readonly List<int>[] _free;

    /// <summary>Puts the equations together.</summary>
    /// <param name="rows">The equations.</param>
    /// <param name="factory">Makes the expressions.</param>
    /// <param name="nullable">Tells which coefficients may be empty.</param>
    /// <param name="nonEmpty">Takes the empty text out of a coefficient.</param>
    public LinearSystem(IReadOnlyList<LinearRow> rows, ExpressionFactory factory, Nullability nullable, Func<Expression, Expression> nonEmpty)
    {
        Bases = [.. rows.Select(r => factory.Choice([.. r.Base]))];
        _steps = [.. rows.Select(_ => new List<(int, Expression)>())];
        _free = [.. rows.Select(_ => new List<int>())];
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var (j, terms) in rows[i].Coefficients)
            {
                var coefficient = factory.Choice([.. terms]);
                if (nullable.Of(coefficient))
                {
                    _free[j].Add(i);
                }

                if (nonEmpty(coefficient) is { Kind: not ExpressionKind.Empty } step)
                {
                    _steps[j].Add((i, step));
                }
            }
        }
    }

    /// <summary>The parts B.</summary>
    public Expression[] Bases { get; }

    /// <summary>What may be read after an unknown on the way up, and the unknown that it completes.</summary>
    public IReadOnlyList<(int To, Expression Step)> StepsFrom(int index) => _steps[index];

    /// <summary>The unknowns that can be reached upwards from one through coefficients that may be empty, itself included.</summary>
    public IReadOnlyCollection<int> WithoutReading(int from)
    {
        var reached = new SortedSet<int> { from };
        var pending = new Stack<int>([from]);
        while (pending.TryPop(out var at))
        {
            foreach (var next in _free[at])
            {
                if (reached.Add(next))
                {
                    pending.Push(next);
                }
            }
        }

        return reached;
    }
}

/// <summary>One equation X = B ∪ ⋃_j X_j·A_j, each part as the list of its alternatives.</summary>
internal sealed class LinearRow
{
    /// <summary>The part B that begins with none of the unknowns.</summary>
    public List<Expression> Base { get; } = [];

    /// <summary>The coefficients A_j that are not ∅.</summary>
    public SortedDictionary<int, List<Expression>> Coefficients { get; } = [];

    public void AddCoefficient(int index, Expression term)
    {
        if (!Coefficients.TryGetValue(index, out var terms))
        {
            Coefficients[index] = terms = [];
        }

        terms.Add(term);
    }
}
