using Guided.Automata;
using Guided.Decoding;
using Guided.Expressions;
using Guided.Testing;
using Guided.Tests.Automata;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding;

public class MaskAheadTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    [Fact]
    public void Masks_made_while_the_model_runs_change_nothing()
    {
        // Wide enough that masks count as worth a thread.
        var vocabulary = Toy.Of([.. Enumerable.Range(32, 95).Select(c => ((char)c).ToString()), .. Enumerable.Range(0, 30_000).Select(i => $"x{i}")]);
        var ahead = 0;
        for (var test = 0; test < 6; test++)
        {
            GenerationResult Generate(bool overlap)
            {
                using var decoder = new FakeDecoder(vocabulary, (ulong)test);
                decoder.OnAppend = _ =>
                {
                    if (overlap)
                    {
                        WaitForPool();
                        Thread.Sleep(3);
                    }
                };
                using var loop = new DecodeLoop(decoder, vocabulary, new GenerationRequest
                {
                    Prompt = new[] { 0 },
                    Grammar = new TokenAutomaton(TestGrammars.Json(), vocabulary),
                    Options = new() { MaxTokens = 12, Temperature = 1, TopK = 50, Seed = test, OverlapMasks = overlap },
                });
                return loop.Run();
            }

            var expected = Generate(false);
            var result = Generate(true);
            Assert.Equal(expected.Tokens, result.Tokens);
            Assert.Equal(0, expected.Statistics.MasksComputedAhead);
            ahead += result.Statistics.MasksComputedAhead;
        }

        Assert.True(Environment.ProcessorCount == 1 ? ahead == 0 : ahead > 0, $"{ahead} masks");
    }

    // Other tests may keep all threads of the pool busy; what was queued before this has its turn before it.
    private static void WaitForPool()
    {
        using var turn = new ManualResetEventSlim();
        ThreadPool.UnsafeQueueUserWorkItem(static t => t.Set(), turn, preferLocal: false);
        Assert.True(turn.Wait(Long));
    }

    [Fact]
    public void A_mask_is_made_on_another_thread_once()
    {
        using var masks = new MaskAhead(100_000, processors: 2);
        var state = new Slow(_ => { });
        masks.Add(state);
        masks.Begin();
        Assert.True(SpinWait.SpinUntil(() => masks.Computed == 1, Long));
        Assert.NotNull(state.KnownMask);
        Assert.NotEqual(Environment.CurrentManagedThreadId, state.Thread);
        masks.Add(state);
        masks.Begin();
        masks.Cancel();
        Assert.Equal(1, masks.Computed);
    }

    [Fact]
    public void Nothing_is_worth_it_on_one_processor_or_for_small_vocabularies()
    {
        using var alone = new MaskAhead(100_000, processors: 1);
        using var small = new MaskAhead(4_000, processors: 8);
        using var large = new MaskAhead(100_000, processors: 2);
        Assert.Equal((false, false, true), (alone.IsWorthwhile, small.IsWorthwhile, large.IsWorthwhile));
    }

    [Fact]
    public void Cheap_masks_switch_it_off()
    {
        using var masks = new MaskAhead(100_000, processors: 2);
        for (var i = 0; i < 40 && masks.IsWorthwhile; i++)
        {
            var done = masks.Computed;
            masks.Add(new Slow(_ => { }));
            masks.Begin();
            Assert.True(SpinWait.SpinUntil(() => masks.Computed > done, Long));
            masks.Cancel();
        }

        Assert.False(masks.IsWorthwhile);
    }

    [Fact]
    public void Cancelling_ends_the_work_and_waits_for_its_end()
    {
        using var masks = new MaskAhead(100_000, processors: 2);
        using var begun = new ManualResetEventSlim();
        var state = new Slow(cancellationToken =>
        {
            begun.Set();
            cancellationToken.WaitHandle.WaitOne(Long);
            cancellationToken.ThrowIfCancellationRequested();
        });
        masks.Add(state);
        masks.Begin();
        Assert.True(begun.Wait(Long));
        masks.Cancel();
        Assert.Null(state.KnownMask);

        // It can be used again.
        var other = new Slow(_ => { });
        masks.Add(other);
        masks.Begin();
        Assert.True(SpinWait.SpinUntil(() => masks.Computed == 1, Long));
    }

    [Fact]
    public void A_mask_that_cannot_be_made_is_reported_where_it_is_needed()
    {
        using var masks = new MaskAhead(100_000, processors: 2);
        using var failed = new ManualResetEventSlim();
        var state = new Slow(_ =>
        {
            failed.Set();
            throw new GrammarLimitException("MaxWalk", 1);
        });
        masks.Add(state);
        masks.Begin();
        Assert.True(failed.Wait(Long));
        masks.Cancel();
        Assert.Throws<GrammarLimitException>(() => state.GetMask());
    }

    /// <summary>A state of which one mask is made, slowly.</summary>
    private sealed class Slow(Action<CancellationToken> work) : ITokenState
    {
        private TokenMask? _mask;

        public int Thread { get; private set; }

        public bool IsAccepting => false;

        public int TokensToEnd => 1;

        public TokenMask? KnownMask => Volatile.Read(ref _mask);

        public Continuations CountContinuations(out int only, CancellationToken cancellationToken = default)
        {
            only = -1;
            return Continuations.Several;
        }

        public TokenMask GetMask(CancellationToken cancellationToken = default)
        {
            work(cancellationToken);
            Thread = Environment.CurrentManagedThreadId;
            Volatile.Write(ref _mask, TokenMask.Of(10, [1, 2]));
            return _mask!;
        }

        public ITokenState? Advance(int token) => null;

        public int CopyForcedBytes(Span<byte> destination) => 0;
    }
}
