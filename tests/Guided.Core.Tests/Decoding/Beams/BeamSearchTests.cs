using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Beams;
using Guided.Processors;
using Guided.Tests.Processors;
using Guided.Vocabularies;

namespace Guided.Tests.Decoding.Beams;

public class BeamSearchTests
{
    [Theory]
    [InlineData(OutputProbability.Model)]
    [InlineData(OutputProbability.Constrained)]
    public void With_enough_beams_the_best_of_all_outputs_are_found(OutputProbability under)
    {
        var outputs = 0;
        for (var test = 0; test < 100; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 20, longer: 6);
            string[] language = [.. Enumerable.Range(0, 1 + random.Next(5)).Select(_ => Toy.Text(random, 0, 4)).Distinct()];
            var grammar = new FiniteAutomaton(vocabulary, language);
            var options = new BeamSearchOptions { Beams = 200, LengthPenalty = test % 4 - 1, Under = under };
            using var decoder = new FakeDecoder(vocabulary, (ulong)test);
            var found = Search(decoder, vocabulary, grammar, options);
            var expected = Enumerate(decoder, vocabulary, grammar, under, limit: 100)
                .Select(o => (o.Tokens, o.LogProbability, Score: o.LogProbability / Math.Pow(o.Length, options.LengthPenalty)))
                .OrderByDescending(o => o.Score).ToArray();
            Assert.InRange(expected.Length, 1, 200);
            Assert.Equal(expected.Length, found.Count);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.Equal(expected[i].Score, found[i].Score, 1e-4);
                Assert.Equal(expected.Single(e => e.Tokens.SequenceEqual(found[i].Tokens)).LogProbability, found[i].LogProbability, 1e-4);
                Assert.Equal(FinishReason.Stop, found[i].FinishReason);
            }

