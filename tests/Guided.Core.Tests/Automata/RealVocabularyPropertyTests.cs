using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Testing;
using Guided.Vocabularies;

namespace Guided.Tests.Automata;

/// <summary>Random walks through grammars on real vocabularies; at their ends every token is checked.</summary>
public sealed class RealVocabularyPropertyTests
{
    private const int Walks = 6;

    [DataTheory]
    [InlineData("llama3")]
    [InlineData("qwen2.5")]
    [InlineData("gpt-oss")]
    [InlineData("gpt2")]
    [InlineData("phi3")]
    public void Masks_of_sampled_states_equal_a_check_of_every_token(string name)
    {
        var vocabulary = VocabularyFile.Load(name);
        TokenAutomaton[] automata = [.. Grammars().Select(g => new TokenAutomaton(g, vocabulary))];
        var shared = SharedBytes(vocabulary);
        var (pairs, fragments) = (0, 0);
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(Walks).WithReplay(20261121, 7),
            Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), choices =>
            {
                foreach (var automaton in automata)
                {
                    var (text, state) = Walk(automaton, choices);
                    CheckEveryToken(automaton, text, state);
                    pairs += shared.Count(p => state.GetMask().Contains(p.First) && state.GetMask().Contains(p.Second));
                    fragments += state.GetMask().ToArray().Count(t => IsFragment(vocabulary, t));
                }
            }));

        // What makes real vocabularies hard was there: bytes with two ids where the vocabulary has such, and tokens that are no UTF-8.
        Assert.True(shared.Count == 0 || pairs > 0, $"{shared.Count} pairs of ids with the same bytes, none allowed");
        Assert.True(fragments > 0);
    }

    // JSON; arithmetic, left-recursive; text without a word; a counter of characters, which tokens cut anywhere.
    private static IEnumerable<Grammar> Grammars()
    {
        yield return TestGrammars.Json();
        yield return TestGrammars.Arithmetic();
        var f = new ExpressionFactory();
        var text = f.AnyText;
        yield return new Grammar(f, f.Intersect(text, f.Complement(f.Concat(text, f.Literal("the"), text))), "without a word");
        yield return new Grammar(f, f.Concat(f.Repeat(f.Runes([(0x20, 0x10FFFF)]), 2, 9), f.Literal("\n")), "counter");
    }

    private static (byte[] Text, ITokenState State) Walk(TokenAutomaton automaton, byte[] choices)
    {
        var text = new List<byte>();
        ITokenState state = automaton.Start;
        foreach (var choice in choices)
        {
            var allowed = state.GetMask().ToArray().Where(automaton.Vocabulary.IsText).ToArray();
            if (allowed.Length == 0)
            {
                break;
            }

            var token = allowed[(int)((uint)choice * 2654435761u % (uint)allowed.Length)];
            text.AddRange(automaton.Vocabulary.BytesOf(token));
            state = state.Advance(token)!;
        }

        return ([.. text], state);
    }

    private static void CheckEveryToken(TokenAutomaton automaton, byte[] text, ITokenState state)
    {
        var vocabulary = automaton.Vocabulary;
        var bytes = new ByteAutomaton(automaton.Grammar);
        var here = bytes.Read(text);
        var mask = state.GetMask();
        Assert.Equal(here.IsAccepting, state.IsAccepting);
        for (var token = 0; token < vocabulary.Size; token++)
        {
            var expected = vocabulary.IsEnd(token) && here.IsAccepting;
            if (vocabulary.IsText(token) && !vocabulary.ReadableBytesOf(token).IsEmpty)
            {
                var at = here;
                foreach (var value in vocabulary.BytesOf(token))
                {
                    at = bytes.Step(at, value);
                }

                expected = !at.IsDead;
            }

            if (expected != mask.Contains(token))
            {
                Assert.Fail($"{automaton.Grammar.Name} after '{Encoding.UTF8.GetString(text)}': {vocabulary.Describe(token)} should be {(expected ? "allowed" : "refused")}");
            }
        }
    }

    private static List<(int First, int Second)> SharedBytes(Vocabulary vocabulary)
    {
        var pairs = new List<(int, int)>();
        for (var token = 0; token < vocabulary.Size; token++)
        {
            if (!vocabulary.ReadableBytesOf(token).IsEmpty && vocabulary.Trie.NextWithSameBytes(token) is >= 0 and var other)
            {
                pairs.Add((token, other));
            }
        }

        return pairs;
    }

    private static bool IsFragment(Vocabulary vocabulary, int token)
    {
        var bytes = vocabulary.ReadableBytesOf(token);
        return !bytes.IsEmpty && !System.Text.Unicode.Utf8.IsValid(bytes);
    }
}
