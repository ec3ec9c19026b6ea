using Guided.Automata;
using Guided.Expressions;
using Guided.Rules;
using Guided.Tests.Decoding;

namespace Guided.Tests.Rules;

/// <summary>Whatever may be long ends when it is cancelled, and can be asked for again.</summary>
public sealed class CompileCancellationTests
{
    [Fact]
    public void The_preparation_of_a_grammar_tells_its_passes_and_ends_when_cancelled()
    {
        var f = new ExpressionFactory();
        var rules = Enumerable.Range(0, 20_000).Select(i => ExpressionFactory.DeclareRule($"r{i}")).ToArray();
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i].Define(i == 0 ? f.Literal("z") : f.Concat(f.Literal("("), f.Call(rules[i - 1]), f.Literal(")")));
        }

        var progress = new Log();
        var grammar = new Grammar(f, f.Call(rules[^1]), progress: progress);
        Assert.Equal(40_001 - 2, grammar.ShortestLength);
        Assert.Contains("left recursion", progress.Reports.Select(r => r.Pass));
        Assert.Equal(progress.Reports.Select(r => r.Work).Order(), progress.Reports.Select(r => r.Work));

        using var cancellation = new CancellationTokenSource();
        var stopping = new Log { OnReport = r => Cancel(r.Pass == "left recursion") };
        Assert.Throws<OperationCanceledException>(() => new Grammar(f, f.Call(rules[^1]), "g", stopping, cancellation.Token));
        Assert.Equal("left recursion", stopping.Reports[^1].Pass);

        void Cancel(bool now)
        {
            if (now)
            {
                cancellation.Cancel();
            }
        }
    }

    [Fact]
    public void The_search_for_a_member_ends_when_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(20));
        var f = new ExpressionFactory(limits: new GrammarLimits { MaxLivenessStates = int.MaxValue, MaxExpressions = int.MaxValue });
        Assert.Throws<OperationCanceledException>(() => new Grammar(f, Endless(f), cancellationToken: cancellation.Token));
    }

    [Fact]
    public void A_transition_and_a_mask_end_when_cancelled_and_can_be_asked_for_again()
    {
        var f = new ExpressionFactory();
        var a = f.Literal("a");
        var any = f.Bytes(ByteSet.Of("ab"u8));
        var automaton = new TokenAutomaton(
            new Grammar(f, f.Concat(f.Star(any), a, f.Repeat(any, 12, 12))), Toy.Of("a", "b", "abab", string.Concat(Enumerable.Repeat("aab", 400))));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => automaton.Start.GetMask(cancellation.Token));
        Assert.Throws<OperationCanceledException>(() => automaton.Start.Advance(3, cancellation.Token));
        Assert.Equal(4, automaton.Start.GetMask().ToArray().Count(automaton.Vocabulary.IsText));
        Assert.NotNull(automaton.Start.Advance(3));
    }

    // Texts whose n-th letter from the end is both a and b, for many n: no member, and exponentially many states to see it.
    private static Expression Endless(ExpressionFactory f)
    {
        var any = f.Bytes(ByteSet.Of("ab"u8));
        return f.Intersect([.. Enumerable.Range(20, 6).SelectMany(n => new[] { "a", "b" }.Select(l => f.Concat(f.Star(any), f.Literal(l), f.Repeat(any, n, n + (n % 2)))))]);
    }

    private sealed class Log : IProgress<GrammarProgress>
    {
        public List<GrammarProgress> Reports { get; } = [];

        public Action<GrammarProgress>? OnReport { get; init; }

        public void Report(GrammarProgress value)
        {
            Reports.Add(value);
            OnReport?.Invoke(value);
        }
    }
}