            outputs += expected.Length;
        }

        Assert.True(outputs > 200, $"{outputs} outputs");
    }

    [Fact]
    public void Without_a_grammar_the_best_of_all_outputs_are_found()
    {
        for (var test = 0; test < 20; test++)
        {
            var vocabulary = Toy.Of("a", "b", "ab");
            using var decoder = new FakeDecoder(vocabulary, (ulong)test, lengthBonus: 0);
            var found = Search(decoder, vocabulary, null, new() { Beams = 300, LengthPenalty = 0.5f }, new() { MaxTokens = 4 });
            var expected = Enumerate(decoder, vocabulary, null, OutputProbability.Model, limit: 4)
                .OrderByDescending(o => o.LogProbability / Math.Sqrt(o.Length)).ToArray();
            Assert.Equal(Math.Min(300, expected.Length), found.Count);
            Assert.Equal(expected.Take(50).Select(e => e.LogProbability / Math.Sqrt(e.Length)), found.Take(50).Select(f => f.Score), (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.Equal(expected[0].Tokens, found[0].Tokens);
            Assert.All(found, f => Assert.Equal(f.Tokens.Count == 4 ? FinishReason.Length : FinishReason.Stop, f.FinishReason));
        }
    }

    [Fact]
    public void Few_beams_find_what_the_definition_finds()
    {
        var different = 0;
        for (var test = 0; test < 200; test++)
        {
            var random = new Random(test);
            var vocabulary = Toy.Vocabulary(test % 30, longer: 10);
            var grammar = test % 3 == 0 ? null : new FiniteAutomaton(vocabulary, [.. Toy.Language(random), .. Toy.Language(random)]);
            var limit = Math.Max(1, grammar?.Start.TokensToEnd ?? 1) + random.Next(4);
            var options = new BeamSearchOptions { Beams = 1 + (test % 4), LengthPenalty = test % 5 * 0.5f, Stopping = (BeamStopping)(test % 2) };
            using var decoder = new FakeDecoder(vocabulary, (ulong)test);
            var generation = new GenerationOptions { MaxTokens = limit, RepetitionPenalty = test % 7 == 0 ? 1.5f : null };
            var found = Search(decoder, vocabulary, grammar, options, generation);
            var expected = Define(decoder, vocabulary, grammar, options, generation, limit);
            Assert.Equal(expected.Select(e => e.Tokens), found.Select(f => f.Tokens.ToArray()));
            Assert.All(expected.Zip(found), p => Assert.Equal(p.First.Score, p.Second.Score, 1e-4));
            if (grammar is not null)
            {
                // Every beam closes within the limit.
                Assert.All(found, f => Assert.True(Walk(grammar, f.Tokens).IsAccepting));
                Assert.All(found, f => Assert.InRange(f.Tokens.Count, 0, limit));
            }

            using var loop = Toy.Loop(decoder, vocabulary, grammar, generation);
            different += loop.Run().Tokens.SequenceEqual(found[0].Tokens) ? 0 : 1;
        }

        Assert.InRange(different, 20, 180);
    }

    [Fact]
    public void A_stop_sequence_closes_a_beam_and_the_prompt_is_healed()
    {
        var vocabulary = Toy.Of("a", "b", "ab", ";", "a;");
        using var decoder = new FakeDecoder(vocabulary, 6, lengthBonus: 0) { Edit = (_, row) => row.AsSpan(^3..).Fill(-20) };
        var request = new GenerationRequest
        {
            Prompt = new[] { Toy.StartToken(vocabulary), 0 },
            Options = new() { StopSequences = [";"], MaxTokens = 6, HealPrompt = true },
        };
        var found = BeamSearch.Run(decoder, vocabulary, request, new() { Beams = 6 });
        Assert.All(found, beam =>
        {
            Assert.StartsWith("a", Toy.TextOf(vocabulary, beam.Tokens), StringComparison.Ordinal);
            Assert.Equal(1, beam.HealedBytes);
            Assert.DoesNotContain(';', System.Text.Encoding.Latin1.GetString(beam.TextBytes(vocabulary).Span));
        });
        Assert.Contains(found, beam => beam is { FinishReason: FinishReason.StopSequence, Stop.Sequence: ";" });
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var vocabulary = Toy.Of("a");
        using var decoder = new FakeDecoder(vocabulary, 1);
        Assert.Throws<ArgumentException>(() => Search(decoder, vocabulary, null, new(), new() { Temperature = 1 }));
        Assert.Throws<ArgumentException>(() => Search(decoder, vocabulary, null, new() { Beams = 2, Returned = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearchOptions { Beams = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new BeamSearchOptions { LengthPenalty = float.NaN });
        var grammar = new FiniteAutomaton(vocabulary, "aaa");
        Assert.Throws<TokenLimitException>(() => Search(decoder, vocabulary, grammar, new(), new() { MaxTokens = 2 }));
        var request = new GenerationRequest { Prompt = new[] { 0 }, Processors = [new TypicalPProcessor(new TypicalPOptions(0.5f))] };
        Assert.Throws<ArgumentException>(() => BeamSearch.Run(decoder, vocabulary, request));
    }

    [Fact]
    public void Cancellation_ends_the_search_and_frees_every_sequence()
    {
        var vocabulary = Toy.Of("a", "b");
        using var source = new CancellationTokenSource();
        using var decoder = new FakeDecoder(vocabulary, 1) { OnAppend = call => { if (call == 9) { source.Cancel(); } } };
        var counting = new CountingDecoder(decoder);
        Assert.Throws<OperationCanceledException>(() => BeamSearch.Run(
            counting, vocabulary, new GenerationRequest { Prompt = new[] { 0 } }, new() { Beams = 3 }, source.Token));
        Assert.True(counting.Made > 3);
        Assert.Equal(counting.Made, counting.Disposed);
        BeamSearch.Run(counting, vocabulary, new GenerationRequest { Prompt = new[] { 0 }, Options = new() { MaxTokens = 5 } });
        Assert.Equal(counting.Made, counting.Disposed);
    }

    private static IReadOnlyList<Beam> Search(
        IDecoder decoder, Vocabulary vocabulary, FiniteAutomaton? grammar, BeamSearchOptions options, GenerationOptions? generation = null) =>
        BeamSearch.Run(
            decoder, vocabulary, new GenerationRequest { Prompt = new[] { 0 }, Grammar = grammar, Options = generation ?? new() }, options);

    private static ITokenState Walk(FiniteAutomaton grammar, IEnumerable<int> tokens) => tokens.Aggregate(grammar.Start, (s, t) => s.Advance(t)!);

    // Every output with its log-probability and the number of its choices, by definition.
    private static IEnumerable<(int[] Tokens, double LogProbability, int Length)> Enumerate(
        FakeDecoder decoder, Vocabulary vocabulary, FiniteAutomaton? grammar, OutputProbability under, int limit)
    {
        var pending = new Stack<(int[] Tokens, double Sum, ITokenState? State)>([([], 0, grammar?.Start)]);
        while (pending.TryPop(out var output))
        {
            if (output.Tokens.Length == limit)
            {
                yield return (output.Tokens, output.Sum, limit);
                continue;
            }

            var (logs, end) = Steps(decoder, vocabulary, output.Tokens, output.State, under, 1);
            if (!double.IsNegativeInfinity(end))
            {
                yield return (output.Tokens, output.Sum + end, output.Tokens.Length + 1);
            }

            foreach (var (token, log) in logs)
            {
                pending.Push(([.. output.Tokens, token], output.Sum + log, output.State?.Advance(token)));
            }
        }
    }

    private static (List<(int Token, double Log)> Tokens, double End) Steps(
        FakeDecoder decoder, Vocabulary vocabulary, int[] tokens, ITokenState? state, OutputProbability under, float penalty)
    {
        var logits = decoder.LogitsAfter([0, .. tokens]);
        foreach (var token in tokens.Append(0).Distinct())
        {
            logits[token] = logits[token] > 0 ? logits[token] / penalty : logits[token] * penalty;
        }

        bool Allows(int token) => state is null || state.GetMask().Contains(token);
        var over = Enumerable.Range(0, vocabulary.Size).Where(t => under == OutputProbability.Model || Allows(t));
        var normalizer = Math.Log(over.Sum(t => Math.Exp(logits[t])));
        var ends = vocabulary.EndTokens.ToArray().Where(Allows).Sum(t => Math.Exp(logits[t]));
        return (
            [.. Enumerable.Range(0, vocabulary.Size).Where(t => !vocabulary.IsEnd(t) && Allows(t)).Select(t => (t, logits[t] - normalizer))],
            Math.Log(ends) - normalizer);
    }

    // The search written down plainly, each step from scratch.
    private static List<(int[] Tokens, double Score)> Define(
        FakeDecoder decoder, Vocabulary vocabulary, FiniteAutomaton? grammar, BeamSearchOptions options, GenerationOptions generation, int limit)
    {
        var live = new List<(int[] Tokens, double Sum)> { ([], 0) };
        var finished = new List<(int[] Tokens, double Score)>();
        double Score(double sum, int length) => sum / Math.Pow(length, options.LengthPenalty);
        for (var length = 0; length < limit && live.Count > 0; length++)
        {
            var full = finished.Count >= options.Beams;
            var worst = full ? finished.OrderByDescending(f => f.Score).ElementAt(options.Beams - 1).Score : double.NegativeInfinity;
            if (full && (options.Stopping == BeamStopping.WhenFull
                || Math.Max(Score(live[0].Sum, length + 1), Score(live[0].Sum, limit + 1)) <= worst))
            {
                break;
            }

            var all = new List<(int[] Tokens, double Sum, bool IsEnd)>();
            foreach (var beam in live)
            {
                var state = grammar is null ? null : Walk(grammar, beam.Tokens);
                var (tokens, end) = Steps(decoder, vocabulary, beam.Tokens, state, options.Under, generation.RepetitionPenalty ?? 1);
                all.AddRange(tokens.Where(t => state is null || state.Advance(t.Token)!.TokensToEnd <= limit - length - 1)
                    .Select(t => ((int[])[.. beam.Tokens, t.Token], beam.Sum + t.Log, false)));
                if (!double.IsNegativeInfinity(end))
                {
                    all.Add((beam.Tokens, beam.Sum + end, true));
                }
            }

            all = [.. all.OrderByDescending(a => a.Sum)];
            finished.AddRange(all.Take(options.Beams).Where(a => a.IsEnd).Select(a => (a.Tokens, Score(a.Sum, length + 1))));
            live = [.. all.Where(a => !a.IsEnd).Take(options.Beams).Select(a => (a.Tokens, a.Sum))];
            if (length + 1 == limit)
            {
                finished.AddRange(live.Select(b => (b.Tokens, Score(b.Sum, limit))));
            }
        }

        return [.. finished.OrderByDescending(f => f.Score).Take(options.Beams)];
    }

    private sealed class CountingDecoder(IDecoder inner) : IDecoder
    {
        public int Made { get; private set; }

        public int Disposed { get; private set; }

        public int VocabularySize => inner.VocabularySize;

        public int ContextLength => inner.ContextLength;

        public IDecoderSequence CreateSequence() => new Sequence(this, inner.CreateSequence());

        public void Dispose()
        {
        }

        private sealed class Sequence : IDecoderSequence
        {
            private readonly CountingDecoder _owner;
            private readonly IDecoderSequence _inner;

            public Sequence(CountingDecoder owner, IDecoderSequence inner)
            {
                _owner = owner;
                _inner = inner;
                owner.Made++;
            }

            public int Length => _inner.Length;

            public Span<float> Append(ReadOnlySpan<int> tokens, int rows = 1, CancellationToken cancellationToken = default) =>
                _inner.Append(tokens, rows, cancellationToken);

            public void Rewind(int length) => _inner.Rewind(length);

            public IDecoderSequence Fork() => new Sequence(_owner, _inner.Fork());

            public void Dispose()
            {
                _owner.Disposed++;
                _inner.Dispose();
            }
        }
    }
}
