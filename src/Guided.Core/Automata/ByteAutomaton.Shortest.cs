using Guided.Expressions;
using Guided.Rules;

namespace Guided.Automata;

/// <summary>The shortest way to the end of a text.</summary>
public sealed partial class ByteAutomaton
{
    /// <summary>Of the shortest completions of a configuration the one with the least bytes.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="most">How many bytes of it are asked for.</param>
    internal byte[] ShortestCompletion(Configuration configuration, int most = int.MaxValue)
    {
        var bytes = new List<byte>();
        while (!configuration.IsAccepting && bytes.Count < most)
        {
            var nearer = Nearer(configuration, out var value);
            bytes.Add(value);
            configuration = nearer;
        }

        return [.. bytes];
    }

    /// <summary>The length in bytes of the shortest completion of a configuration.</summary>
    internal int ShortestOf(Configuration configuration)
    {
        if (configuration.Shortest < 0)
        {
            lock (_gate)
            {
                var shortest = configuration.IsAccepting ? 0 : ShortestLengths.Infinite;
                foreach (var (head, below) in configuration.Items)
                {
                    shortest = Math.Min(shortest, ShortestOf(head, below));
                }

                configuration.Shortest = shortest;
            }
        }

        return configuration.Shortest;
    }

    private int ShortestOf(Expression head, StackNode below)
    {
        if (!below.HasCaptured)
        {
            return Math.Min(ShortestLengths.Infinite, Grammar.ShortestOf(head) + _stacks.ShortestOf(below));
        }

        var shortest = below.IsBottom ? Grammar.ShortestOf(head) : ShortestLengths.Infinite;
        foreach (var frame in below.Frames)
        {
            var length = frame.Captured is { } captured
                ? Grammar.ShortestOf(head, captured) + (frame.Continuation is ConcatNode sequence ? Grammar.ShortestOf(sequence.Tail) : 0)
                : Grammar.ShortestOf(head) + Grammar.ShortestOf(frame.Continuation);
            shortest = Math.Min(shortest, length + _stacks.ShortestOf(frame.Below));
        }

        return Math.Min(ShortestLengths.Infinite, shortest);
    }

    private Configuration Nearer(Configuration configuration, out byte value)
    {
        // Representatives are the least bytes of their classes, and classes are in the order of their least bytes.
        var shortest = ShortestOf(configuration);
        foreach (var candidate in configuration.DistinctBytes())
        {
            var next = Step(configuration, candidate);
            if (!next.IsDead && ShortestOf(next) < shortest)
            {
                value = candidate;
                return next;
            }
        }

        throw new InvalidOperationException($"No byte leads nearer to the end of {Grammar.Name}: a lazy expression misstates its shortest length.");
    }
}
