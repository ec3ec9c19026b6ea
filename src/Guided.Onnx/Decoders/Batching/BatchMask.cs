namespace Guided.Onnx.Decoders.Batching;

/// <summary>The mask <c>[batch, columns]</c> of sequences of different lengths: ones over each sequence, then zeros.</summary>
/// <remarks>The columns grow in steps, so that most passes write one element a sequence and keep the binding.</remarks>
internal sealed class BatchMask(ForwardPass pass)
{
    private const int ColumnStep = 64;

    private readonly List<int> _ones = [];

    /// <summary>The columns of the present layout.</summary>
    public int Columns { get; private set; }

    /// <summary>Lays the mask out for a number of sequences and the longest of them.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="longest">The tokens of the longest, the new one included.</param>
    /// <param name="capacity">The tokens that the cache has room for: the mask must not be wider.</param>
    public void LayOut(int batch, int longest, int capacity)
    {
        var columns = Math.Min(capacity, (longest + ColumnStep - 1) / ColumnStep * ColumnStep);
        if (columns == Columns && batch == _ones.Count)
        {
            return;
        }

        Columns = columns;
        pass.Mask(batch * columns).Clear();
        _ones.Clear();
        for (var row = 0; row < batch; row++)
        {
            _ones.Add(0);
        }
    }

    /// <summary>Sets the ones of a sequence.</summary>
    public void Set(int row, int length)
    {
        var before = _ones[row];
        if (before == length)
        {
            return;
        }

        var values = pass.Mask(_ones.Count * Columns).Slice(row * Columns, Columns);
        values[Math.Min(before, length)..Math.Max(before, length)].Fill(before < length ? 1 : 0);
        _ones[row] = length;
    }
}
