using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;

namespace Guided.Diagnostics;

/// <summary>Draws random texts of a grammar's language, for tests and examples.</summary>
/// <remarks>
/// A random walk over bytes: in states that few bytes continue each of them is as likely as another, in others each class of bytes that are
/// treated alike. Not uniform over texts.
/// </remarks>
public sealed class GrammarSampler
{
    private readonly ByteAutomaton _automaton;
    private readonly Random _random;

    /// <summary>Makes a sampler.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="seed">The same seed gives the same texts.</param>
    public GrammarSampler(Grammar grammar, int seed)
    {
        _automaton = new ByteAutomaton(grammar);
        _random = new Random(seed);
    }

    /// <summary>Draws one text.</summary>
    /// <param name="length">From this many bytes on the shortest way to the end is taken.</param>
    /// <param name="stop">The probability of ending wherever the text may end.</param>
    public byte[] Next(int length = 200, double stop = 0.2)
    {
        var bytes = new List<byte>();
        var at = _automaton.Start;
        while (at.Items.Length > 0 && !(at.IsAccepting && (bytes.Count >= length || _random.NextDouble() < stop)))
        {
            var options = Options(at, onlyNearer: bytes.Count >= length);
            if (options.Count == 0)
            {
                break;
            }

            var (value, next) = options[_random.Next(options.Count)];
            byte[] alike = [.. at.BytesLike(value)];
            value = alike[_random.Next(alike.Length)];
            bytes.Add(value);
            at = next;
        }

        return at.IsAccepting ? [.. bytes] : throw new InvalidOperationException($"{_automaton.Grammar.Name} has a state without a way to the end.");
    }

    private List<(byte Value, Configuration Next)> Options(Configuration at, bool onlyNearer)
    {
        var options = new List<(byte, Configuration)>();
        foreach (var value in at.DistinctBytes())
        {
            var next = _automaton.Step(at, value);
            if (!next.IsDead && (!onlyNearer || _automaton.ShortestOf(next) < _automaton.ShortestOf(at)))
            {
                options.Add((value, next));
            }
        }

        return options;
    }
}
