using System.Buffers;

namespace Guided.Onnx.Steering.Autoencoders;

/// <summary>Keeps the k largest of some values.</summary>
internal static class LargestValues
{
    private const int OnStack = 1024;

    /// <summary>Sets all but the k largest to 0. Of equal ones the first are kept.</summary>
    public static void Keep(Span<float> values, int k)
    {
        if (k >= values.Length)
        {
            return;
        }

        float[]? rented = null;
        var heap = k <= OnStack ? stackalloc float[k] : (rented = ArrayPool<float>.Shared.Rent(k)).AsSpan(0, k);
        var smallest = SmallestKept(values, heap);
        var equal = 0;
        foreach (var kept in heap)
        {
            equal += kept == smallest ? 1 : 0;
        }

        foreach (ref var value in values)
        {
            if (!(value > smallest) && !(value == smallest && equal-- > 0))
            {
                value = 0;
            }
        }

        if (rented is not null)
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    // A heap of the k largest so far, the smallest of them at its root.
    private static float SmallestKept(ReadOnlySpan<float> values, Span<float> heap)
    {
        values[..heap.Length].CopyTo(heap);
        heap.Sort();
        foreach (var value in values[heap.Length..])
        {
            if (value > heap[0])
            {
                heap[0] = value;
                Sink(heap);
            }
        }

        return heap[0];
    }

    private static void Sink(Span<float> heap)
    {
        var at = 0;
        while (2 * at + 1 < heap.Length)
        {
            var child = 2 * at + 1;
            if (child + 1 < heap.Length && heap[child + 1] < heap[child])
            {
                child++;
            }

            if (heap[at] <= heap[child])
            {
                return;
            }

            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
