using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Testing;
using Guided.Tests.Decoding;

namespace Guided.Tests.Automata;

public sealed class WarmUpTests
{
    [DataFact]
    public async Task Masks_along_a_text_are_at_hand_afterwards()
    {
        var automaton = new TokenAutomaton(TestGrammars.Json(), VocabularyFile.Load("llama3"));
        Assert.Null(automaton.Start.KnownMask);
        var shares = new List<double>();
        var count = await automaton.WarmUpAsync("""{"a": [1, "b"]}""", new Shares(shares));
        Assert.Equal(count, shares.Count);
        Assert.Equal(0, shares[0]);
        Assert.Equal(1, shares[^1]);
        Assert.Equal(shares.Order(), shares);
        Assert.NotNull(automaton.Start.KnownMask);
        var state = automaton.Start.Advance(automaton.Vocabulary.Trie.LongestMatch("{\""u8, out _))!;
        Assert.NotNull(state.KnownMask);
    }

    [Fact]
    public async Task A_text_that_is_refused_is_an_error_and_cancellation_ends_it()
    {
        var f = new ExpressionFactory();
        var automaton = new TokenAutomaton(new Grammar(f, f.Literal("aab")), Toy.Of("a", "b", "c"));
        Assert.Contains("byte 1", Assert.Throws<ArgumentException>("text", () => automaton.WarmUp("ab")).Message, StringComparison.Ordinal);
        Assert.Contains("byte 1", Assert.Throws<ArgumentException>("text", () => automaton.WarmUp("a?")).Message, StringComparison.Ordinal);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => automaton.WarmUpAsync("aab", cancellationToken: cancellation.Token));
        Assert.Equal(4, automaton.WarmUp("aab"));
    }

    private sealed class Shares(List<double> shares) : IProgress<double>
    {
        public void Report(double value) => shares.Add(value);
    }
}
