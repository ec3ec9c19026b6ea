using System.Diagnostics;
using Guided.Decoding;

namespace Guided.SteeringBench;

/// <summary>Times one-token steps of several variants of a model in turn, so that what else the machine does meets all of them.</summary>
internal static class StepTimes
{
    private const int Prompt = 64;

    /// <summary>The microseconds of a step: one list a variant, one number a round.</summary>
    public static double[][] Measure(IReadOnlyList<Variant> variants, int rounds, int steps)
    {
        var times = variants.Select(_ => new double[rounds]).ToArray();
        var sequences = variants.Select(variant => variant.CreateSequence()).ToArray();
        var prompt = Enumerable.Range(0, Prompt).Select(i => 10 + (i * 37 % 2000)).ToArray();
        foreach (var sequence in sequences)
        {
            sequence.Append(prompt);
            Run(sequence, steps);
        }

        for (var round = 0; round < rounds; round++)
        {
            // The order turns, so that no variant always follows the same one.
            for (var i = 0; i < variants.Count; i++)
            {
                var variant = (i + round) % variants.Count;
                times[variant][round] = Run(sequences[variant], steps);
            }
        }

        foreach (var sequence in sequences)
        {
            sequence.Dispose();
        }

        return times;
    }

    private static double Run(IDecoderSequence sequence, int steps)
    {
        sequence.Rewind(Prompt);
        var start = Stopwatch.GetTimestamp();
        for (var step = 0; step < steps; step++)
        {
            sequence.Append([100 + step]);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / steps;
    }
}
