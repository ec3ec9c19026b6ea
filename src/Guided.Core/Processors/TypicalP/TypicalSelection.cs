namespace Guided.Processors;

/// <summary>Finds where an ascending order of distances reaches a sum of weights, without sorting.</summary>
internal static class TypicalSelection
{
    /// <summary>
    /// The last item of the shortest prefix, in the order of rising distance and then rising index, whose weights sum to a target.
    /// </summary>
    /// <param name="indices">The items' indices, all different, at least one; reordered.</param>
    /// <param name="distances">The distances by index.</param>
    /// <param name="weights">The weights by index.</param>
    /// <param name="target">The sum to reach; when all together fall short of it the last item is the answer.</param>
    public static int Find(Span<int> indices, ReadOnlySpan<float> distances, ReadOnlySpan<float> weights, double target)
    {
        int low = 0, high = indices.Length - 1;
        while (low < high)
        {
            var middle = Partition(indices, distances, low, high);
            var before = 0.0;
            for (var i = low; i < middle; i++)
            {
                before += weights[indices[i]];
            }

            if (before >= target && middle > low)
            {
                high = middle - 1;
            }
            else if (before + weights[indices[middle]] >= target)
            {
                low = high = middle;
            }
            else
            {
                target -= before + weights[indices[middle]];
                low = Math.Min(middle + 1, high);
            }
        }

        return indices[low];
    }

    // Puts the median of three in its place, what precedes it before it, and returns the place.
    private static int Partition(Span<int> indices, ReadOnlySpan<float> distances, int low, int high)
    {
        var middle = (int)(((uint)low + (uint)high) >> 1);
        Order(indices, distances, low, middle);
        Order(indices, distances, middle, high);
        Order(indices, distances, low, middle);
        (indices[middle], indices[high]) = (indices[high], indices[middle]);
        var place = low;
        for (var i = low; i < high; i++)
        {
            if (Precedes(distances, indices[i], indices[high]))
            {
                (indices[i], indices[place]) = (indices[place], indices[i]);
                place++;
            }
        }

        (indices[place], indices[high]) = (indices[high], indices[place]);
        return place;
    }

    private static void Order(Span<int> indices, ReadOnlySpan<float> distances, int a, int b)
    {
        if (Precedes(distances, indices[b], indices[a]))
        {
            (indices[a], indices[b]) = (indices[b], indices[a]);
        }
    }

    private static bool Precedes(ReadOnlySpan<float> distances, int a, int b) =>
        distances[a] < distances[b] || (distances[a] == distances[b] && a < b);
}
