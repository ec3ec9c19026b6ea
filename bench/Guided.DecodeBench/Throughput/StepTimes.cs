using Guided.DecodeBench.Tables;

namespace Guided.DecodeBench.Throughput;

/// <summary>The times of single steps of one way of running.</summary>
/// <param name="name">What is run.</param>
internal sealed class StepTimes(string name)
{
    private readonly List<List<(double Wall, double Cpu)>> _rounds = [];

    public string Name { get; } = name;

    /// <summary>Begins a round.</summary>
    public void BeginRound() => _rounds.Add([]);

    /// <summary>Drops what was measured.</summary>
    public void Forget() => _rounds.Clear();

    /// <summary>Runs a step and takes its time.</summary>
    /// <returns>What the step returned.</returns>
    public bool Measure(Func<bool> step)
    {
        var clock = new ThreadClock();
        var goesOn = step();
        _rounds[^1].Add(clock.Read());
        return goesOn;
    }

    /// <summary>The median over all steps in milliseconds.</summary>
    public double Milliseconds(bool cpu) => 1000 * Median(_rounds.SelectMany(r => r).Select(t => cpu ? t.Cpu : t.Wall));

    /// <summary>The median over the rounds of the ratio of median steps.</summary>
    public double MedianRatio(StepTimes other, bool cpu) => Ratio(other, cpu, Median);

    /// <summary>The median over the rounds of the ratio of mean steps, in which rare dear steps count.</summary>
    public double MeanRatio(StepTimes other, bool cpu) => Ratio(other, cpu, values => values.Average());

    private double Ratio(StepTimes other, bool cpu, Func<IEnumerable<double>, double> middle) =>
        Median(_rounds.Zip(other._rounds, (mine, theirs) =>
        {
            var steps = Math.Min(mine.Count, theirs.Count);
            return middle(mine.Take(steps).Select(t => cpu ? t.Cpu : t.Wall)) / middle(theirs.Take(steps).Select(t => cpu ? t.Cpu : t.Wall));
        }));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
