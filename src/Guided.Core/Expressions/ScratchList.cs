namespace Guided.Expressions;

/// <summary>A list of expressions that is given back after use: choices and intersections are put together far more often than they are new.</summary>
internal readonly ref struct ScratchList
{
    private const int MaxKept = 1024;

    [ThreadStatic]
    private static Stack<List<Expression>>? _spare;

    private ScratchList(List<Expression> items) => Items = items;

    /// <summary>The list.</summary>
    public List<Expression> Items { get; }

    /// <summary>Takes an empty list.</summary>
    public static ScratchList Rent() => new((_spare ??= new()).TryPop(out var list) ? list : []);

    /// <summary>Gives the list back.</summary>
    public void Dispose()
    {
        // A list that has become long would be cleared over and over.
        if (Items.Capacity <= MaxKept)
        {
            Items.Clear();
            _spare!.Push(Items);
        }
    }
}
