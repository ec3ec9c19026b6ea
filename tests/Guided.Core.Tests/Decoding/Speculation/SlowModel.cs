using System.Diagnostics;

namespace Guided.Tests.Decoding.Speculation;

/// <summary>Takes the time that makes a draft model worth asking.</summary>
internal static class SlowModel
{
    public static void Run()
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMicroseconds(60))
        {
        }
    }
}
