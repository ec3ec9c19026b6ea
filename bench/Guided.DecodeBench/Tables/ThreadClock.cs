using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Guided.DecodeBench.Tables;

/// <summary>The time a piece of work takes: on the clock, and of the calling thread's processor where the system tells it.</summary>
/// <remarks>On a machine that others use too, the processor's time is what compares; it counts one thread, on which a model with one thread runs.</remarks>
internal readonly partial struct ThreadClock
{
    private const int ThreadCpuTime = 3;

    private readonly long _wall = Stopwatch.GetTimestamp();
    private readonly double _cpu = Cpu();

    /// <summary>Starts the clock.</summary>
    public ThreadClock()
    {
    }

    /// <summary>The seconds since the start: on the clock, and of the processor; the same without a way to ask.</summary>
    public (double Wall, double Cpu) Read()
    {
        var wall = Stopwatch.GetElapsedTime(_wall).TotalSeconds;
        return (wall, double.IsNaN(_cpu) ? wall : Cpu() - _cpu);
    }

    private static double Cpu() =>
        OperatingSystem.IsLinux() && ClockGetTime(ThreadCpuTime, out var time) == 0 ? time.Seconds + (time.Nanoseconds * 1e-9) : double.NaN;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
