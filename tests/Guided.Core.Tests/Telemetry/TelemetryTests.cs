using System.Diagnostics;
using System.Diagnostics.Metrics;
using Guided.Decoding;
using Guided.Decoding.Speculation;
using Guided.Telemetry;
using Guided.Tests.Decoding;
using Guided.Vocabularies;

namespace Guided.Tests.Telemetry;

[Collection(Listening.Name)]
public class TelemetryTests
{
    // Other tests generate at the same time, so what is heard is told apart by the vocabulary's name.
    private readonly string _name = Guid.NewGuid().ToString();

    [Fact]
    public void A_generation_is_an_activity_of_its_own_and_a_child_of_the_callers()
    {
        var heard = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Guided",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (heard)
                {
                    heard.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var caller = new Activity("caller").Start();

        var loop = Loop(measure: true);
        Assert.Same(caller, Activity.Current);
        var result = loop.Run();
        Assert.Same(caller, Activity.Current);
        loop.Dispose();
        Loop().Dispose();

        var mine = heard.Where(a => Equals(a.GetTagItem("guided.vocabulary"), _name)).ToArray();
        Assert.Equal(2, mine.Length);
        Assert.All(mine, a => Assert.Equal((caller.Id, "guided.generate"), (a.ParentId, a.OperationName)));
        Assert.Equal((ActivityStatusCode.Ok, ActivityStatusCode.Error), (mine[0].Status, mine[1].Status));
        Assert.Equal(result.FinishReason.ToString(), mine[0].GetTagItem("guided.finish_reason"));
        Assert.Equal("Abandoned", mine[1].GetTagItem("guided.finish_reason"));
        Assert.Equal(true, mine[0].GetTagItem("guided.grammar"));
        Assert.Equal(result.Statistics.GeneratedTokens, mine[0].GetTagItem("guided.tokens.generated"));
        Assert.Equal(result.Statistics.ForcedTokens, mine[0].GetTagItem("guided.tokens.forced"));
        Assert.Equal(result.Statistics.ForwardPasses, mine[0].GetTagItem("guided.forward_passes"));
        Assert.Equal(result.Statistics.MaskedMass, mine[0].GetTagItem("guided.masked_mass"));
    }

    [Fact]
    public void Every_instrument_measures_what_the_statistics_say()
    {
        var heard = new Dictionary<string, List<double>>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Guided" && instrument.Name != "guided.masked_mass")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Hear(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Contains(new("guided.vocabulary", _name)))
            {
                lock (heard)
                {
                    heard.TryAdd(instrument.Name, []);
                    heard[instrument.Name].Add(value);
                }
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Hear(instrument, value, tags));
        listener.Start();

        using var loop = Loop();
        var statistics = loop.Run().Statistics;
        Assert.True(statistics is { ForcedTokens: > 0, AcceptedTokens: > 0 } && statistics.TimeToFirstToken > TimeSpan.Zero);
        Assert.True(statistics.TimeToFirstToken <= statistics.Elapsed);
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["guided.tokens.prompt"] = 1,
                ["guided.tokens.generated"] = statistics.GeneratedTokens,
                ["guided.tokens.forced"] = statistics.ForcedTokens,
                ["guided.tokens.proposed"] = statistics.ProposedTokens,
                ["guided.tokens.accepted"] = statistics.AcceptedTokens,
                ["guided.forward_passes"] = statistics.ForwardPasses,
                ["guided.generation.duration"] = statistics.Elapsed.TotalSeconds,
                ["guided.generation.model_time"] = statistics.ModelTime.TotalSeconds,
                ["guided.generation.mask_time"] = statistics.MaskTime.TotalSeconds,
                ["guided.generation.time_to_first_token"] = statistics.TimeToFirstToken.TotalSeconds,
            }.OrderBy(p => p.Key),
            heard.Select(p => KeyValuePair.Create(p.Key, Assert.Single(p.Value))).OrderBy(p => p.Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_masked_mass_is_the_probability_of_what_is_not_allowed(bool opportunistic)
    {
        var measured = 0;
        for (var test = 0; test < 100; test++)
        {
            var vocabulary = Toy.Vocabulary(test % 30);
            var grammar = new FiniteAutomaton(vocabulary, Toy.Language(new Random(test)));
            using var decoder = new FakeDecoder(vocabulary, (ulong)test);
            GenerationResult Generate(bool measure, out GeneratedToken[] tokens)
            {
                var options = new GenerationOptions
                {
                    MeasureMaskedMass = measure,
                    OpportunisticMasking = opportunistic,
                    Temperature = test % 2,
                    Seed = 1,
                    LogitBias = new Dictionary<int, float> { [2] = 3 },
                };
                using var loop = Toy.Loop(decoder, vocabulary, grammar, options);
                tokens = [.. loop.Stream()];
                return loop.Result;
            }

            var expected = Generate(false, out var silent);
            var result = Generate(true, out var tokens);
            Assert.Equal(expected.Tokens, result.Tokens);
            Assert.All(silent, t => Assert.Null(t.MaskedMass));
            Assert.Null(expected.Statistics.MaskedMass);
            var state = grammar.Start;
            var sequence = new List<int> { 0 };
            var masses = new List<double>();
            foreach (var token in tokens)
            {
                var probabilities = Processors.Rows.Probabilities(decoder.LogitsAfter(sequence));
                var mask = state.GetMask();
                var mass = probabilities.Where((_, t) => !mask.Contains(t)).Sum();
                if (token.MaskedMass is { } measuredMass)
                {
                    Assert.Equal(mass, measuredMass, 1e-5);
                    masses.Add(mass);
                }
                else
                {
                    Assert.True(token.IsForced);
                }

                state = state.Advance(token.Id)!;
                sequence.Add(token.Id);
            }

            measured += masses.Count;
            if (result.EndToken is not null)
            {
                var mask = state.GetMask();
                masses.Add(Processors.Rows.Probabilities(decoder.LogitsAfter(sequence)).Where((_, t) => !mask.Contains(t)).Sum());
            }

            Assert.Equal(masses.Count, result.Statistics.MeasuredPositions);
            if (masses.Count > 0)
            {
                Assert.Equal(masses.Average(), result.Statistics.MaskedMass!.Value, 1e-5);
            }
        }

        Assert.True(measured > 100, $"{measured} positions measured");
    }

    [Fact]
    public void A_listener_to_the_masked_mass_has_it_measured()
    {
        var heard = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == GuidedTelemetry.Name && instrument.Name == "guided.masked_mass")
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
        {
            Assert.InRange(value, 0, 1);
            Interlocked.Increment(ref heard);
        });
        listener.Start();
        using var loop = Loop();
        var statistics = loop.Run().Statistics;
        Assert.True(statistics.MeasuredPositions > 0);
        Assert.True(heard >= statistics.MeasuredPositions);
    }

    private DecodeLoop Loop(bool measure = false)
    {
        byte[][] tokens = [.. new[] { "a", "b", "c", "d", "</s>" }.Select(System.Text.Encoding.UTF8.GetBytes)];
        var vocabulary = new Vocabulary(_name, tokens, [4], [4]);
        return Toy.Loop(
            new FakeDecoder(vocabulary, 1),
            vocabulary,
            new FiniteAutomaton(vocabulary, "abcda", "abcdb", "dcbaabcd"),
            new() { MeasureMaskedMass = measure, SkipForcedPasses = false },
            new ForcedTokenProposer(new ToyTokenizer(vocabulary)));
    }
}
