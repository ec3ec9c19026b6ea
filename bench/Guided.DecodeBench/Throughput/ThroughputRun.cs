using Guided.Automata;
using Guided.Decoding;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Decoders;
using Guided.Vocabularies;

namespace Guided.DecodeBench.Throughput;

/// <summary>Steps of ONNX Runtime alone and of the decode loop in several modes, in turn.</summary>
internal sealed class ThroughputRun(OnnxDecoder decoder, Vocabulary vocabulary, int steps)
{
    private const string Schema = """
        {"type": "object", "properties": {"title": {"type": "string"}, "year": {"type": "integer"}, "score": {"type": "number"},
          "tags": {"type": "array", "items": {"type": "string"}}, "notes": {"type": "string"}},
         "required": ["title", "year", "score", "tags", "notes"], "additionalProperties": false}
        """;

    private static readonly int[] Prompt = [1];
    private static readonly GenerationOptions TopP = new() { Temperature = 0.8f, TopP = 0.95f, Seed = 5 };

    private readonly Func<ITokenAutomaton> _grammar = () => new TokenAutomaton(JsonSchemaGrammar.Create(Schema), vocabulary);

    /// <summary>The times by what was run; the first is ONNX Runtime alone.</summary>
    public List<StepTimes> Times { get; } = [];

    /// <summary>Runs all of it.</summary>
    /// <param name="rounds">How often.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public void Run(int rounds, CancellationToken cancellationToken)
    {
        var warm = _grammar();
        List<(StepTimes Times, GenerationOptions Options, Func<ITokenAutomaton?> Grammar)> modes =
        [
            (new("loop, greedy, no grammar"), new(), () => null),
            (new("loop, sampling at 0.8, no grammar"), new() { Temperature = 0.8f, Seed = 5 }, () => null),
            (new("guided, greedy"), new(), () => warm),
            (new("guided, greedy, mask always first"), new() { OpportunisticMasking = false }, () => warm),
            (new("guided, sampling at 0.8"), new() { Temperature = 0.8f, Seed = 5 }, () => warm),
            (new("loop, top-p 0.95, no grammar"), TopP, () => null),
            (new("guided, top-p 0.95"), TopP, () => warm),
            (new("guided, top-p 0.95, new grammar, masks made after the pass"), TopP with { OverlapMasks = false }, _grammar),
            (new("guided, top-p 0.95, new grammar, masks made during the pass"), TopP, _grammar),
        ];
        var bareTimes = new StepTimes("ONNX Runtime alone");
        Times.Add(bareTimes);
        Times.AddRange(modes.Select(m => m.Times));
        using var bare = new BareRuns(decoder, GeneratedModel.Context);
        for (var round = -1; round < rounds; round++)
        {
            Round(bare, bareTimes, modes, cancellationToken);
            if (round < 0)
            {
                // The first round compiles code and fills caches.
                Times.ForEach(t => t.Forget());
            }
        }
    }

    private void Round(
        BareRuns bare,
        StepTimes bareTimes,
        List<(StepTimes Times, GenerationOptions Options, Func<ITokenAutomaton?> Grammar)> modes,
        CancellationToken cancellationToken)
    {
        bare.Reset();
        bareTimes.BeginRound();
        var loops = modes.ConvertAll(m => new DecodeLoop(decoder, vocabulary, new GenerationRequest
        {
            Prompt = Prompt,
            Grammar = m.Grammar(),
            Options = m.Options with { MaxTokens = 10 * steps, SkipForcedPasses = false },
        }));
        modes.ForEach(m => m.Times.BeginRound());
        try
        {
            for (var step = 0; step < steps; step++)
            {
                bareTimes.Measure(() =>
                {
                    bare.Step(step % vocabulary.Size);
                    return true;
                });
                for (var mode = 0; mode < modes.Count; mode++)
                {
                    var loop = loops[mode];
                    if (loop.FinishReason is null)
                    {
                        modes[mode].Times.Measure(() => loop.Step(cancellationToken));
                    }
                }
            }
        }
        finally
        {
            loops.ForEach(l => l.Dispose());
        }
    }
}
