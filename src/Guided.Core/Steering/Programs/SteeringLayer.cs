namespace Guided.Steering;

/// <summary>What a port behind one layer is given: everything that does not depend on the position.</summary>
/// <remarks>
/// A back end computes, for each column, p = [h, ‖h‖]·<see cref="Encoder"/> + <see cref="Bias"/>; the activation a, which is p where p exceeds
/// <see cref="Threshold"/> and else 0; the coefficient max(offset + scale·a, <see cref="Floor"/>), or 0 where [h, ‖h‖]·<see cref="Condition"/>
/// is not above <see cref="ConditionThreshold"/>; and adds coefficients times <see cref="Decoder"/> to the stream h. Scales and offsets
/// come from <see cref="SteeringRun.Fill"/>. The arrays are pinned. The element ‖h‖ is there when the port has <see cref="SteeringCapabilities.ResidualNorm"/>.
/// </remarks>
public sealed class SteeringLayer
{
    internal SteeringLayer(int layer, SteeringPort port, IReadOnlyList<PortColumn> columns, SteeringConflicts conflicts)
    {
        Layer = layer;
        Columns = columns;
        Conflicts = ConflictGroups.Of(columns, conflicts);
        Rows = port.Width + (port.Capabilities.HasFlag(SteeringCapabilities.ResidualNorm) ? 1 : 0);
        Encoder = Pinned(Rows * columns.Count);
        Condition = Pinned(Rows * columns.Count);
        Decoder = Pinned(columns.Count * port.Width);
        Bias = Pinned(columns, c => c.Bias);
        Threshold = Pinned(columns, c => c.Threshold);
        Floor = Pinned(columns, c => c.Floor);
        ConditionThreshold = Pinned(columns, c => c.ConditionThreshold);
        for (var i = 0; i < columns.Count; i++)
        {
            Place(Encoder, i, columns[i].Encoder.Span, columns[i].NormWeight);
            Place(Condition, i, columns[i].Condition.Span, columns[i].ConditionNormWeight);
            columns[i].Decoder.Span.CopyTo(Decoder.AsSpan(i * port.Width));
        }
    }

    /// <summary>The layer, from 0.</summary>
    public int Layer { get; }

    /// <summary>The number of columns.</summary>
    public int Count => Columns.Count;

    /// <summary>The number of elements of an encoder: the stream's width, and one more where its norm is offered.</summary>
    public int Rows { get; }

    /// <summary>Row-major <c>[rows, columns]</c>.</summary>
    public float[] Encoder { get; }

    /// <summary><c>[columns]</c>.</summary>
    public float[] Bias { get; }

    /// <summary><c>[columns]</c>.</summary>
    public float[] Threshold { get; }

    /// <summary><c>[columns]</c>.</summary>
    public float[] Floor { get; }

    /// <summary>Row-major <c>[rows, columns]</c>.</summary>
    public float[] Condition { get; }

    /// <summary><c>[columns]</c>.</summary>
    public float[] ConditionThreshold { get; }

    /// <summary>Row-major <c>[columns, width]</c>.</summary>
    public float[] Decoder { get; }

    internal IReadOnlyList<PortColumn> Columns { get; }

    internal ConflictGroups Conflicts { get; }

    // In place for good, so that a back end can hand them to native code.
    private static float[] Pinned(int length) => GC.AllocateArray<float>(length, pinned: true);

    private static float[] Pinned(IReadOnlyList<PortColumn> columns, Func<PortColumn, float> value)
    {
        var values = Pinned(columns.Count);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = value(columns[i]);
        }

        return values;
    }

    private void Place(float[] matrix, int column, ReadOnlySpan<float> values, float last)
    {
        for (var row = 0; row < Rows; row++)
        {
            matrix[(row * Columns.Count) + column] = row < values.Length ? values[row] : last;
        }
    }
}
