using System.Numerics.Tensors;
using System.Text;
using Guided.Automata;
using Guided.Decoding;
using Guided.Decoding.Speculation;
using Guided.Grammars.JsonSchema;
using Guided.Onnx.Chat;

namespace Guided.DecodeBench.Tables;

/// <summary>Runs one test set in every way of decoding, row by row, so that all ways meet the same moments of the machine.</summary>
/// <param name="model">The model.</param>
/// <param name="name">The test set's name.</param>
/// <param name="rows">Its rows.</param>
/// <param name="groups">The groups of consecutive rows whose times are compared; the table gives medians over them.</param>
internal sealed class TaskBench(GuidedModel model, string name, IReadOnlyList<TaskRow> rows, int groups)
{
    private const int MaxTokens = 384;

    private static readonly JsonSchemaOptions Compact = new() { Whitespace = JsonWhitespace.Compact, Escapes = JsonEscapes.Shortest };

    private readonly Dictionary<DecodingMode, ITokenProposer[]> _proposers = DecodingMode.All.ToDictionary(m => m, m => m.MakeProposers(model));
    private readonly Dictionary<string, double> _logProbabilities = [];

    /// <summary>The test set's name.</summary>
    public string Name => name;

    /// <summary>The number of rows.</summary>
    public int Rows => rows.Count;

    /// <summary>The results by way of decoding.</summary>
    public IReadOnlyDictionary<DecodingMode, ModeScore> Scores { get; } = DecodingMode.All.ToDictionary(m => m, _ => new ModeScore(groups));

    /// <summary>Runs all rows.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        var modes = DecodingMode.All;
        for (var i = 0; i < rows.Count; i++)
        {
            var prompt = model.EncodePrompt([new ChatTemplateMessage("user", rows[i].FullPrompt)]).ToArray();
            var automata = modes.ToDictionary(m => m, m => Automaton(rows[i], m));
            var outputs = new int[modes.Count][];
            for (var turn = 0; turn < modes.Count; turn++)
            {
                // The order changes from row to row.
                var at = (turn + i) % modes.Count;
                outputs[at] = Generate(prompt, modes[at], automata[modes[at]], i * groups / rows.Count, cancellationToken);
            }

            Judge(rows[i], prompt, outputs, cancellationToken);
        }
    }

    private ITokenAutomaton? Automaton(TaskRow row, DecodingMode mode)
    {
        var grammar = mode.Spelling == JsonSpelling.Free ? null : row.Format(mode.Spelling == JsonSpelling.Compact ? Compact : null).CreateGrammar();
        if (grammar is null)
        {
            return null;
        }

        // Each way has automata of its own, and meets each grammar for the first time.
        var automaton = new TokenAutomaton(grammar, model.Tokenizer.Vocabulary);
        return row.Labels is null && mode.Restrict is { } restrict ? restrict(automaton, model) : automaton;
    }

    private int[] Generate(int[] prompt, DecodingMode mode, ITokenAutomaton? automaton, int group, CancellationToken cancellationToken)
    {
        var clock = new ThreadClock();
        var request = new GenerationRequest
        {
            Prompt = prompt,
            Grammar = automaton,
            Options = new GenerationOptions { MaxTokens = MaxTokens },
            Proposers = _proposers[mode],
        };
        GenerationResult result;
        using (var loop = new DecodeLoop(model.Decoder, model.Tokenizer.Vocabulary, request))
        {
            result = loop.Run(cancellationToken);
        }

        Scores[mode].Add(group, result.Statistics, clock.Read());
        return [.. result.Tokens];
    }

    private void Judge(TaskRow row, int[] prompt, int[][] outputs, CancellationToken cancellationToken)
    {
        var vocabulary = model.Tokenizer.Vocabulary;
        var language = new ByteAutomaton(row.Format().CreateGrammar()!);
        var exact = outputs[DecodingMode.All.ToList().IndexOf(DecodingMode.Exact)];
        _logProbabilities.Clear();
        for (var i = 0; i < outputs.Length; i++)
        {
            var mode = DecodingMode.All[i];
            var bytes = vocabulary.Concatenate(outputs[i]);
            Scores[mode].Judge(row.IsRight(Encoding.UTF8.GetString(bytes)), language.Matches(bytes), LogProbability(prompt, outputs[i], cancellationToken));
            Scores[mode].Different += mode.MustEqualExact && !outputs[i].AsSpan().SequenceEqual(exact) ? 1 : 0;
        }
    }

    // The sum of the logarithms of the tokens' probabilities, as the model without a grammar gives them.
    private double LogProbability(int[] prompt, int[] output, CancellationToken cancellationToken)
    {
        var key = string.Join(' ', output);
        if (output.Length == 0 || _logProbabilities.TryGetValue(key, out var known))
        {
            return output.Length == 0 ? 0 : _logProbabilities[key];
        }

        using var sequence = model.Decoder.CreateSequence();
        ReadOnlySpan<float> logits = sequence.Append([.. prompt, .. output[..^1]], output.Length, cancellationToken);
        var width = model.Decoder.VocabularySize;
        var sum = 0.0;
        for (var i = 0; i < output.Length; i++)
        {
            var row = logits.Slice(i * width, width);
            var max = TensorPrimitives.Max(row);
            var total = 0.0;
            foreach (var logit in row)
            {
                total += Math.Exp(logit - max);
            }

            sum += row[output[i]] - max - Math.Log(total);
        }

        return _logProbabilities[key] = sum;
    }
}
