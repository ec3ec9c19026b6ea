using FsCheck;
using FsCheck.Fluent;
using Guided.Vocabularies;

namespace Guided.Testing.Grammars;

/// <summary>Random small grammars and vocabularies.</summary>
/// <remarks>
/// Rules call each other at random, so left recursion (direct, indirect, hidden), rules that may be empty, rules without members, ambiguity
/// and nesting all occur, as do counters, intersections and complements.
/// </remarks>
public static class GrammarGenerator
{
    /// <summary>Grammars for properties; a failing one is made simpler, term by term.</summary>
    public static Arbitrary<SmallGrammar> Grammars { get; } =
        Arb.From(Gen.Choose(0, int.MaxValue).Select(Grammar), grammar => grammar.Shrink());

    /// <summary>The grammar of a seed.</summary>
    public static SmallGrammar Grammar(int seed)
    {
        var random = new Random(seed);
        var count = random.Next(1, 5);
        return new SmallGrammar(
            [.. Enumerable.Range(0, count).Select(_ => Term(random, count, 3, callsAllowed: true))],
            random.Next(3) == 0 ? (byte)0xC3 : (byte)'b');
    }

    /// <summary>
    /// A vocabulary for a grammar: its letters, one of them twice, an id without bytes, an end, and some longer tokens, of which some may share
    /// their bytes.
    /// </summary>
    public static Vocabulary Vocabulary(SmallGrammar grammar, int seed)
    {
        var random = new Random(seed);
        var tokens = new List<byte[]> { "<end>"u8.ToArray(), grammar.BytesOf("a"), grammar.BytesOf("b"), grammar.BytesOf("a"), Array.Empty<byte>() };
        for (var i = 0; i < 10; i++)
        {
            tokens.Add(grammar.BytesOf(string.Concat(Enumerable.Range(0, random.Next(2, 5)).Select(_ => random.Next(2) == 0 ? 'a' : 'b'))));
        }

        return new Vocabulary("small", tokens, [], [0]);
    }

    private static Term Term(Random random, int rules, int depth, bool callsAllowed)
    {
        Term Part(bool calls) => Term(random, rules, depth - 1, calls);
        switch (random.Next(depth == 0 ? 3 : callsAllowed ? 9 : 8))
        {
            case 0:
                return new TextTerm(random.Next(2) == 0 ? "a" : "b");
            case 1:
                return new TextTerm(random.Next(3) == 0 ? "" : random.Next(2) == 0 ? "ab" : "ba");
            case 2:
                return callsAllowed ? new CallTerm(random.Next(rules)) : new TextTerm("b");
            case 3 or 4:
                return new SequenceTerm(Part(callsAllowed), Part(callsAllowed));
            case 5 or 6:
                return new EitherTerm(Part(callsAllowed), Part(callsAllowed));
            case 7:
                var min = random.Next(3);
                return new TimesTerm(Part(callsAllowed), min, random.Next(3) switch { 0 => null, 1 => Math.Max(1, min + random.Next(3)), _ => 12 });
            default:
                var x = Part(calls: false);
                return random.Next(2) == 0 ? new BothTerm(x, Part(calls: false)) : new NotTerm(x);
        }
    }
}
