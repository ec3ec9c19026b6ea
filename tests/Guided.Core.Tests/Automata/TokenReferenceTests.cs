using System.Text;
using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Vocabularies;

namespace Guided.Tests.Automata;

/// <summary>Grammars that ask for tokens of the vocabulary, beside text.</summary>
public sealed class TokenReferenceTests
{
    // 0 to 6 are text, of which 0 and 5 have equal bytes; 7 is special; 8 and 9 have the text of each other, special and not; 10 is padding.
    private static readonly string[] Texts = ["a", "b", "ab", "ba", "aba", "a", "<t>", "<u>", "<v>", "<v>", "", "<end>"];
    private static readonly int[] Special = [7, 8, 11];
    private const int End = 11;

    private static readonly Vocabulary Vocabulary =
        new("toy", [.. Texts.Select(Encoding.UTF8.GetBytes)], Special, [End]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Masks_equal_brute_force(int seed)
    {
        var random = new Random(seed);
        var several = 0;
        for (var i = 0; i < 150; i++)
        {
            var node = Node.Make(random, 3);
            var factory = new ExpressionFactory();
            var automaton = new TokenAutomaton(new Grammar(factory, node.ToExpression(factory)), Vocabulary);
            for (var walk = 0; walk < 6; walk++)
            {
                var tokens = new List<int>();
                var state = automaton.Start;
                while (true)
                {
                    var mask = state.GetMask();
                    Assert.Equal(node.Matches(tokens), state.IsAccepting);
                    for (var token = 0; token < Texts.Length; token++)
                    {
                        var expected = token == End ? node.Matches(tokens) : token != 10 && node.CanBegin([.. tokens, token]);
                        Assert.True(expected == mask.Contains(token), $"{node} after {string.Join(' ', tokens)}: token {token} should be {expected}");
                        Assert.Equal(expected && token != End, state.Advance(token) is not null);
                    }

                    var allowed = mask.ToArray().Where(t => t != End).ToArray();
                    Assert.Equal(Math.Min(allowed.Length, 2), (int)state.CountContinuations(out var only));
                    Assert.Equal(allowed.Length == 1 ? allowed[0] : -1, only);
                    Assert.True(state.IsAccepting || allowed.Any(t => state.Advance(t)!.TokensToEnd < state.TokensToEnd));
                    Assert.True(state.CanEndWithin(state.TokensToEnd));
                    if (allowed.Length == 0)
                    {
                        break;
                    }

                    several += state.ToString()!.Contains(" or ", StringComparison.Ordinal) ? 1 : 0;
                    tokens.Add(allowed[random.Next(allowed.Length)]);
                    state = state.Advance(tokens[^1])!;
                }
            }
        }

        Assert.True(several > 20, $"{several} states followed two readings");
    }

    [Fact]
    public void Forced_bytes_end_where_a_token_is_asked_for()
    {
        var factory = new ExpressionFactory();
        var root = factory.Concat(factory.Literal("ab"), factory.Token(TokenReference.OfId(2)), factory.Literal("b"));
        var state = new TokenAutomaton(new Grammar(factory, root), Vocabulary).Start;
        var bytes = new byte[8];
        Assert.Equal("ab", Encoding.UTF8.GetString(bytes, 0, state.CopyForcedBytes(bytes)));
        state = state.Advance(2)!;
        Assert.Equal(0, state.CopyForcedBytes(bytes));
        Assert.Equal([2], state.GetMask().ToArray());
        Assert.Equal(2, state.TokensToEnd);
    }

    [Fact]
    public void Tokens_of_either_reading_are_followed_recursively()
    {
        // S = [2] S [1] | a: as many tokens 1 behind as tokens 2 before.
        var factory = new ExpressionFactory();
        var rule = ExpressionFactory.DeclareRule("S");
        rule.Define(factory.Choice(
            factory.Concat(factory.Token(TokenReference.OfId(2)), factory.Call(rule), factory.Token(TokenReference.OfId(1))),
            factory.Literal("a")));
        ITokenState? state = new TokenAutomaton(new Grammar(factory, factory.Call(rule)), Vocabulary).Start;
        foreach (var token in new[] { 2, 2, 5, 1 })
        {
            state = state?.Advance(token);
        }

        Assert.Equal([1], state!.GetMask().ToArray());
        Assert.Equal([End], state.Advance(1)!.GetMask().ToArray());
    }

    [Theory]
    [InlineData(12, null, "ends at 11")]
    [InlineData(End, null, "ends a generation")]
    [InlineData(-1, "<w>", "none with this text")]
    public void A_token_that_is_not_there_is_an_error(int id, string? text, string reason)
    {
        var factory = new ExpressionFactory();
        var grammar = new Grammar(factory, factory.Token(text is null ? TokenReference.OfId(id) : TokenReference.OfText(text)));
        Assert.Contains(reason, Assert.Throws<GrammarException>(() => new TokenAutomaton(grammar, Vocabulary)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_that_is_asked_for_too_late_is_an_error()
    {
        var factory = new ExpressionFactory();
        _ = new TokenAutomaton(new Grammar(factory, factory.Token(TokenReference.OfId(2))), Vocabulary);
        _ = factory.Token(TokenReference.OfId(2));
        Assert.Throws<InvalidOperationException>(() => factory.Token(TokenReference.OfId(3)));
        Assert.Throws<InvalidOperationException>(() => factory.TokenExcept());
    }

    [Fact]
    public void Excluding_every_token_is_an_error()
    {
        var factory = new ExpressionFactory();
        var all = Enumerable.Range(0, 10).Select(TokenReference.OfId).ToArray();
        var grammar = new Grammar(factory, factory.TokenExcept(all));
        Assert.Throws<GrammarException>(() => new TokenAutomaton(grammar, Vocabulary));
    }

    /// <summary>A small language of token sequences, matched by trying everything.</summary>
    private abstract record Node
    {
        public static Node Make(Random random, int depth) => random.Next(depth > 0 ? 8 : 4) switch
        {
            0 or 1 => new Text(new[] { "a", "b", "ab", "ba", "aab", "" }[random.Next(6)]),
            2 => new Token([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(10))], random.Next(3) == 0 ? "<v>" : null, Negative: false),
            3 => new Token([.. Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(10))], random.Next(3) == 0 ? "<v>" : null, Negative: true),
            4 or 5 => new Sequence(Make(random, depth - 1), Make(random, depth - 1)),
            _ => new Choice(Make(random, depth - 1), Make(random, depth - 1)),
        };

        public abstract Expression ToExpression(ExpressionFactory factory);

        /// <summary>The places after the node: the number of tokens read, and of the bytes of the next one that are read as text.</summary>
        public abstract IEnumerable<(int Token, int Offset)> After(List<int> tokens, (int Token, int Offset) place, Action atEnd);

        public bool Matches(List<int> tokens) => After(tokens, (0, 0), () => { }).Contains((tokens.Count, 0));

        /// <summary>Every node has a member, and single letters are tokens, so a text that runs out inside a node can be completed.</summary>
        public bool CanBegin(List<int> tokens)
        {
            var ranOut = false;
            var matches = After(tokens, (0, 0), () => ranOut = true).ToArray().Contains((tokens.Count, 0));
            return matches || ranOut;
        }
    }

    private sealed record Text(string Value) : Node
    {
        public override Expression ToExpression(ExpressionFactory factory) => factory.Literal(Value);

        public override IEnumerable<(int Token, int Offset)> After(List<int> tokens, (int Token, int Offset) place, Action atEnd)
        {
            foreach (var letter in Value)
            {
                if (place.Token == tokens.Count)
                {
                    atEnd();
                    yield break;
                }

                var token = tokens[place.Token];
                if (Special.Contains(token) || Texts[token][place.Offset] != letter)
                {
                    yield break;
                }

                place = place.Offset + 1 < Texts[token].Length ? (place.Token, place.Offset + 1) : (place.Token + 1, 0);
            }

            // Text that has been read as far as into a token can be completed where more text may follow, which is for the caller to say.
            yield return place;
        }
    }

    private sealed record Token(int[] Ids, string? Name, bool Negative) : Node
    {
        public override Expression ToExpression(ExpressionFactory factory)
        {
            TokenReference[] references = [.. Ids.Select(TokenReference.OfId), .. Name is null ? [] : new[] { TokenReference.OfText(Name) }];
            return Negative ? factory.TokenExcept(references) : factory.Token(references);
        }

        public override IEnumerable<(int Token, int Offset)> After(List<int> tokens, (int Token, int Offset) place, Action atEnd)
        {
            if (place.Offset > 0)
            {
                yield break;
            }

            if (place.Token == tokens.Count)
            {
                atEnd();
            }
            else if ((Ids.Contains(tokens[place.Token]) || Texts[tokens[place.Token]] == Name) != Negative)
            {
                yield return (place.Token + 1, 0);
            }
        }

        public override string ToString() => $"{(Negative ? "!" : "")}<{string.Join(',', Ids)} {Name}>";
    }

    private sealed record Sequence(Node First, Node Second) : Node
    {
        public override Expression ToExpression(ExpressionFactory factory) => factory.Concat(First.ToExpression(factory), Second.ToExpression(factory));

        public override IEnumerable<(int Token, int Offset)> After(List<int> tokens, (int Token, int Offset) place, Action atEnd) =>
            First.After(tokens, place, atEnd).ToArray().SelectMany(p => Second.After(tokens, p, atEnd));
    }

    private sealed record Choice(Node First, Node Second) : Node
    {
        public override Expression ToExpression(ExpressionFactory factory) => factory.Choice(First.ToExpression(factory), Second.ToExpression(factory));

        public override IEnumerable<(int Token, int Offset)> After(List<int> tokens, (int Token, int Offset) place, Action atEnd) =>
            First.After(tokens, place, atEnd).Concat(Second.After(tokens, place, atEnd));
    }
}
