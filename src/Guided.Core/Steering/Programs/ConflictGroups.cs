namespace Guided.Steering;

/// <summary>The edits of one layer that change the same feature's activation, and what happens where several of them act.</summary>
internal sealed class ConflictGroups
{
    private readonly SteeringConflicts _policy;
    private readonly int[][] _groups;

    private ConflictGroups(SteeringConflicts policy, int[][] groups) => (_policy, _groups) = (policy, groups);

    /// <exception cref="SteeringException">There is a conflict and the policy refuses it or cannot resolve it.</exception>
    public static ConflictGroups Of(IReadOnlyList<PortColumn> columns, SteeringConflicts policy)
    {
        var groups = Enumerable.Range(0, columns.Count)
            .Where(i => columns[i].Edit.Operation.Kind is not (SteeringOperationKind.Add or SteeringOperationKind.AddRelative))
            .GroupBy(i => columns[i].Edit.Feature.Name)
            .Select(group => group.ToArray())
            .Where(group => group.Length > 1)
            .ToArray();
        if (groups.Length > 0)
        {
            Check([.. groups[0].Select(i => columns[i].Edit)], policy);
        }

        foreach (var group in groups.Where(_ => policy == SteeringConflicts.Sequential))
        {
            RequireAffine(group, columns);
        }

        return new ConflictGroups(
            policy,
            policy == SteeringConflicts.Priority
                ? [.. groups.Select(group => group.OrderByDescending(i => columns[i].Edit.Priority).ToArray())]
                : groups);
    }

    /// <summary>Resolves what several edits make of one position.</summary>
    /// <param name="scales">The scales of the columns at the position.</param>
    /// <param name="offsets">The offsets.</param>
    public void Resolve(Span<float> scales, Span<float> offsets)
    {
        if (_policy == SteeringConflicts.Sum)
        {
            return;
        }

        foreach (var group in _groups)
        {
            if (_policy == SteeringConflicts.Priority)
            {
                KeepFirst(group, scales, offsets);
            }
            else
            {
                Chain(group, scales, offsets);
            }
        }
    }

    private static void KeepFirst(int[] group, Span<float> scales, Span<float> offsets)
    {
        var found = false;
        foreach (var column in group)
        {
            if (found)
            {
                (scales[column], offsets[column]) = (0, 0);
            }

            found |= scales[column] != 0 || offsets[column] != 0;
        }
    }

    // The first edit makes a' = a + o₁ + s₁a of a, the second adds o₂ + s₂a': together one edit.
    private static void Chain(int[] group, Span<float> scales, Span<float> offsets)
    {
        float scale = 0, offset = 0;
        foreach (var column in group)
        {
            var (s, o) = (scales[column], offsets[column]);
            (scale, offset) = (scale + s + (s * scale), offset + o + (s * offset));
            (scales[column], offsets[column]) = (0, 0);
        }

        (scales[group[0]], offsets[group[0]]) = (scale, offset);
    }

    private static void Check(SteeringEdit[] edits, SteeringConflicts policy)
    {
        if (policy == SteeringConflicts.Error)
        {
            throw new SteeringException(
                $"{edits.Length} edits change the feature '{edits[0].Feature}' behind layer {edits[0].Layer}: "
                + $"{string.Join(", ", edits.Select(edit => edit.Operation))}. Say with {nameof(SteeringSpecification)}.{nameof(SteeringSpecification.Conflicts)} what that means.");
        }
    }

    private static void RequireAffine(int[] group, IReadOnlyList<PortColumn> columns)
    {
        foreach (var i in group.Where(i => columns[i].Edit.Condition is not null || !float.IsNegativeInfinity(columns[i].Floor)))
        {
            throw new SteeringException(
                $"'{columns[i].Edit}' cannot be one of several edits in sequence, which only set or scale and have no conditions. "
                + $"Use {nameof(SteeringConflicts.Priority)} or {nameof(SteeringConflicts.Sum)}.");
        }
    }
}
