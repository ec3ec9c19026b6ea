namespace Guided.Tests.Decoding;

/// <summary>Counts the bytes that code allocates on the calling thread.</summary>
/// <remarks>
/// Just after a collection that another thread's test caused, the runtime's counter may have the unused rest of the thread's allocation block
/// (up to 8 KB) in it. So code that counts is run again, in the same way: what it does allocate is there each time.
/// </remarks>
internal static class Allocated
{
    private const int Attempts = 6;

    /// <summary>The least number of bytes counted in several runs, 0 as soon as one has none.</summary>
    /// <param name="run">Prepares a run, the same each time, and returns the part to be counted.</param>
    public static long Bytes(Func<Action> run)
    {
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var counted = run();
            var before = GC.GetAllocatedBytesForCurrentThread();
            counted();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
